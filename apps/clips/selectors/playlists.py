"""Reads of playlists."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q

from apps.accounts.models import Team, User
from apps.clips.models import Clip, Playlist
from apps.clips.selectors.takes import as_takes
from apps.lyrics.selectors import Art, form_of

COVERS = 10_000


def playlists_of(team: Team) -> Sequence[Playlist]:
    """Return the team's playlists, newest first, with how many takes each has. One query."""
    kept = Count("entries", filter=Q(entries__clip__deleted_at__isnull=True))
    rows = Playlist.objects.filter(team=team).annotate(takes=kept)
    return list(rows.order_by("-created_at", "-id"))


def entries_of(playlist: Playlist, reader: User | AnonymousUser) -> Sequence[Clip]:
    """Return the kept takes of a playlist in its order, each with `position`. One query."""
    clips = Clip.objects.kept().filter(playlist_entries__playlist=playlist)
    rows = as_takes(clips, reader).annotate(position=F("playlist_entries__position"))
    return list(rows.order_by("position", "id"))


def cover_of(playlist: Playlist, clips: Sequence[Clip]) -> Art:
    """Return what a playlist's cover is drawn from: its first take, in a way of its own."""
    seed = playlist.pk.int % COVERS
    if not clips:
        return Art("", None, "", seed)
    song = clips[0].project
    return Art(song.key, song.tempo_bpm, form_of(clips[0].lyrics), seed)
