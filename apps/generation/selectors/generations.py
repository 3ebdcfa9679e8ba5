"""Jobs as pages show them, each list with a fixed number of queries."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import Team, User
from apps.clips import selectors as clips
from apps.clips.models import Clip
from apps.clips.states import OPEN_STATES
from apps.credits import selectors as credits
from apps.generation.models import Job, JobOutput, JobQuerySet, Transition
from apps.generation.selectors.prices import expected_s
from apps.generation.states import (
    FINAL,
    MAY_LOOK_AGAIN,
    OPEN,
    SPLITS,
    WITHOUT_TAKES,
    JobState,
    Trouble,
)
from apps.projects.models import Project

JOBS_A_PAGE = 15


@dataclass(frozen=True, slots=True)
class Generation:
    """One job as a page shows it, with its clips and what it cost in the end."""

    job: Job
    clips: Sequence[Clip]
    cost: Decimal | None
    expected_s: float
    now: datetime

    @property
    def is_live(self) -> bool:
        """Tell whether something here is still going to change by itself."""
        waits = self.job.is_open and self.job.due_at is not None
        return waits or any(clip.state in OPEN_STATES for clip in self.clips)

    @property
    def stage(self) -> str:
        """Return the state in the words of the look: queued, composing and so on."""
        return _stage(self.job, self.clips)

    @property
    def elapsed_s(self) -> int:
        """Return the seconds since it was asked for, or that it took."""
        return int(((self.job.finished_at or self.now) - self.job.created_at).total_seconds())

    @property
    def left_s(self) -> int | None:
        """Return about how many seconds are left, None when nobody can say."""
        if self.job.state != JobState.SUBMITTED or self.job.accepted_at is None:
            return None
        left = self.expected_s - (self.now - self.job.accepted_at).total_seconds()
        return max(0, int(left)) or None

    @property
    def percent(self) -> int:
        """Return how far it is: the provider's figure if it gives one, else by the clock."""
        if self.job.progress:
            return self.job.progress
        if self.job.state == JobState.SUCCEEDED:
            return 100
        if self.job.state != JobState.SUBMITTED or self.job.accepted_at is None:
            return 0
        spent = (self.now - self.job.accepted_at).total_seconds()
        return min(95, int(100 * spent / max(self.expected_s, 1)))

    @property
    def may_cancel(self) -> bool:
        """Tell whether it can still be taken out of the queue."""
        return self.job.state == JobState.QUEUED

    @property
    def may_retry(self) -> bool:
        """Tell whether it can be asked for again, as it was."""
        ended_badly = self.job.state in {JobState.FAILED, JobState.CANCELLED}
        return ended_badly and not getattr(self.job, "was_retried", False)

    @property
    def may_look_again(self) -> bool:
        """Tell whether its result may still be found."""
        lost = self.job.state == JobState.FAILED and self.job.trouble_code in MAY_LOOK_AGAIN
        return lost and bool(self.job.remote_id)

    @property
    def may_settle(self) -> bool:
        """Tell whether a person may say what became of it."""
        return self.job.state == JobState.UNCONFIRMED


STAGES = {
    JobState.QUEUED: "queued",
    JobState.SUBMITTING: "queued",
    JobState.UNCONFIRMED: "unsettled",
    JobState.SUBMITTED: "composing",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}


def _stage(job: Job, outputs: Sequence[Clip]) -> str:
    if job.state == JobState.SUCCEEDED:
        return "archiving" if any(clip.state in OPEN_STATES for clip in outputs) else "ready"
    return STAGES[JobState(job.state)]


def live_of(project: Project, reader: User | AnonymousUser, *, now: datetime) -> list[Generation]:
    """Return the project's generations that are still going on, newest first."""
    return _own(_shown(_live(_visible(Job.objects.filter(project=project))), reader, now))


def settled_of(
    project: Project, reader: User | AnonymousUser, *, now: datetime, before: UUID | None = None
) -> tuple[list[Generation], UUID | None]:
    """Return a page of the project's generations that are over, and where the next one begins."""
    jobs = _visible(Job.objects.filter(project=project)).exclude(pk__in=_live(Job.objects.all()))
    generations, more = _page(jobs, reader, now, before)
    return _own(generations), more


def running_of(team: Team, reader: User | AnonymousUser, *, now: datetime) -> list[Generation]:
    """Return everything of the team that is still going on, newest first, at most 20."""
    return _shown(_live(Job.objects.filter(team=team))[:20], reader, now)


def has_generations(project: Project) -> bool:
    """Tell whether anything was ever asked for in the project."""
    return _visible(Job.objects.filter(project=project)).exists()


ATTENTION = (
    Q(state=JobState.UNCONFIRMED)
    | Q(state=JobState.FAILED, retries__isnull=True)
    | Q(state=JobState.SUCCEEDED, trouble_code=Trouble.NO_AUDIO)
)


def queue_of(
    team: Team,
    reader: User | AnonymousUser,
    *,
    now: datetime,
    show: str = "all",
    before: UUID | None = None,
) -> tuple[list[Generation], UUID | None]:
    """Return a page of the team's generations: `all`, `running`, or those that need `attention`."""
    jobs = Job.objects.filter(team=team)
    if show == "running":
        jobs = jobs.filter(state__in=OPEN)
    elif show == "attention":
        jobs = jobs.filter(ATTENTION)
    return _page(jobs, reader, now, before)


def splits_of(clip: Clip, reader: User | AnonymousUser, *, now: datetime) -> list[Generation]:
    """Return the work under way that takes a clip apart, and the last one if it came to nothing."""
    rows = Job.objects.filter(team=clip.team_id, kind__in=SPLITS, spec__clip_id=str(clip.pk))
    newest = rows.order_by("-id").values("pk")[:1]
    open_or_failed = Q(state__in=OPEN) | Q(pk__in=newest, state=JobState.FAILED)
    return _shown(rows.filter(open_or_failed).order_by("-id"), reader, now)


def one(job: Job, reader: User | AnonymousUser, *, now: datetime) -> Generation:
    """Return a single job as a page shows it."""
    return _shown(Job.objects.filter(pk=job.pk), reader, now)[0]


def transitions_of(job: Job) -> list[Transition]:
    """Return every recorded move of a job, oldest first."""
    return list(job.transitions.order_by("created_at", "id"))


def fingerprint(generations: Sequence[Generation]) -> str:
    """Return a short text that changes when a page of these would look different.

    The part before the dash changes with states, the part behind it with progress as well.
    """
    states = "|".join(
        f"{generation.job.pk}{generation.job.state}{generation.job.trouble_code}"
        + "".join(f"{clip.pk}{clip.state}{bool(clip.stream_url)}" for clip in generation.clips)
        for generation in generations
    )
    progress = "|".join(str(generation.percent // 2) for generation in generations)
    return f"{zlib.crc32(states.encode()):08x}-{zlib.crc32(progress.encode()):08x}"


def mark_of(project: Project, live: Sequence[Generation]) -> str:
    """Return the fingerprint of what goes on in a project; it changes with each new job, too.

    So a page that asks now and then also learns of a job that came and went in between.
    """
    newest = (
        Job.objects.filter(project=project).order_by("-created_at").values_list("pk", flat=True)
    )
    return f"{zlib.crc32(str(newest.first()).encode()):08x}{fingerprint(live)}"


def _own(generations: Sequence[Generation]) -> list[Generation]:
    """Leave out takes that were moved to another song."""
    return [
        replace(each, clips=[c for c in each.clips if c.project_id == each.job.project_id])
        for each in generations
    ]


def _visible(jobs: JobQuerySet) -> JobQuerySet:
    """Leave out work that makes no takes: it shows where it was asked for."""
    return jobs.exclude(kind__in=WITHOUT_TAKES)


def _live(jobs: JobQuerySet) -> JobQuerySet:
    """Return jobs that go on by themselves: under way, or with clips that are not ours yet.

    There are few of these, however many jobs a team has had; so they are named, not looked for.
    """
    under_way = Job.objects.filter(state__in=OPEN, due_at__isnull=False).values("pk")
    unready = JobOutput.objects.filter(clip__state__in=OPEN_STATES).values("job")
    return jobs.filter(pk__in=under_way.union(unready)).order_by("-id")


def _page(
    jobs: JobQuerySet, reader: User | AnonymousUser, now: datetime, before: UUID | None
) -> tuple[list[Generation], UUID | None]:
    rows = jobs.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    shown = _shown(rows[: JOBS_A_PAGE + 1], reader, now)
    more = shown[JOBS_A_PAGE - 1].job.pk if len(shown) > JOBS_A_PAGE else None
    return shown[:JOBS_A_PAGE], more


def _shown(jobs: JobQuerySet, reader: User | AnonymousUser, now: datetime) -> list[Generation]:
    """Add clips, cost and expected time to jobs: four queries and one for each model among them."""
    retried = Exists(Job.objects.filter(retry_of=OuterRef("pk")))
    rows = list(
        jobs.select_related("project", "team", "account", "requested_by").annotate(
            was_retried=retried
        )
    )
    outputs = _clips_by_job([job.pk for job in rows], reader)
    costs = credits.cost_of([job.reference for job in rows if job.state in FINAL])
    times = {pair: expected_s(*pair)[0] for pair in {(j.kind, j.model) for j in rows if j.is_open}}
    return [
        Generation(
            job=job,
            clips=outputs.get(job.pk, []),
            cost=costs.get(job.reference),
            expected_s=times.get((job.kind, job.model), 0.0),
            now=now,
        )
        for job in rows
    ]


def _clips_by_job(job_ids: Sequence[UUID], reader: User | AnonymousUser) -> dict[UUID, list[Clip]]:
    found = clips.as_takes(Clip.objects.kept(), reader).filter(output_of__job__in=job_ids)
    by_job: dict[UUID, list[Clip]] = {}
    for clip in found.select_related("output_of").order_by("output_of__position"):
        by_job.setdefault(clip.output_of.job_id, []).append(clip)
    return by_job


def oldest_due(now: datetime) -> timedelta:
    """Return for how long the longest waiting due job has waited."""
    first = Job.objects.due(now).values_list("due_at", flat=True).first()
    return now - first if first else timedelta(0)
