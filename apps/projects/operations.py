"""Every change of a project. Nothing here knows HTTP or the clock: `now` is handed in."""

from datetime import datetime
from typing import IO

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from apps.accounts.models import Team, User
from apps.archive.models import Asset
from apps.archive.operations import discard
from apps.archive.operations.taking import take_picture
from apps.archive.store import StorageTrouble
from apps.core.errors import DomainError
from apps.projects.models import Project
from apps.projects.states import ProjectStatus

log = structlog.get_logger(__name__)

TITLE_LIMIT = 120
NOTES_LIMIT = 20_000


class BadTitle(DomainError):
    """The title is empty or too long to show."""


class BadNotes(DomainError):
    """The notes are longer than a page of notes may be."""


def create(*, team: Team, title: str, by: User | None, now: datetime) -> Project:
    """Begin a song. It has no lyrics and no takes yet.

    Raises: BadTitle.
    """
    return Project.objects.create(team=team, title=_clean(title), created_by=by, created_at=now)


def describe(*, project: Project, title: str, status: ProjectStatus, notes: str) -> Project:
    """Give the song its title, how far it is, and its notes.

    Raises: BadTitle, BadNotes.
    """
    if len(notes) > NOTES_LIMIT:
        raise BadNotes(f"Notes can have {NOTES_LIMIT:,} characters; these have {len(notes):,}.")
    project.title, project.status, project.notes = _clean(title), status, notes.strip()
    project.save(update_fields=["title", "status", "notes"])
    return project


def tune(*, project: Project, key: str, tempo_bpm: float | None) -> Project:
    """Say what key and tempo the song is in; empty is not known. Its cover is drawn from them."""
    project.key, project.tempo_bpm = key, tempo_bpm
    project.save(update_fields=["key", "tempo_bpm"])
    return project


@transaction.atomic
def fill_in(*, project: Project, key: str = "", tempo_bpm: float | None = None) -> Project:
    """Say key and tempo of a song as they were measured; what somebody said stays."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    said = tempo_bpm if row.tempo_bpm is None else row.tempo_bpm
    return tune(project=project, key=row.key or key, tempo_bpm=said)


def put_cover(*, project: Project, picture: IO[bytes], now: datetime) -> Project:
    """Put a picture on the song's cover; the one before it is removed for good.

    Raises: archive.analysis.Unplayable for what is no picture, StorageTrouble.
    """
    return _hang(project, take_picture(source=picture, now=now))


def drop_cover(*, project: Project) -> Project:
    """Have the cover drawn from the song again; its picture is removed. Twice is once."""
    return _hang(project, None)


def archive(*, project: Project, now: datetime) -> Project:
    """Put the song away: it leaves the lists, nothing of it is deleted. Twice is once."""
    Project.objects.filter(pk=project.pk).update(archived_at=Coalesce(F("archived_at"), now))
    project.refresh_from_db(fields=["archived_at"])
    return project


def restore(*, project: Project) -> Project:
    """Take the song out of the archive again. Twice is once."""
    project.archived_at = None
    project.save(update_fields=["archived_at"])
    return project


def _hang(project: Project, picture: Asset | None) -> Project:
    with transaction.atomic():
        row = Project.objects.select_for_update().get(pk=project.pk)
        before, row.cover = row.cover, picture
        row.save(update_fields=["cover"])
    project.cover = picture
    if before:
        try:
            discard(asset=before)
        except StorageTrouble as error:
            log.warning("cover_not_removed", key=before.storage_key, error=str(error))
    return project


def _clean(title: str) -> str:
    words = " ".join(title.split())
    if not words:
        raise BadTitle("Give the song a title; a working title will do.")
    if len(words) > TITLE_LIMIT:
        raise BadTitle(f"A title can have {TITLE_LIMIT} characters; this one has {len(words)}.")
    return words
