"""The order in which queued work leaves: a person moves it, and each waits for its turn."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.accounts.models import ProviderAccount
from apps.core.errors import DomainError
from apps.generation.models import Job
from apps.generation.states import JobState

LINE = 500
"""So much of a queue can be put in order by hand."""

LONGEST_WAIT = timedelta(seconds=30)


class NotQueued(DomainError):
    """It has left the queue, so its place there cannot change."""


class Place(StrEnum):
    """Where in the queue a job goes."""

    FIRST = "first"
    EARLIER = "earlier"
    LATER = "later"
    LAST = "last"


A_MINUTE = timedelta(minutes=1)
"""No step lasts longer before its request leaves."""


@transaction.atomic
def place(*, job: Job, to: Place, now: datetime) -> None:
    """Give a queued job another place in the queue of its account. Raises: NotQueued."""
    ProviderAccount.objects.select_for_update().get(pk=job.account_id)
    line = list(_queued(job.account_id)[:LINE])
    at = next((index for index, other in enumerate(line) if other.pk == job.pk), None)
    if at is None:
        raise NotQueued("It is already on its way to the provider.")
    moved = line.pop(at)
    where = {Place.FIRST: 0, Place.EARLIER: max(0, at - 1), Place.LATER: at + 1}
    line.insert(where.get(to, len(line)), moved)
    for rank, other in enumerate(reversed(line)):
        other.rank = rank
    Job.objects.bulk_update(line, ["rank"])
    # Whoever waited behind it may go now, and so may it.
    waiting = Job.objects.filter(pk__in=[other.pk for other in line], state=JobState.QUEUED)
    waiting.filter(lease__isnull=True, trouble_code="").update(due_at=now)


def turn_of(job: Job, *, now: datetime, every_s: float) -> datetime | None:
    """Return when to ask again whether it is this job's turn, None if nobody goes before it.

    Others go before it that rank higher or were asked for earlier, and that can leave now.
    """
    before = Q(rank__gt=job.rank) | Q(rank=job.rank, created_at__lt=job.created_at)
    others = Job.objects.filter(account_id=job.account_id, state=JobState.QUEUED).filter(before)
    fresh = Q(attempts=0, trouble_code="")
    able = others.filter(fresh | Q(due_at__lte=now) | Q(lease__isnull=False))
    begun = now + timedelta(seconds=settings.LEASE_S)
    # Whoever began with it so long ago and sent nothing is gone; its lease ends by and by.
    gone = Q(lease__isnull=False, due_at__gt=now + A_MINUTE, due_at__lt=begun - A_MINUTE)
    ahead = able.exclude(pk=job.pk).exclude(gone).count()
    if not ahead:
        return None
    return now + min(LONGEST_WAIT, timedelta(seconds=max(every_s, 0.05) * ahead))


def _queued(account_id: UUID) -> QuerySet[Job]:
    queued = Job.objects.filter(account_id=account_id, state=JobState.QUEUED)
    return queued.order_by(F("rank").desc(), "created_at", "id")
