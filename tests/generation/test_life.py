"""The life of a song against the real sandbox: nothing is paid twice, nothing is lost."""

from decimal import Decimal
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone

from apps.archive.states import AssetState
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.credits import selectors as credits
from apps.generation import operations
from apps.generation.analysis import claims_of
from apps.generation.kinds import KINDS
from apps.generation.models import Job, Transition
from apps.generation.states import JobState, Trouble
from tests.factories.generation import queued_song

pytestmark = pytest.mark.django_db


def paid(sandbox) -> list[dict]:
    return sandbox.control("ledger")["calls"]


def queued_words(project) -> Job:
    """Return a job that waits to be sent, and is answered with its result."""
    return operations.request(
        kind="lyrics",
        project=project,
        by=project.team.memberships.first().user,
        spec=KINDS["lyrics"].Spec(description="a quiet harbour"),
        request_key=uuid4(),
        now=timezone.now(),
    )


def books_agree(sandbox, account) -> bool:
    """Tell whether our book, the running totals and the provider's balance are all the same."""
    answer = sandbox.get("/get-credits").json()
    theirs = Decimal(str(answer["credits"])) + Decimal(str(answer["extra_credits"]))
    ours = credits.balance(account)
    return credits.sums_agree(account) and ours.free + ours.held == theirs


def settled(job):
    job.refresh_from_db()
    return not job.is_open


def ready(job):
    return settled(job) and not Clip.objects.exclude(state=ClipState.READY).exists()


def test_a_song_becomes_two_playable_clips_and_is_paid_once(sandbox, crew, project, account):
    job = queued_song(project)

    crew.work_until(lambda: ready(job))

    clips = list(Clip.objects.select_related("audio").order_by("number"))
    assert job.state == JobState.SUCCEEDED
    assert [clip.number for clip in clips] == [1, 2]
    assert all(clip.audio.state == AssetState.STORED and clip.audio.peaks for clip in clips)
    assert clips[0].audio.sha256 != clips[1].audio.sha256
    assert len(paid(sandbox)) == 1
    assert books_agree(sandbox, account)


def test_every_move_of_a_song_is_recorded(sandbox, crew, project):
    job = queued_song(project)

    crew.work_until(lambda: settled(job))

    moves = Transition.objects.filter(job=job).order_by("id").values_list("to_state", flat=True)
    assert list(moves) == ["QUEUED", "SUBMITTING", "SUBMITTED", "SUCCEEDED"]


def test_a_preview_plays_before_the_song_is_finished(sandbox, crew, project):
    job = queued_song(project, title="[slow:3] Preview")
    crew.work_until(lambda: Clip.objects.exclude(stream_url="").exists())

    assert not settled(job)


def test_two_ticks_at_once_send_once(sandbox, crew, project):
    job = queued_song(project)
    first = operations.lease_due(now=crew.clock())

    second = operations.lease_due(now=crew.clock())
    for lease in (first.lease, first.lease, second.lease):
        operations.advance(job_id=job.pk, lease=lease, connect=crew.connect, clock=crew.clock)

    assert second.to_advance == []
    assert len(paid(sandbox)) == 1


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
    taken, untaken = queued_song(project), queued_words(project)
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


def test_a_refusal_costs_nothing_and_says_why(sandbox, crew, project, account):
    job = queued_song(project, lyrics="[Verse]\n[fail:moderation] la la la")

    crew.work_until(lambda: settled(job))

    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.REFUSED)
    assert "Nothing was spent." in job.trouble
    assert paid(sandbox) == []
    assert credits.balance(account).held == 0
    assert books_agree(sandbox, account)


def test_a_song_that_fails_at_the_provider_is_given_back(sandbox, crew, project, account):
    job = queued_song(project, lyrics="[Verse]\n[fail:task] la la la")

    crew.work_until(lambda: settled(job))

    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.FAILED_THERE)
    assert "The credits came back." in job.trouble
    assert credits.cost_of([job.reference]) == {job.reference: 0}
    assert books_agree(sandbox, account)


def test_one_failed_clip_does_not_take_the_other_with_it(sandbox, crew, project):
    job = queued_song(project, lyrics="[Verse]\n[fail:one] la la la")

    crew.work_until(
        lambda: settled(job) and not Clip.objects.filter(state=ClipState.ARCHIVING).exists()
    )

    assert job.state == JobState.SUCCEEDED
    assert sorted(Clip.objects.values_list("state", flat=True)) == ["FAILED", "READY"]


def test_a_busy_provider_is_asked_again_when_it_says_so(sandbox, crew, project):
    sandbox.control("faults", kind="rate_limit", path="/sonic/create", options={"retry_after_s": 7})
    job = queued_song(project)

    crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.QUEUED, Trouble.BUSY)
    assert 5 < (job.due_at - crew.clock()).total_seconds() <= 7
    crew.skip(seconds=8)
    crew.work_until(lambda: ready(job))
    assert len(paid(sandbox)) == 1


def test_an_unreachable_provider_keeps_the_song_queued_and_says_so(
    sandbox, crew, project, settings
):
    job = queued_song(project)
    settings.MUSICAPI_BASE_URL = "http://127.0.0.1:9/api/v1"

    crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.QUEUED, Trouble.UNREACHABLE)
    assert job.due_at > crew.clock()
    crew.skip(hours=2)
    crew.tick()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "Nothing was spent." in job.trouble


def test_a_wrong_key_stops_the_song_and_marks_the_account(
    sandbox, crew, project, account, settings
):
    settings.MUSICAPI_KEY = "not-the-key"
    job = queued_song(project)

    crew.tick()

    job.refresh_from_db()
    account.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.KEY_REFUSED)
    assert account.key_state == "REFUSED"
    assert credits.balance(account).held == 0


def test_too_few_credits_at_the_provider_stop_the_song_before_it_is_sent(
    sandbox, crew, project, account
):
    sandbox.control("credits", credits=5, extra_credits=0)
    job = queued_song(project)

    crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.NO_CREDITS)
    assert paid(sandbox) == []


def test_a_poll_that_fails_is_only_a_later_look(sandbox, crew, project):
    sandbox.control("faults", kind="error_before", path="/sonic/task", times=3)
    job = queued_song(project)

    crew.work_until(lambda: ready(job))

    assert job.state == JobState.SUCCEEDED


def test_a_task_that_never_ends_is_given_up_and_may_be_looked_for_again(sandbox, crew, project):
    sandbox.control("faults", kind="task_never_ends", path="/sonic/create", times=1)
    job = queued_song(project)
    crew.work_until(lambda: Job.objects.get().state == JobState.SUBMITTED)

    crew.skip(hours=2)
    crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.EXPIRED)
    operations.look_again(job=job, now=crew.clock())
    job.refresh_from_db()
    assert job.state == JobState.SUBMITTED


def test_the_wav_of_a_clip_is_asked_for_once_and_archived(sandbox, crew, project, account):
    job = queued_song(project)
    crew.work_until(lambda: ready(job))
    clip = Clip.objects.first()

    first = operations.request_of(kind="wav", clip=clip, by=None, now=crew.clock())
    second = operations.request_of(kind="wav", clip=clip, by=None, now=crew.clock())
    crew.work_until(lambda: Clip.objects.filter(wav__state=AssetState.STORED).exists())

    assert first == second
    assert [entry["price"] for entry in paid(sandbox)] == [20, 2]
    assert books_agree(sandbox, account)
