"""What the pages across apps show, each with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, QuerySet, Subquery

from apps.accounts.models import Team, User
from apps.clips.models import Clip
from apps.clips.selectors import TakeOfSong, as_takes, with_covers
from apps.core import paging
from apps.credits.selectors import spent_by_project
from apps.lyrics.models import LyricVersion
from apps.lyrics.selectors import Art, art_of
from apps.projects.models import Project

SONGS_AT_HOME = 12
TAKES_AT_HOME = 8
SONGS_A_PAGE = 48
MOVED_SHOWN = 100

Row = TypeVar("Row", Project, Clip)


@dataclass(frozen=True, slots=True)
class Song:
    """A project as a card: its takes, its cost, and what its cover is drawn from."""

    project: Project
    takes: int
    art: Art
    spent: Decimal
    """The credits that it cost, by the book."""


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a long list; `next` is where the following part begins, None at the end."""

    rows: Sequence[Song]
    next: str | None


def songs_at_home(team: Team) -> list[Song]:
    """Return the newest songs that are not put away. Two queries."""
    return _songs(team, _newest_first(Project.objects.of(team).open())[:SONGS_AT_HOME])


def takes_at_home(team: Team, reader: User | AnonymousUser) -> list[TakeOfSong]:
    """Return the newest takes of all songs. One query."""
    newest = _newest_first(as_takes(Clip.objects.of(team).kept(), reader))
    return with_covers(newest[:TAKES_AT_HOME])


def songs(team: Team, *, archived: bool, after: str) -> Page:
    """Return a page of the team's songs, newest first: those at work, or those put away."""
    chosen = Project.objects.of(team).filter(archived_at__isnull=not archived)
    rows = _newest_first(chosen.filter(paging.behind(after)))
    found = _songs(team, rows[: SONGS_A_PAGE + 1])
    shown, has_more = found[:SONGS_A_PAGE], len(found) > SONGS_A_PAGE
    last = shown[-1].project if has_more else None
    return Page(shown, paging.mark_of(last.created_at, last.pk) if last else None)


def takes_of_project(project: Project) -> int:
    """Return how many takes the song has."""
    return Clip.objects.kept().filter(project=project).count()


def takes_moved_here(project: Project, reader: User | AnonymousUser) -> Sequence[Clip]:
    """Return the song's takes that were made for another song, newest first. One query."""
    moved = Clip.objects.kept().filter(project=project, output_of__isnull=False)
    moved = moved.exclude(output_of__job__project=project)
    return list(_newest_first(as_takes(moved, reader))[:MOVED_SHOWN])


def _songs(team: Team, projects: QuerySet[Project]) -> list[Song]:
    """Add to each project its takes and its newest words within the same query, then its cost."""
    words = LyricVersion.objects.filter(sheet__project=OuterRef("pk")).order_by("-number")
    kept = Clip.objects.kept().filter(project=OuterRef("pk")).order_by().values("project")
    rows = projects.annotate(
        words=Subquery(words.values("text")[:1]),
        takes=Subquery(kept.annotate(count=Count("pk")).values("count")),
    )
    spent = spent_by_project(team)
    return [
        Song(row, row.takes or 0, art_of(row, row.words or ""), spent.get(row.pk, Decimal(0)))
        for row in rows
    ]


def _newest_first(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.order_by("-created_at", "-id")
