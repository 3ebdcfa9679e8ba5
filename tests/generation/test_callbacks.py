"""Callbacks: the sandbox calls a real server of the studio; strangers call it too."""

import hashlib
import hmac
import json
import time

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.credits import selectors as credits
from apps.generation import operations
from apps.generation.models import Callback, Job
from apps.generation.states import JobState
from tests.factories.generation import queued_song

pytestmark = pytest.mark.django_db


def delivery(job, *, task_id="task-1", event="song.completed", secret=None, at=None, name="d-1"):
    body = json.dumps({"task_id": task_id, "platform": "suno", "event": event, "data": []})
    stamp = str(int(at or time.time()))
    key = (secret or job.callback_secret).encode()
    digest = hmac.new(key, f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "X-Webhook-Id": name,
        "X-Webhook-Event": event,
        "X-Webhook-Timestamp": stamp,
        "X-Webhook-Signature": f"sha256={digest}",
    }
    return body, headers


def call(client, job, **changes):
    body, headers = delivery(job, **changes)
    url = reverse("generation:callback_create", args=[job.pk])
    return client.post(url, body, content_type="application/json", headers=headers)


def unheard(project, **fields):
    job = queued_song(project)
    Job.objects.filter(pk=job.pk).update(**{"state": JobState.UNCONFIRMED, **fields})
    job.refresh_from_db()
    return job


@pytest.fixture
def reachable(sandbox, live_server, settings, monkeypatch):
    """The studio as a server that the sandbox calls back.

    The sandbox holds its connection to us, and so a thread with one to the database, which would
    hinder the removal of the database when these tests are the last; so the latter ends at once.
    """
    monkeypatch.setitem(connections.databases["default"], "CONN_MAX_AGE", 0)
    settings.WEBHOOKS = True
    settings.PUBLIC_URL = live_server.url


def test_a_callback_names_the_task_of_a_call_that_got_no_answer(client, project):
    job = unheard(project)

    answer = call(client, job, task_id="task-7")

    job.refresh_from_db()
    assert answer.status_code == 204
    assert (job.state, job.remote_id) == (JobState.SUBMITTED, "task-7")


def test_a_callback_makes_an_accepted_job_due_now(client, project):
    job = unheard(project, state=JobState.SUBMITTED, remote_id="task-1", due_at=None)

    call(client, job)

    job.refresh_from_db()
    assert job.due_at is not None


def test_the_same_delivery_twice_counts_once(client, project):
    job = unheard(project)

    statuses = [call(client, job).status_code for _ in range(2)]

    assert statuses == [204, 204]
    assert Callback.objects.count() == 1


def test_a_callback_about_another_task_changes_nothing(client, project):
    job = unheard(project, state=JobState.SUBMITTED, remote_id="task-1", due_at=None)

    call(client, job, task_id="task-2")

    job.refresh_from_db()
    assert (job.remote_id, job.due_at) == ("task-1", None)


def test_a_task_of_another_job_is_not_taken_over(client, project):
    unheard(project, state=JobState.SUBMITTED, remote_id="task-1")
    job = unheard(project)

    answer = call(client, job, task_id="task-1")

    job.refresh_from_db()
    assert answer.status_code == 204
    assert job.state == JobState.UNCONFIRMED


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.SUCCEEDED, JobState.CANCELLED])
def test_a_late_callback_does_not_wake_the_dead(client, project, state):
    job = unheard(project, state=state, due_at=None)

    answer = call(client, job)

    job.refresh_from_db()
    assert (answer.status_code, job.state, job.due_at) == (204, state, None)


@pytest.mark.parametrize("was_taken", [True, False])
def test_a_song_that_was_settled_without_its_task_goes_on_when_it_calls_after_all(
    client, project, was_taken
):
    job = unheard(project)
    person = job.requested_by
    operations.settle(job=job, was_taken=was_taken, by=person, now=timezone.now())

    call(client, job, task_id="task-7")

    job.refresh_from_db()
    assert (job.state, job.remote_id, job.finished_at) == (JobState.SUBMITTED, "task-7", None)
    assert credits.cost_of([job.reference]) == {job.reference: job.price}
    assert credits.sums_agree(job.account)


@pytest.mark.parametrize(
    "forgery", [{"secret": "guessed"}, {"at": time.time() - 3600}, {"at": time.time() + 3600}]
)
def test_a_forged_or_stale_callback_is_refused(client, project, forgery):
    job = unheard(project)

    answer = call(client, job, **forgery)

    job.refresh_from_db()
    assert answer.status_code == 403
    assert job.state == JobState.UNCONFIRMED
    assert not Callback.objects.exists()


def test_an_unsigned_callback_is_refused(client, project):
    job = unheard(project)

    url = reverse("generation:callback_create", args=[job.pk])
    answer = client.post(url, "{}", content_type="application/json")

    assert answer.status_code == 403


def test_a_callback_for_nobody_is_404(client, db):
    url = reverse("generation:callback_create", args=["01900000-0000-7000-8000-000000000000"])

    assert client.post(url, "{}", content_type="application/json").status_code == 404


def test_a_huge_callback_is_not_read(client, project):
    job = unheard(project)

    url = reverse("generation:callback_create", args=[job.pk])
    answer = client.post(url, "x" * 1_000_001, content_type="application/json")

    assert answer.status_code == 413


@pytest.mark.django_db(transaction=True)
def test_a_call_whose_answer_was_lost_ends_in_clips_through_the_callback(
    reachable, sandbox, crew, project
):
    sandbox.control("faults", kind="drop_after", path="/sonic/create", times=1)
    job = queued_song(project)

    crew.work_until(lambda: Clip.objects.filter(state=ClipState.READY).count() == 2)

    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED
    assert len(sandbox.control("ledger")["calls"]) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", ["webhook_doubled", "webhook_forged", "webhook_lost"])
def test_bad_callbacks_do_no_harm(reachable, sandbox, crew, project, fault):
    sandbox.control("faults", kind=fault, times=None)
    job = queued_song(project)

    crew.work_until(lambda: Clip.objects.filter(state=ClipState.READY).count() == 2)

    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED
    assert len(sandbox.control("ledger")["calls"]) == 1
