"""What views of generation share: waking the workers, and reading a place in a list."""

from uuid import UUID

from django.db import transaction

from apps.core.events import Event
from apps.generation import tasks

MOVED = [Event.JOBS_CHANGED, Event.BALANCE_CHANGED]


def nudge() -> None:
    """Wake the workers once the row is there to be found. If this is lost, beat does it."""
    transaction.on_commit(
        lambda: tasks.tick.apply_async(ignore_result=True, retry=False), robust=True
    )


def place(text: str | None) -> UUID | None:
    """Return the row that a page begins after, None for the first page or nonsense."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
