"""Celery functions of stems. Rows are the queue; these only wake operations up."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from apps.stems import operations

LIMIT_S = 1500
"""Twenty-four stems of a long song take minutes; the lease of a rendering lasts longer."""


@shared_task
def tick(**_: Any) -> None:
    """Settle what nobody heard of, and take up what is due. Beat sends this."""
    operations.catch_up(now=timezone.now())
    for rendering_id, lease in operations.lease_due(now=timezone.now()):
        render.delay(rendering_id=str(rendering_id), lease=str(lease))


@shared_task(soft_time_limit=LIMIT_S, time_limit=LIMIT_S + 60)
def render(*, rendering_id: str, lease: str, **_: Any) -> None:
    """Make one file."""
    operations.render(rendering_id=UUID(rendering_id), lease=UUID(lease), clock=timezone.now)


@shared_task(soft_time_limit=LIMIT_S, time_limit=LIMIT_S + 60)
def tidy(**_: Any) -> None:
    """Remove made files that had their time. Beat sends this."""
    operations.tidy(now=timezone.now())
