"""Callbacks from the provider: verified, counted once, and taken as a hint to look, never as data.

One thing is learned from a callback: the task's id, for a job whose answer was lost. That, too, is
believed only under the job's own secret.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from apps import musicapi
from apps.core.errors import DomainError
from apps.generation.models import Callback, Job
from apps.generation.operations.moving import wait
from apps.generation.operations.submitting import record_acceptance
from apps.generation.states import JobState

log = structlog.get_logger(__name__)


class CallbackRefused(DomainError):
    """The delivery is not signed with the job's secret, or is too old."""


def hear_callback(*, job_id: UUID, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Have the job looked at now, if the provider really called. A repeat changes nothing.

    Raises: Job.DoesNotExist, CallbackRefused.
    """
    job = Job.objects.select_related("account").get(pk=job_id)
    check = musicapi.verify_webhook(headers, body, job.callback_secret, now)
    if not check.is_verified:
        log.warning("callback refused", job=str(job.pk), problem=str(check.problem))
        raise CallbackRefused("This delivery is not signed as agreed.")
    delivery = check.webhook_id or f"{check.task_id} {check.event}"
    with transaction.atomic():
        seen = Callback.objects.get_or_create(
            job=job,
            delivery_id=delivery[:100],
            defaults={"event": check.event[:40], "created_at": now},
        )
        if seen[1]:
            _take_hint(job, check.task_id, now)


def _take_hint(job: Job, task_id: str, now: datetime) -> None:
    if job.awaits_task:
        _learn_task(job, task_id, now)
    elif job.state == JobState.SUBMITTED and job.remote_id == task_id:
        wait(job, until=now)


def _learn_task(job: Job, task_id: str, now: datetime) -> None:
    """Take up a task that the provider names after its answer to the paid call was lost."""
    try:
        with transaction.atomic():
            if record_acceptance(job, task_id, now=now, reason="The provider called back."):
                wait(job, until=now)
    except IntegrityError:
        log.warning("callback names another job's task", job=str(job.pk))
