"""Celery functions of generation. Each gets its clock and client, calls one operation, and ends."""

from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from apps import musicapi
from apps.archive import tasks as archive_tasks
from apps.generation import operations
from apps.generation.operations.connecting import connect

POLLED_TOGETHER = 50


@shared_task
def tick(**_: Any) -> None:
    """Take up what is due. Beat sends this every few seconds, and every request nudges it."""
    leased = operations.lease_due(now=timezone.now())
    for job_id in leased.to_advance:
        advance_job.delay(job_id=str(job_id), lease=str(leased.lease))
    for job_ids in leased.batches(POLLED_TOGETHER):
        poll_jobs.delay(job_ids=job_ids, lease=str(leased.lease))


@shared_task
def advance_job(*, job_id: str, lease: str, **_: Any) -> None:
    """Take one job one step further."""
    operations.advance(job_id=UUID(job_id), lease=UUID(lease), connect=connect, clock=timezone.now)


@shared_task
def poll_jobs(*, job_ids: list[str], lease: str, **_: Any) -> None:
    """Look at jobs of one account together."""
    ids = [UUID(job_id) for job_id in job_ids]
    look, clock = musicapi.poll_many, timezone.now
    if operations.poll(job_ids=ids, lease=UUID(lease), look=look, clock=clock):
        archive_tasks.tick.delay()


@shared_task
def sample_balances(**_: Any) -> None:
    """Ask the provider for the balance of every account."""
    operations.sample_balances(connect=connect, clock=timezone.now)


@worker_ready.connect
def learn_balances(**_: Any) -> None:
    """Ask for the balances at the start, so that nobody waits for the schedule to see one."""
    sample_balances.delay()
