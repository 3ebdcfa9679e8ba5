"""How often accepted work is looked at, and what a look costs that shows nothing new."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from apps import musicapi
from apps.clips.models import Clip
from apps.generation import operations
from apps.generation.models import Callback, Job
from apps.generation.operations.pacing import Pace
from apps.generation.states import JobState
from tests.factories.generation import queued_song

pytestmark = pytest.mark.django_db

RUNNING = musicapi.RemoteClip("remote-1", musicapi.ClipState.RUNNING)


def accepted(project) -> Job:
    job = queued_song(project)
    job.state, job.remote_id = JobState.SUBMITTED, f"task-{job.pk}"
    job.accepted_at = job.due_at = timezone.now()
    job.save()
    return job


def look(jobs, now):
    """Look at jobs, all of which run; returns whether anything was new."""

    def show(targets, **_):
        return {
            target.task_id: musicapi.Snapshot(
                target.task_id,
                musicapi.Engine.SONIC,
                musicapi.TaskState.IN_PROGRESS,
                (RUNNING,),
                request_id=str(uuid4()),
            )
            for target in targets
        }

    lease = uuid4()
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(lease=lease)
    ids = [job.pk for job in jobs]
    return operations.poll(job_ids=ids, lease=lease, look=show, clock=lambda: now)


def test_a_look_that_shows_the_same_again_is_one_write_for_all(project, django_assert_num_queries):
    job, now = accepted(project), timezone.now()
    was_new = look([job], now)
    later = now + timedelta(seconds=20)

    # Lease the jobs, hold them, read them, learn the account's pace, put the next look off.
    with django_assert_num_queries(5):
        is_new = look([job], later)

    job.refresh_from_db()
    assert (was_new, is_new) == (True, False)
    assert Clip.objects.count() == 1
    assert job.lease is None
    assert job.due_at > later


def test_a_job_that_never_ends_is_given_up_at_a_look_that_shows_nothing_new(project):
    job, now = accepted(project), timezone.now()
    look([job], now)

    look([job], now + timedelta(hours=2))

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.FAILED, "expired")


def test_the_more_tasks_an_account_has_open_the_longer_each_waits(project, account, settings):
    job, *_ = [accepted(project) for _ in range(3)]
    now = timezone.now()
    near = Pace.of(account, now)
    settings.MUSICAPI_BASE_URL = "https://api.example.net/v1"

    far = Pace.of(account, now)

    assert (near.turn_s, far.turn_s) == (3 / 5, 3 / 2)
    job.account = account
    assert Pace(1000.0, is_called=False).next_look_s(job, now) >= 500


def test_where_callbacks_arrive_tasks_are_looked_at_slowly(project, account, settings):
    settings.MUSICAPI_BASE_URL = "https://api.example.net/v1"
    job, now = accepted(project), timezone.now() + timedelta(seconds=30)
    job.account = account
    without = Pace.of(account, now).next_look_s(job, now)
    Callback.objects.create(job=job, delivery_id="d-1", event="song.completed", created_at=now)

    called = Pace.of(account, now).next_look_s(job, now)

    assert without < 20
    assert 45 < called < 75
