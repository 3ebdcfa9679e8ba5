"""Paid calls whose answers were lost, at the real sandbox: never paid twice, never forgotten."""

from unittest.mock import Mock

import pytest
from django.db.models import F

from apps.clips.models import Clip
from apps.credits import selectors as credits
from apps.generation import operations
from apps.generation.analysis import claims_of
from apps.generation.kinds import KINDS, offers
from apps.generation.models import Job, Transition
from apps.generation.states import JobState, Trouble
from tests.factories.generation import queued_song
from tests.generation.books import books_agree, paid, ready, request, settled

pytestmark = pytest.mark.django_db


def test_calls_that_never_arrived_are_sent_again_whatever_other_songs_did_since(
    sandbox, crew, project, account
):
    sandbox.control("faults", kind="drop_before", path="/sonic/create", times=2)
    lost = [queued_song(project) for _ in range(2)]
    crew.work_until(lambda: Job.objects.filter(state=JobState.UNCONFIRMED).count() == len(lost))
    good = queued_song(project)
    bad = queued_song(project, lyrics="[Verse]\n[fail:task] la la la")

    crew.work_until(lambda: settled(good) and settled(bad))
    crew.skip(seconds=30)
    crew.work_until(lambda: settled(lost[0]))
    crew.skip(seconds=30)
    crew.work_until(lambda: settled(lost[1]))

    assert [job.state for job in lost] == [JobState.SUCCEEDED] * 2
    assert len(paid(sandbox)) == 4
    assert books_agree(sandbox, account)


class Died(BaseException):
    """The worker is gone: nothing of ours runs after this."""


def test_a_worker_that_died_before_sending_loses_nothing(
    sandbox, crew, project, account, monkeypatch
):
    job = queued_song(project)
    with monkeypatch.context() as patch:
        patch.setattr("apps.generation.kinds.song.send", Mock(side_effect=Died))
        with pytest.raises(Died):
            crew.tick()
    job.refresh_from_db()
    assert job.state == JobState.SUBMITTING

    crew.skip(seconds=301)
    crew.work_until(lambda: ready(job))

    assert len(paid(sandbox)) == 1
    assert books_agree(sandbox, account)
    reasons = Transition.objects.filter(job=job).values_list("reason", flat=True)
    assert any("never arrived" in reason for reason in reasons)


def test_a_worker_that_died_after_sending_pays_once(sandbox, crew, project, account, monkeypatch):
    job = queued_song(project)
    with monkeypatch.context() as patch:
        path = "apps.generation.operations.submitting._record_submission"
        patch.setattr(path, Mock(side_effect=Died))
        with pytest.raises(Died):
            crew.tick()

    for _ in range(4):
        crew.skip(seconds=301)
        crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.UNCONFIRMED, Trouble.TAKEN_UNHEARD)
    assert len(paid(sandbox)) == 1
    assert credits.balance(account).held == job.price


@pytest.mark.parametrize("fault", ["error_before", "drop_before"])
def test_a_call_that_the_balance_proves_untaken_is_sent_again(
    sandbox, crew, project, account, fault
):
    sandbox.control("faults", kind=fault, path="/sonic/create", times=1)
    job = queued_song(project)

    crew.work_until(lambda: ready(job))

    assert job.state == JobState.SUCCEEDED
    assert len(paid(sandbox)) == 1
    assert books_agree(sandbox, account)


@pytest.mark.parametrize("fault", ["error_after", "drop_after"])
def test_a_call_that_was_taken_unheard_is_never_sent_again(sandbox, crew, project, account, fault):
    sandbox.control("faults", kind=fault, path="/sonic/create", times=1)
    job = queued_song(project)

    crew.work_until(lambda: Job.objects.get().trouble_code == Trouble.TAKEN_UNHEARD)
    for _ in range(5):
        crew.skip(seconds=30)
        crew.tick()

    job.refresh_from_db()
    assert job.state == JobState.UNCONFIRMED
    assert len(paid(sandbox)) == 1
    assert credits.balance(account).held == job.price


def test_a_call_is_not_sent_again_because_an_earlier_one_was_booked_late(
    sandbox, crew, project, account
):
    sandbox.control("faults", kind="drop_after", path="/sonic/create", times=2)
    first = queued_song(project)
    crew.work_until(lambda: Job.objects.get().state == JobState.UNCONFIRMED)
    second = queued_song(project)
    crew.work_until(lambda: Job.objects.get(pk=second.pk).state == JobState.UNCONFIRMED)

    first.refresh_from_db()
    operations.settle(job=first, was_taken=True, by=first.requested_by, now=crew.clock())
    for _ in range(5):
        crew.skip(seconds=30)
        crew.tick()

    second.refresh_from_db()
    assert (second.state, second.trouble_code) == (JobState.UNCONFIRMED, Trouble.TAKEN_UNHEARD)
    assert len(paid(sandbox)) == 2


def test_several_lost_calls_are_told_apart_by_what_the_balance_lacks(
    sandbox, crew, project, account
):
    sandbox.control("faults", kind="drop_after", path="/sonic/create", times=1)
    sandbox.control("faults", kind="drop_before", path="/sonic/lyrics", times=1)
    words = KINDS["lyrics"].Spec(description="a quiet harbour")
    taken, untaken = queued_song(project), request("lyrics", project, words)
    unheard = Job.objects.filter(state=JobState.UNCONFIRMED)
    crew.work_until(lambda: unheard.count() == 2)

    crew.skip(seconds=30)
    crew.work_until(lambda: settled(untaken))

    taken.refresh_from_db()
    assert (taken.state, taken.trouble_code) == (JobState.UNCONFIRMED, Trouble.TAKEN_UNHEARD)
    assert untaken.state == JobState.SUCCEEDED
    assert [entry["path"] for entry in paid(sandbox)] == ["/sonic/create", "/sonic/lyrics"]


def test_a_call_that_was_surely_taken_and_never_called_back_is_booked_as_spent(
    sandbox, crew, project, account
):
    sandbox.control("faults", kind="drop_after", path="/sonic/create", times=1)
    job = queued_song(project)
    crew.work_until(lambda: Job.objects.get().trouble_code == Trouble.TAKEN_UNHEARD)

    crew.skip(hours=2)
    crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.SETTLED)
    assert [claim.job for claim in claims_of(project.team)] == [job]
    assert books_agree(sandbox, account)


def test_two_lost_calls_of_one_price_of_which_one_was_taken_stay_unsent(
    sandbox, crew, project, account
):
    sandbox.control("faults", kind="drop_after", path="/sonic/create", times=1)
    first = queued_song(project)
    crew.work_until(lambda: Job.objects.get().state == JobState.UNCONFIRMED)
    sandbox.control("faults", kind="drop_before", path="/sonic/create", times=1)
    second = queued_song(project)
    crew.work_until(lambda: Job.objects.get(pk=second.pk).state == JobState.UNCONFIRMED)
    # As if the first had been booked only after the second had left.
    Job.objects.filter(pk=second.pk).update(balance_before=F("balance_before") + second.price)

    for _ in range(5):
        crew.skip(seconds=30)
        crew.tick()
    crew.skip(hours=2)
    crew.tick()

    codes = [Job.objects.get(pk=job.pk).trouble_code for job in (first, second)]
    assert codes == [Trouble.NEEDS_PERSON] * 2
    assert len(paid(sandbox)) == 1


def test_what_nobody_can_prove_is_left_to_a_person_with_the_credits_set_aside(
    sandbox, crew, project, account
):
    sandbox.control("faults", kind="drop_after", path="/sonic/create", times=1)
    job = queued_song(project)
    crew.work_until(lambda: Job.objects.get().state == JobState.UNCONFIRMED)

    crew.skip(hours=2)
    crew.tick()

    job.refresh_from_db()
    assert (job.trouble_code, job.due_at) == (Trouble.NEEDS_PERSON, None)
    operations.settle(job=job, was_taken=True, by=job.requested_by, now=crew.clock())
    assert books_agree(sandbox, account)


def test_timing_whose_answer_was_lost_is_paid_once_though_it_is_asked_for_again(
    sandbox, crew, project, account
):
    song = queued_song(project)
    crew.work_until(lambda: ready(song))
    clip, person = Clip.objects.first(), song.requested_by
    price = offers.price_now("timing", now=crew.clock())
    sandbox.control("faults", kind="drop_after", path="/sonic/aligned-lyrics", times=1)
    lost = operations.request_of(kind="timing", clip=clip, by=person, now=crew.clock())
    crew.work_until(lambda: Job.objects.get(pk=lost.pk).state == JobState.UNCONFIRMED)
    lost.refresh_from_db()
    operations.settle(job=lost, was_taken=True, by=person, now=crew.clock())

    again = operations.retry(job=lost, by=person, now=crew.clock())
    crew.work_until(lambda: settled(again))
    operations.sample_balances(connect=crew.connect, clock=crew.clock)

    assert again.state == JobState.SUCCEEDED
    assert [call["price"] for call in paid(sandbox)] == [20, price]
    assert sum(credits.cost_of([lost.reference, again.reference]).values()) == price == 1
    assert books_agree(sandbox, account)
