"""Celery functions of credits. Each gets its clock, calls one operation, and ends."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.credits import operations


@shared_task
def tell_owners(**_: Any) -> None:
    """Send owners the mails about budgets and balances that are due."""
    operations.tell_owners(now=timezone.now())
