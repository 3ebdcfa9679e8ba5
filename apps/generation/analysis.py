"""What work cost and what came of it: claims, cost per kept take, success and waiting. Only reads.

A take is kept when it is picked or somebody likes it, and nobody deleted it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Avg, Count, Exists, F, OuterRef, Q

from apps.accounts.models import ProviderAccount, Team
from apps.clips.models import Clip, Rating
from apps.clips.states import ClipState
from apps.credits import selectors as credits
from apps.generation.models import Job, JobOutput, JobQuerySet
from apps.generation.states import JobState, Trouble
from apps.projects.models import Project
from apps.projects.states import ProjectStatus

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MOST_CLAIMS = 200
PROJECTS_SHOWN = 12
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Claim:
    """Work that was charged and gave nothing to hear, with what the provider's support asks for."""

    job: Job
    charged: Decimal

    @property
    def text(self) -> str:
        """Return the lines of a claim, ready to copy."""
        job = self.job
        return "\n".join(
            [
                f"Task id: {job.remote_id or 'unknown (the answer to our request was lost)'}",
                f"Request id: {job.request_id or 'none given'}",
                f"Operation: {job.engine} {job.operation}, model {job.model}",
                f"Sent: {_time(job.sent_at)}",
                f"Accepted: {_time(job.accepted_at)}",
                f"Ended: {_time(job.finished_at)}",
                f"Charged: {self.charged:f} credits, not returned",
                f"What we saw: {job.trouble or 'Its files could not be fetched or played.'}",
            ]
        )


def claims_of(team: Team) -> list[Claim]:
    """Return the team's charged work without usable audio, newest first. Two queries."""
    jobs = list(
        _fruitless(Job.objects.filter(team=team))
        .select_related("project")
        .order_by("-created_at")[:MOST_CLAIMS]
    )
    costs = credits.cost_of([job.reference for job in jobs])
    return [Claim(job, costs[job.reference]) for job in jobs if costs.get(job.reference, 0) > 0]


def unreturned(account: ProviderAccount) -> list[str]:
    """Return the references of the account's charged work that failed, oldest first. One query.

    Whether a refund stands in the book already is for the book to say.
    """
    taken = Q(accepted_at__isnull=False) | Q(trouble_code=Trouble.SETTLED)
    failed = Job.objects.filter(taken, account=account, state=JobState.FAILED)
    newest = failed.order_by("-created_at").values_list("pk", flat=True)[:MOST_CLAIMS]
    return [f"job:{job_id}" for job_id in reversed(list(newest))]


@dataclass(frozen=True, slots=True)
class Yield:
    """How well one model of an engine does what is asked of it."""

    engine: str
    model: str
    succeeded: int
    failed: int
    wait_s: float | None
    """The mean time from acceptance to the end, of what succeeded."""

    @property
    def percent(self) -> int:
        """Return the share that succeeded."""
        return round(100 * self.succeeded / max(self.succeeded + self.failed, 1))


@dataclass(frozen=True, slots=True)
class ProjectCost:
    """What one song cost, and how many of its takes were kept."""

    project: Project
    spent: Decimal
    kept: int

    @property
    def per_take(self) -> Decimal | None:
        """Return what a kept take cost, None while none is kept."""
        return self.spent / self.kept if self.kept else None


@dataclass(frozen=True, slots=True)
class Returns:
    """What the team's credits turned into. `projects` are those that cost most, the most first.

    `finished` counts the projects that are done, `spent_on_finished` is what they cost together.
    """

    spent: Decimal
    kept: int
    spent_on_finished: Decimal
    finished: int
    since: date
    models: Sequence[Yield]
    projects: Sequence[ProjectCost]

    @property
    def per_take(self) -> Decimal | None:
        """Return what a kept take cost, failures and takes not kept included; None without one."""
        return self.spent / self.kept if self.kept else None

    @property
    def per_finished(self) -> Decimal | None:
        """Return what a finished project cost, None while none is finished."""
        return self.spent_on_finished / self.finished if self.finished else None


def returns_of(team: Team, *, now: datetime, within: timedelta = timedelta(days=90)) -> Returns:
    """Return what the team's credits turned into; success and waiting `within` the last days.

    Six queries.
    """
    kept = _kept_by_project(team)
    spent = credits.spent_by_project(team)
    done = Project.objects.of(team).filter(status=ProjectStatus.DONE).values_list("pk", flat=True)
    finished = set(done)
    largest = sorted((pk for pk in spent if spent[pk]), key=spent.__getitem__, reverse=True)
    shown = Project.objects.of(team).in_bulk(largest[:PROJECTS_SHOWN])
    return Returns(
        spent=credits.totals(team, since=BEGINNING).net,
        kept=sum(kept.values()),
        spent_on_finished=sum((spent.get(pk, NONE) for pk in finished), NONE),
        finished=len(finished),
        since=(now - within).date(),
        models=_models_of(team, now - within),
        projects=[
            ProjectCost(shown[pk], spent[pk], kept.get(pk, 0)) for pk in largest if pk in shown
        ],
    )


def _kept_by_project(team: Team) -> dict[UUID, int]:
    liked = Exists(Rating.objects.filter(clip=OuterRef("pk"), liked=True))
    clips = Clip.objects.of(team).kept().filter(Q(picked_at__isnull=False) | liked)
    rows = clips.values_list("project_id").annotate(count=Count("pk")).order_by("project_id")
    return dict(rows)


def _models_of(team: Team, since: datetime) -> list[Yield]:
    ended = Q(state=JobState.SUCCEEDED), Q(state=JobState.FAILED)
    rows = (
        Job.objects.filter(team=team, created_at__gte=since)
        .values("engine", "model")
        .annotate(
            succeeded=Count("pk", filter=ended[0]),
            failed=Count("pk", filter=ended[1]),
            wait=Avg(F("finished_at") - F("accepted_at"), filter=ended[0]),
        )
        .order_by("engine", "model")
    )
    return [
        Yield(
            row["engine"],
            row["model"],
            row["succeeded"],
            row["failed"],
            row["wait"].total_seconds() if row["wait"] else None,
        )
        for row in rows
        if row["succeeded"] or row["failed"]
    ]


def _fruitless(jobs: JobQuerySet) -> JobQuerySet:
    """Return jobs that failed, or whose takes all came out broken."""
    outputs = JobOutput.objects.filter(job=OuterRef("pk"))
    broken = Exists(outputs) & ~Exists(outputs.exclude(clip__state=ClipState.BROKEN))
    return jobs.filter(Q(state=JobState.FAILED) | (Q(state=JobState.SUCCEEDED) & Q(broken)))


def _time(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else "unknown"
