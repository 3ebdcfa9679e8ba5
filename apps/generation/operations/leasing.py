"""Due rows are taken up by a lease; a lease that ends unused makes the row due again.

A lease is short until a worker begins with the step, so that what a broker or a killed worker loses
is found soon; from then on it is longer than any step can last.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings

from apps.generation.models import Job
from apps.generation.operations import reconciling, submitting
from apps.generation.operations.connecting import Connect
from apps.generation.operations.moving import Clock, move
from apps.generation.states import JobState, Trouble

PICKUP_S = 30
"""So long the message about a leased row may wait for a worker; a later one finds nothing to do."""


@dataclass(frozen=True, slots=True)
class Leased:
    """Rows that one tick took up: `to_poll` are looked at together, by account."""

    lease: UUID
    to_advance: list[UUID]
    to_poll: dict[UUID, list[UUID]]

    def batches(self, most: int) -> Iterator[list[str]]:
        """Yield the ids to look at together: of one account, and at most so many."""
        for job_ids in self.to_poll.values():
            for start in range(0, len(job_ids), most):
                yield [str(job_id) for job_id in job_ids[start : start + most]]


def lease_due(*, now: datetime, limit: int = 200) -> Leased:
    """Take up to `limit` due jobs. A row that another tick took in the same moment is left out."""
    lease = uuid4()
    due = list(Job.objects.due(now).values_list("pk", flat=True)[:limit])
    ends = now + timedelta(seconds=PICKUP_S)
    Job.objects.filter(pk__in=due, due_at__lte=now).update(lease=lease, due_at=ends)
    taken = Job.objects.filter(lease=lease).order_by("created_at", "id")
    to_advance: list[UUID] = []
    to_poll: dict[UUID, list[UUID]] = {}
    for job_id, state, account_id in taken.values_list("pk", "state", "account_id"):
        if state == JobState.SUBMITTED:
            to_poll.setdefault(account_id, []).append(job_id)
        else:
            to_advance.append(job_id)
    return Leased(lease, to_advance, to_poll)


def release_leases(*, now: datetime) -> None:
    """Make everything due at once. Only for a start at which no other worker can be alive."""
    Job.objects.filter(lease__isnull=False).update(lease=None, due_at=now)
    Job.objects.filter(state=JobState.SUBMITTING).update(due_at=now)


def advance(*, job_id: UUID, lease: UUID, connect: Connect, clock: Clock) -> None:
    """Take the next step of one job, if `lease` still holds it."""
    job = _leased(job_id, lease) if begin([job_id], lease, clock()) else None
    if job is None:
        return
    if job.state == JobState.QUEUED:
        submitting.submit(job, connect=connect, clock=clock)
    elif job.state == JobState.SUBMITTING:
        _lost_hearing(job, clock())
    elif job.state == JobState.UNCONFIRMED:
        reconciling.reconcile(job, connect=connect, clock=clock)


def begin(job_ids: Iterable[UUID], lease: UUID, now: datetime) -> bool:
    """Hold leased rows for as long as a step may last; False if others have them all by now."""
    ends = now + timedelta(seconds=settings.LEASE_S)
    return bool(Job.objects.filter(pk__in=list(job_ids), lease=lease).update(due_at=ends))


def _leased(job_id: UUID, lease: UUID) -> Job | None:
    related = ("account", "project", "team", "requested_by")
    return Job.objects.select_related(*related).filter(pk=job_id, lease=lease).first()


def _lost_hearing(job: Job, now: datetime) -> None:
    """Whoever sent the request died before they could write down the answer."""
    move(
        job,
        JobState.UNCONFIRMED,
        now=now,
        reason="We stopped while the request was on its way.",
        due_at=now,
        trouble="We stopped while the request was on its way. Finding out whether it arrived.",
        trouble_code=Trouble.NO_ANSWER,
    )
