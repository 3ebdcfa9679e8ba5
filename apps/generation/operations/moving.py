"""The one way to change a job's state: a conditional UPDATE with its record beside it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from apps.generation.models import Job, Transition
from apps.generation.states import FINAL, MOVES, JobState

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
"""Tells the time; a step that talks to the provider takes long enough to need it twice."""


class IllegalMoveError(RuntimeError):
    """A bug of ours: the states allow no such move."""


def move(job: Job, to: JobState, *, now: datetime, reason: str = "", **changes: Any) -> bool:
    """Move `job` from the state it was read in to `to`, or return False if it moved meanwhile.

    `changes` are written with the state. A final state is never due; every move gives up the lease.
    On success `job` shows the new values.
    """
    before = JobState(job.state)
    if to not in MOVES[before]:
        raise IllegalMoveError(f"{before} to {to}")
    if to in FINAL:
        changes |= {"due_at": None, "finished_at": now}
    changes |= {"state": to, "lease": None}
    with transaction.atomic():
        if not Job.objects.filter(pk=job.pk, state=before).update(**changes):
            return False
        Transition.objects.create(
            job=job, from_state=before, to_state=to, reason=reason[:500], created_at=now
        )
    for name, value in changes.items():
        setattr(job, name, value)
    log.info("job moved", job=str(job.pk), kind=job.kind, before=before, after=to, reason=reason)
    return True


def wait(job: Job, *, until: datetime | None, **changes: Any) -> bool:
    """Put off the next step of `job` to `until`, in the state it was read in."""
    changes |= {"due_at": until, "lease": None}
    changed = Job.objects.filter(pk=job.pk, state=job.state).update(**changes)
    return bool(changed)
