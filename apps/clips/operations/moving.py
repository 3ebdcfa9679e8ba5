"""Clips that go over to another song of their team, and back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from apps.accounts.models import Team
from apps.clips.models import Clip, ClipQuerySet
from apps.clips.operations.shelf import MOST_AT_ONCE, NothingChosen
from apps.core.errors import DomainError
from apps.projects.models import Project


class BadSong(DomainError):
    """There is no such song to move takes to."""


class Left(NamedTuple):
    """What a clip was before it moved."""

    clip_id: UUID
    project_id: UUID
    number: int
    was_picked: bool


@transaction.atomic
def move_clips(*, team: Team, clip_ids: Iterable[UUID], project: Project) -> list[Left]:
    """Make the clips takes of another song; return what those that moved were before.

    They get the next numbers of their new song, in their old order, and none is its pick. Files,
    opinions, comments, lineage and what they cost stay as they are.
    Raises: NothingChosen, BadSong.
    """
    ids = list(dict.fromkeys(clip_ids))
    if not 0 < len(ids) <= MOST_AT_ONCE:
        raise NothingChosen(f"Choose from one to {MOST_AT_ONCE} takes.")
    if project.team_id != team.pk:
        raise BadSong("There is no such song in this team.")
    taken = _numbers(project)
    clips = _locked(team, ids).exclude(project=project).order_by("created_at", "number", "id")
    left = [Left(clip.pk, clip.project_id, clip.number, bool(clip.picked_at)) for clip in clips]
    for number, clip in enumerate(clips, max(taken, default=0) + 1):
        clip.project, clip.number, clip.picked_at = project, number, None
    Clip.objects.bulk_update(clips, ["project", "number", "picked_at"])
    return left


@transaction.atomic
def move_back(*, team: Team, left: Sequence[Left], project: Project, now: datetime) -> None:
    """Make clips takes again of the song that they left: as they were, as far as there is room.

    A number that somebody else has by now is not taken away, nor is a pick. Raises: BadSong.
    """
    if project.team_id != team.pk:
        raise BadSong("There is no such song in this team.")
    taken = _numbers(project)
    has_pick = Clip.objects.filter(project=project, picked_at__isnull=False).exists()
    before = {each.clip_id: each for each in left if each.project_id == project.pk}
    clips = list(_locked(team, before).exclude(project=project))
    for clip in clips:
        was = before[clip.pk]
        clip.project = project
        clip.number = was.number if was.number not in taken else max(taken) + 1
        clip.picked_at = now if was.was_picked and not has_pick else None
        taken.add(clip.number)
    Clip.objects.bulk_update(clips, ["project", "number", "picked_at"])


def _numbers(project: Project) -> set[int]:
    """Lock the song, and return the numbers that its takes have."""
    Project.objects.select_for_update().get(pk=project.pk)
    return set(Clip.objects.filter(project=project).values_list("number", flat=True))


def _locked(team: Team, clip_ids: Iterable[UUID]) -> ClipQuerySet:
    return Clip.objects.of(team).filter(pk__in=list(clip_ids)).select_for_update()
