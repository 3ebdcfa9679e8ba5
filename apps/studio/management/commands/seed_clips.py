"""`manage.py seed_clips`: fill a team with songs that were never sung, to see how pages bear it."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.accounts.models import ProviderAccount, Team, User
from apps.accounts.selectors import account_of
from apps.archive.models import Asset
from apps.archive.states import AssetKind, AssetState
from apps.clips.models import Clip, Rating
from apps.clips.states import ClipState
from apps.credits import operations as credits
from apps.generation.models import Job, JobOutput
from apps.generation.states import JobState
from apps.projects.models import Project

PRICE = Decimal(20)
SONGS_IN_A_PROJECT = 12
BATCH = 500
PEAKS = bytes(40 + 7 * bucket % 200 for bucket in range(800))


class Command(BaseCommand):
    """Make songs of two takes each, a quarter of them in one project."""

    help = "Fill a team with songs that were never sung (only with DEBUG=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which team, and how many clips it shall have in the end."""
        parser.add_argument("team", help="the team's short name, as in its address")
        parser.add_argument("clips", type=int, help="how many clips the team shall have")

    def handle(self, *, team: str, clips: int, **_: Any) -> None:
        """Make as many clips as are missing; running it twice makes no more."""
        if not settings.ON_LAPTOP:
            raise CommandError("Songs that were never sung are made only with DEBUG=1.")
        found = Team.objects.filter(slug=team).first()
        if found is None:
            raise CommandError(f"There is no team {team!r}.")
        missing = clips - Clip.objects.of(found).count()
        while missing > 0:
            jobs = min(BATCH, (missing + 1) // 2)
            fill(found, jobs=jobs, now=timezone.now())
            missing -= 2 * jobs
        self.stdout.write(f"{found.name} has {Clip.objects.of(found).count()} clips.")


@transaction.atomic
def fill(team: Team, *, jobs: int, now: datetime) -> None:
    """Store `jobs` finished generations with two clips each, and what they cost."""
    account, person = account_of(team), team.members.order_by("id").first()
    projects = places(team, jobs=jobs, now=now)
    made = [finished(project, account, person, now=now) for project in projects]
    Job.objects.bulk_create(made)
    clips = takes(made, now=now)
    Asset.objects.bulk_create(clip.audio for clip in clips if clip.audio)
    Clip.objects.bulk_create(clips)
    outputs = zip([job for job in made for _ in range(2)], clips, strict=True)
    JobOutput.objects.bulk_create(
        JobOutput(job=job, clip=clip, position=number % 2)
        for number, (job, clip) in enumerate(outputs)
    )
    Rating.objects.bulk_create(
        Rating(clip=clip, user=person, stars=1 + clip.number % 5, liked=clip.number % 3 == 0)
        for clip in clips
        if person is not None
    )
    for job in made:
        pay(job, now=now)


def places(team: Team, *, jobs: int, now: datetime) -> list[Project]:
    """Return the project of each job: a quarter go to one, the others are spread over new ones."""
    big, _ = Project.objects.get_or_create(
        team=team, title="The long one", defaults={"created_at": now}
    )
    in_big = jobs // 4
    others = Project.objects.bulk_create(
        Project(team=team, title=f"Song {number + 1}", created_at=now - timedelta(hours=number))
        for number in range(-(-(jobs - in_big) // SONGS_IN_A_PROJECT))
    )
    spread = [others[number // SONGS_IN_A_PROJECT] for number in range(jobs - in_big)]
    return [big] * in_big + spread


def finished(
    project: Project, account: ProviderAccount, person: User | None, *, now: datetime
) -> Job:
    """Return a job that went well."""
    return Job(
        team=project.team,
        project=project,
        account=account,
        requested_by=person,
        request_key=uuid4(),
        kind="song",
        engine="sonic",
        operation="create_music",
        model="sonic-v5",
        title=project.title,
        spec={"title": project.title, "tags": "brushed drums"},
        price=PRICE,
        price_date=now.date(),
        state=JobState.SUCCEEDED,
        remote_id=f"seed-{uuid4()}",
        accepted_at=now - timedelta(seconds=60),
        finished_at=now,
        created_at=now,
    )


def takes(jobs: list[Job], *, now: datetime) -> list[Clip]:
    """Return two clips for each job, numbered on within their projects."""
    clips: list[Clip] = []
    projects = {job.project_id for job in jobs}
    found = Project.objects.filter(id__in=projects).annotate(last=Max("clips__number"))
    last = {project: number or 0 for project, number in found.values_list("id", "last")}
    for made in jobs:
        for _ in range(2):
            last[made.project_id] += 1
            clips.append(take(made, number=last[made.project_id], now=now))
    return clips


def take(made: Job, *, number: int, now: datetime) -> Clip:
    """Return a clip with a stored asset; no file lies behind it."""
    audio = Asset(
        kind=AssetKind.MP3,
        state=AssetState.STORED,
        storage_key=f"seed/{uuid4()}.mp3",
        media_type="audio/mpeg",
        size_bytes=2_000_000,
        sha256="0" * 64,
        duration_s=92.4,
        sample_rate_hz=44_100,
        channels=2,
        loudness_lufs=-13.0,
        peak_dbfs=-1.0,
        peaks=PEAKS,
        stored_at=now,
    )
    return Clip(
        team=made.team,
        project=made.project,
        number=number,
        title=made.title,
        state=ClipState.READY,
        account=made.account,
        remote_id=f"seed-{uuid4()}",
        engine=made.engine,
        operation=made.operation,
        model=made.model,
        tags="brushed drums, breathy",
        lyrics="[Verse]\nNobody sang this",
        audio=audio,
        created_by=made.requested_by,
        created_at=now,
    )


def pay(made: Job, *, now: datetime) -> None:
    """Book what the job cost, as if the provider had accepted it."""
    purpose = credits.Purpose(
        team=made.team,
        person=made.requested_by,
        project_id=made.project_id,
        engine=made.engine,
        operation=made.operation,
        model=made.model,
        price_date=made.price_date,
    )
    credits.hold(
        account=made.account, amount=PRICE, reference=made.reference, purpose=purpose, now=now
    )
    credits.charge(reference=made.reference, now=now)
