"""`manage.py demo`: make the person that a laptop is tried out with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.accounts import operations


class Command(BaseCommand):
    """Make sure that the demonstration person and their team are there."""

    help = "Make sure that the demonstration person and their team are there (only with DEBUG=1)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make them, or find them there. Where DEBUG is off `make setup` goes on without them."""
        if not settings.ON_LAPTOP:
            self.stdout.write("Without DEBUG=1 there is no demonstration person.")
            return
        user = operations.ensure_demo(now=timezone.now())
        self.stdout.write(f"{user.email} signs in with one click.")
