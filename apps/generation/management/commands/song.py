"""`manage.py song LYRICS_FILE`: the main job of the studio from the terminal."""

import sys
import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps import musicapi
from apps.accounts.models import Team, User
from apps.accounts.selectors import start_membership
from apps.archive.store import place_of
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.generation import operations, selectors
from apps.generation.kinds import song
from apps.generation.management.hands import take_due_steps
from apps.generation.models import Job
from apps.generation.selectors import Generation
from apps.lyrics import operations as lyrics
from apps.lyrics.selectors import offer_day
from apps.projects import operations as projects
from apps.projects.models import Project


class Command(BaseCommand):
    """Ask for a song and, with --wait, see it through to the archive."""

    help = "Make a song from a file of lyrics, through the same steps as the composer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name what may be chosen."""
        parser.add_argument("lyrics_file", help="text with [Verse] and [Chorus]; - reads stdin")
        parser.add_argument("--title", required=True)
        parser.add_argument("--tags", default="", help="style, such as “slow folk, cello”")
        parser.add_argument("--avoid", default="", help="what to keep out")
        parser.add_argument("--model", default="", help="default: the newest on offer")
        parser.add_argument("--voice", choices=["female", "male"], default="")
        parser.add_argument("--project", default="", help="its title; made if there is none")
        parser.add_argument("--as", dest="email", default="", help="e-mail address of the person")
        parser.add_argument("--wait", action="store_true", help="see it through to the archive")
        parser.add_argument("--timeout", type=int, default=900, help="seconds to wait at most")

    def handle(self, *_: Any, **options: Any) -> None:
        """Ask for the song; Raises CommandError with what to do about it."""
        words = _read(options["lyrics_file"])
        person = _person(options["email"])
        try:
            job = _request(person, words, options)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Queued {job.title}, {job.price:f} credits on hold.")
        if options["wait"]:
            self._see_through(job, options["timeout"])

    def _see_through(self, job: Job, timeout_s: int) -> None:
        """Take the steps here, beside any workers, and tell each change of stage."""
        deadline = time.monotonic() + timeout_s
        said = ""
        while True:
            take_due_steps(clock=timezone.now)
            job.refresh_from_db()
            generation = selectors.one(job, job.requested_by or User(), now=timezone.now())
            stage = _stage(generation)
            if stage != said:
                self.stdout.write(stage)
                said = stage
            if not generation.is_live:
                break
            if time.monotonic() > deadline:
                raise CommandError(
                    f"Still going on after {timeout_s} s; the workers go on with it."
                )
            time.sleep(0.3)
        self._tell_end(generation)

    def _tell_end(self, generation: Generation) -> None:
        if generation.job.trouble:
            raise CommandError(generation.job.trouble)
        for clip in generation.clips:
            self.stdout.write(_told(clip))
        cost = generation.cost
        self.stdout.write(
            f"Cost {cost.normalize():f} credits." if cost is not None else "Cost nothing."
        )


def _read(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read as text: {error}") from error


def _person(email: str) -> User:
    """Return who asks: the one named, else the only person there is."""
    people = User.objects.filter(is_active=True)
    if email:
        people = people.filter(email=email.strip().lower())
    found = list(people.order_by("pk")[:2])
    if not found:
        raise CommandError(f"Nobody signs in with {email or 'this installation'} yet.")
    if len(found) > 1:
        raise CommandError("Say who asks for the song: --as somebody@example.com")
    return found[0]


def _request(person: User, words: str, options: dict[str, Any]) -> Job:
    now = timezone.now()
    on = offer_day(now)
    default = selectors.catalogue().default_model(on=on, operation=song.OPERATION)
    spec = song.Spec(
        model=options["model"] or (default.id if default else ""),
        lyrics=words.strip(),
        title=options["title"],
        tags=options["tags"],
        negative_tags=options["avoid"],
        voice=options["voice"],
    )
    problems = musicapi.problems(song.payload(spec), selectors.catalogue(), on)
    if problems:
        raise CommandError(" ".join(problem.message for problem in problems))
    project = _project(person, options["project"] or options["title"], now)
    version = lyrics.save(project=project, text=spec.lyrics, by=person, now=now)
    return operations.request_song(
        project=project,
        by=person,
        spec=song.Spec(**{**spec.to_json(), "lyric_version_id": str(version.pk)}),
        request_key=uuid4(),
        now=now,
    )


def _project(person: User, title: str, now: datetime) -> Project:
    place = start_membership(person, "")
    if place is None:
        raise CommandError(f"{person} is in no team.")
    team: Team = place.team
    found = Project.objects.of(team).filter(title=title).order_by("-id").first()
    return found or projects.create(team=team, title=title, by=person, now=now)


def _stage(generation: Generation) -> str:
    percent = f" {generation.percent} %" if generation.stage == "composing" else ""
    return f"{generation.stage.capitalize()}{percent}"


def _told(clip: Clip) -> str:
    if clip.audio is None or not clip.audio.is_stored:
        return f"Take {clip.number}: {clip.trouble or clip.state.lower()}"
    return f"Take {clip.number}: {clip.audio.duration_s:.0f} s, {place_of(clip.audio.storage_key)}"
