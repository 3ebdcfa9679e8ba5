from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from apps.clips.states import ClipState
from apps.credits import operations as credits
from apps.credits import selectors as book
from apps.credits.models import Entry
from apps.generation import operations
from apps.generation.models import Job, Transition
from apps.generation.operations import leasing, ordering
from apps.generation.states import JobState
from tests.factories.accounts import make_team
from tests.factories.clips import clip as make_clip
from tests.factories.generation import queued_song, song_spec
from tests.factories.projects import project as make_project

pytestmark = pytest.mark.django_db


def opened(account, amount: int):
    credits.record_balance(
        account=account,
        ordinary=Decimal(amount),
        extra=Decimal(0),
        settled=True,
        now=timezone.now(),
    )


def test_a_request_holds_its_price_and_waits_to_be_sent(project, account):
    opened(account, 100)

    job = queued_song(project)

    balance = book.balance(account)
    assert (job.state, job.price) == (JobState.QUEUED, 20)
    assert (balance.free, balance.held) == (80, 20)
    assert Transition.objects.get(job=job).to_state == JobState.QUEUED


def test_the_same_click_twice_is_one_job_and_one_hold(project, account):
    opened(account, 100)
    key = uuid4()

    jobs = [
        operations.request_song(
            project=project, by=None, spec=song_spec(), request_key=key, now=timezone.now()
        )
        for _ in range(3)
    ]

    assert len({job.pk for job in jobs}) == Job.objects.count() == 1
    assert book.balance(account).held == 20


def test_the_last_click_that_the_balance_covers_can_be_repeated(project, account):
    opened(account, 20)
    key = uuid4()

    for _ in range(2):
        operations.request_song(
            project=project, by=None, spec=song_spec(), request_key=key, now=timezone.now()
        )

    assert Job.objects.count() == 1


def test_too_few_credits_leave_nothing_behind(project, account):
    opened(account, 19)

    with pytest.raises(credits.InsufficientCredits):
        queued_song(project)

    assert not Job.objects.exists()
    assert not Entry.objects.filter(kind="hold").exists()


def test_the_price_is_that_of_the_era(project, settings):
    settings.MUSICAPI_ERA = "2025-08"

    assert queued_song(project, model="sonic-v4-5").price == 15


def test_an_unknown_price_is_never_guessed(project, monkeypatch):
    monkeypatch.setattr("apps.generation.operations.requesting.price_of", lambda *_, **__: None)

    with pytest.raises(operations.PriceUnknown):
        queued_song(project)

    assert not Job.objects.exists()


def test_a_queued_song_can_be_cancelled_once(project, account):
    opened(account, 100)
    job = queued_song(project)

    operations.cancel(job=job, now=timezone.now())

    assert Job.objects.get().state == JobState.CANCELLED
    assert book.balance(account).free == 100
    with pytest.raises(operations.NotPossible):
        operations.cancel(job=job, now=timezone.now())


def test_what_may_have_left_can_not_be_cancelled(project):
    job = queued_song(project)
    Job.objects.update(state=JobState.SUBMITTING)

    with pytest.raises(operations.NotPossible):
        operations.cancel(job=job, now=timezone.now())

    assert book.balance(job.account).held == 20


def test_a_failed_song_is_tried_again_once(project):
    job = queued_song(project)
    operations.cancel(job=job, now=timezone.now())

    again = [operations.retry(job=job, by=None, now=timezone.now()) for _ in range(2)]

    assert again[0] == again[1]
    assert again[0].retry_of == job
    assert again[0].spec == job.spec
    assert Job.objects.count() == 2


def test_what_was_asked_for_in_its_place_already_can_be_tried_again_besides(project):
    job = queued_song(project)
    operations.cancel(job=job, now=timezone.now())
    edited = operations.request(
        kind="song",
        project=project,
        by=None,
        spec=song_spec(title="Edited"),
        request_key=uuid4(),
        now=timezone.now(),
        retry_of=job,
    )

    again = operations.retry(job=job, by=None, now=timezone.now())

    assert (edited.retry_of, again.retry_of) == (job, None)


def test_what_goes_on_is_not_tried_again(project):
    job = queued_song(project)

    with pytest.raises(operations.NotPossible):
        operations.retry(job=job, by=None, now=timezone.now())


def test_what_is_there_is_not_looked_for(project):
    with pytest.raises(operations.NotPossible):
        operations.look_again(job=queued_song(project), now=timezone.now())


def test_a_settled_question_is_settled_once(project):
    job = queued_song(project)
    Job.objects.update(state=JobState.UNCONFIRMED)
    job.refresh_from_db()
    person = project.team.memberships.get().user

    operations.settle(job=job, was_taken=False, by=person, now=timezone.now())

    assert book.balance(job.account).held == 0
    with pytest.raises(operations.NotPossible):
        operations.settle(job=job, was_taken=True, by=person, now=timezone.now())
    assert book.cost_of([job.reference]) == {}


def test_a_clip_of_nobody_has_no_wav_at_the_provider(project):
    clip = make_clip(project, ClipState.READY, remote_id="")

    with pytest.raises(operations.NotPossible):
        operations.request_of(kind="wav", clip=clip, by=None, now=timezone.now())


def test_a_failed_wav_may_be_asked_for_again(project):
    clip = make_clip(project, ClipState.READY)
    first = operations.request_of(kind="wav", clip=clip, by=None, now=timezone.now())
    Job.objects.update(state=JobState.FAILED, due_at=None)

    second = operations.request_of(kind="wav", clip=clip, by=None, now=timezone.now())

    assert second != first


def test_released_leases_are_due_at_once(project):
    job = queued_song(project)
    now = timezone.now()
    operations.lease_due(now=now)

    operations.release_leases(now=now)

    job.refresh_from_db()
    assert (job.lease, job.due_at) == (None, now)


def test_a_message_that_got_lost_holds_nobody_up_for_long(project):
    job = queued_song(project)
    now = timezone.now()
    wait = timedelta(seconds=leasing.PICKUP_S)
    lost = operations.lease_due(now=now)

    too_soon = operations.lease_due(now=now + wait / 2)
    again = operations.lease_due(now=now + wait)
    late = leasing.begin([job.pk], lost.lease, now + wait)
    begun = leasing.begin([job.pk], again.lease, now + wait)

    assert (too_soon.to_advance, again.to_advance) == ([], [job.pk])
    assert (late, begun) == (False, True)
    assert operations.lease_due(now=now + 2 * wait).to_advance == []


def test_a_killed_worker_does_not_hold_up_the_queue(project):
    first, second = (queued_song(project) for _ in range(2))
    now = timezone.now()
    first_lease = operations.lease_due(now=now).lease
    leasing.begin([first.pk], first_lease, now)

    at_once = ordering.turn_of(second, now=now, every_s=1)
    later = ordering.turn_of(second, now=now + timedelta(seconds=90), every_s=1)

    assert at_once is not None
    assert later is None


def test_open_tasks_are_limited_for_each_account(project, settings, crew):
    settings.MUSICAPI_MAX_OPEN_TASKS = 1
    running = queued_song(project)
    Job.objects.filter(pk=running.pk).update(state=JobState.SUBMITTED, remote_id="t", due_at=None)
    waiting = queued_song(project)

    crew.tick()

    waiting.refresh_from_db()
    assert waiting.state == JobState.QUEUED
    assert waiting.due_at > crew.clock()


@pytest.mark.team
@pytest.mark.django_db(transaction=True)
def test_two_people_can_not_spend_the_same_credits(account):
    """Two connections ask in the same moment; the balance covers one of them."""
    from threading import Barrier, Thread

    opened(account, 20)
    projects = [make_project(make_team(f"Team {number}")) for number in range(2)]
    gate = Barrier(2)
    refused = []

    def ask(project):
        gate.wait()
        try:
            queued_song(project)
        except credits.InsufficientCredits as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [Thread(target=ask, args=[project]) for project in projects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert connection.vendor == "postgresql"
    assert len(refused) == 1
    assert Job.objects.count() == 1
    assert book.sums_agree(account)
