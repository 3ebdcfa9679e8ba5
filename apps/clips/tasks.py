"""Celery functions of clips."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.clips import operations


@shared_task
def tick(**_: Any) -> None:
    """Settle clips whose file was settled while nobody listened. Beat sends this."""
    operations.catch_up(now=timezone.now())
