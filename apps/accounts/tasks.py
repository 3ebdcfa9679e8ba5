"""Celery functions of accounts. Each gets its clock, calls one operation, and ends."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.accounts import operations


@shared_task
def tell_invited(**_: Any) -> None:
    """Send the mails to those who are asked in. Beat sends this."""
    operations.tell_invited(now=timezone.now())
