"""Celery functions of sharing. Each gets its clock, calls one operation, and ends."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.sharing import operations


@shared_task
def send_mails(**_: Any) -> None:
    """Send the mails about notices that are due. Beat sends this."""
    operations.send_mails(now=timezone.now())


@shared_task
def remake_mixes(**_: Any) -> None:
    """Have mixes made again that links lead to. Beat sends this."""
    operations.remake_mixes(now=timezone.now())
