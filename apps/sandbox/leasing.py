"""Taking work from the database so that nobody else takes it, and giving it back.

A claim is a conditional UPDATE; the token it writes must still be in the row when the result is
recorded. A worker that died leaves a lease that runs out; the supervisor ends it at once when it
sees the death.
"""

import secrets
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.sandbox.models import Delivery, Leased, Render

Work = TypeVar("Work", bound=Leased)


class LeaseLost(Exception):
    """Somebody else has the work by now, or it no longer exists."""


def claim(kind: type[Work], *, owner: str, lease_s: float, now: datetime) -> Work | None:
    """Take the work that has been due longest, or None when there is none."""
    # An idle worker only reads; a transaction here would take the database's one write lock.
    if not _free(kind, now).exists():
        return None
    with transaction.atomic():
        work = _free(kind, now).order_by("due_at", "pk").first()
        if work is None:
            return None
        work.lease_token = f"{owner}-{secrets.token_hex(8)}"
        work.lease_until = now + timedelta(seconds=lease_s)
        work.attempts += 1
        work.save(update_fields=["lease_token", "lease_until", "attempts"])
        return work


def renew(work: Leased, *, lease_s: float, now: datetime) -> None:
    """Hold on to the work for longer. Raises: LeaseLost."""
    _record(work, lease_until=now + timedelta(seconds=lease_s))


def finish(work: Leased, *, now: datetime) -> None:
    """Mark the work as done. Raises: LeaseLost."""
    _record(work, done_at=now, lease_until=None, lease_token="", last_error="")


def put_back(work: Leased, *, due_at: datetime, error: str) -> None:
    """Give the work back, to be tried again at `due_at`. Raises: LeaseLost."""
    _record(work, due_at=due_at, lease_until=None, lease_token="", last_error=error[:200])


def release_all() -> None:
    """End every lease, when no worker is alive; what they had begun does not count as a try."""
    for kind in (Render, Delivery):
        held = kind.objects.filter(done_at=None).exclude(lease_token="")
        held.update(lease_until=None, lease_token="", attempts=F("attempts") - 1)


def release_of(owner: str) -> None:
    """End the leases of one worker that died; it may die of the work, so the try counts."""
    for kind in (Render, Delivery):
        held = kind.objects.filter(done_at=None, lease_token__startswith=f"{owner}-")
        held.update(lease_until=None, lease_token="")


def _free(kind: type[Work], now: datetime) -> QuerySet[Work]:
    unheld = Q(lease_until=None) | Q(lease_until__lte=now)
    free = {"done_at": None, "due_at__lte": now}
    return kind._default_manager.filter(unheld, **free)  # noqa: SLF001


def _record(work: Leased, **values: object) -> None:
    held = {"pk": work.pk, "lease_token": work.lease_token}
    mine = type(work)._default_manager.filter(**held)  # noqa: SLF001
    if not mine.update(**values):
        raise LeaseLost
