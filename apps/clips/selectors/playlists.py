"""Reads of playlists."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, UUIDField

from apps.accounts.models import Team, User
from apps.clips.models import Clip, Playlist, PlaylistEntry
from apps.clips.selectors.takes import as_takes
from apps.core import paging
from apps.lyrics.selectors import Art, form_of

COVERS = 10_000
PLAYLISTS_A_PAGE = 48


@dataclass(frozen=True, slots=True)
class Sleeve:
    """A playlist as a card: how much there is to hear, and what its cover is drawn from."""

    playlist: Playlist
    takes: int
    length_s: float
    art: Art


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of playlists; `next` is where the following one begins, None at the end."""

    sleeves: Sequence[Sleeve]
    next: str | None


def playlists_of(team: Team, most: int) -> Sequence[Playlist]:
    """Return the team's newest playlists, at most so many. One query."""
    return list(Playlist.objects.filter(team=team).order_by("-created_at", "-id")[:most])


def shelf_of(team: Team, *, after: str) -> Shelf:
    """Return a page of the team's playlists, newest first. Two queries."""
    kept = Q(entries__clip__deleted_at__isnull=True)
    heard = PlaylistEntry.objects.filter(playlist=OuterRef("pk"), clip__deleted_at__isnull=True)
    first = heard.order_by("position", "id").values("clip")[:1]
    rows = Playlist.objects.filter(paging.behind(after), team=team).annotate(
        takes=Count("entries", filter=kept),
        length_s=Sum("entries__clip__audio__duration_s", filter=kept),
        first=Subquery(first, output_field=UUIDField()),
    )
    found = list(rows.order_by("-created_at", "-id")[: PLAYLISTS_A_PAGE + 1])
    shown, has_more = found[:PLAYLISTS_A_PAGE], len(found) > PLAYLISTS_A_PAGE
    firsts = Clip.objects.select_related("project").in_bulk(filter(None, (p.first for p in shown)))
    sleeves = [
        Sleeve(row, row.takes, row.length_s or 0.0, _art_of(row, firsts.get(row.first)))
        for row in shown
    ]
    last = shown[-1] if has_more else None
    return Shelf(sleeves, paging.mark_of(last.created_at, last.pk) if last else None)


def entries_of(playlist: Playlist, reader: User | AnonymousUser) -> Sequence[Clip]:
    """Return the kept takes of a playlist in its order, each with `position`. One query."""
    clips = Clip.objects.kept().filter(playlist_entries__playlist=playlist)
    rows = as_takes(clips, reader).annotate(position=F("playlist_entries__position"))
    return list(rows.order_by("position", "id"))


def cover_of(playlist: Playlist, clips: Sequence[Clip]) -> Art:
    """Return what a playlist's cover is drawn from: its first take, in a way of its own."""
    return _art_of(playlist, clips[0] if clips else None)


def _art_of(playlist: Playlist, first: Clip | None) -> Art:
    seed = playlist.pk.int % COVERS
    if first is None:
        return Art("", None, "", seed)
    return Art(first.project.key, first.project.tempo_bpm, form_of(first.lyrics), seed)
