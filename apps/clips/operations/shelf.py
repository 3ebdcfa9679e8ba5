"""What a team does with many clips at once: labels, playlists, delete and undo.

Each operation takes ids and touches only clips of the team; it returns the ids that it changed,
so that what was done can be undone without touching what was so before.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.accounts.models import Team, User
from apps.clips.models import Clip, Label, Labelling, Playlist, PlaylistEntry
from apps.core.errors import DomainError

MOST_AT_ONCE = 500
LABEL_LIMIT = 40
LABELS_A_TEAM = 500
LABELS_A_CLIP = 20
PLAYLIST_LIMIT = 1_000
TITLE_LIMIT = 120


class NothingChosen(DomainError):
    """No clip was chosen, or more than can be done at once."""


class BadLabel(DomainError):
    """A label is a short word, and a team and a clip have only so many."""


class BadPlaylist(DomainError):
    """A playlist has a title and at most so many takes."""


@transaction.atomic
def label_clips(*, team: Team, clip_ids: Iterable[UUID], name: str, now: datetime) -> list[UUID]:
    """Put the label on the clips; return those that did not have it.

    Raises: NothingChosen, BadLabel.
    """
    clips = _clips(team, clip_ids)
    label = _label(team, name, now)
    has = set(Labelling.objects.filter(label=label).values_list("clip_id", flat=True))
    fresh = [clip for clip in clips if clip.pk not in has]
    if any(len(clip.label_names) >= LABELS_A_CLIP for clip in fresh):
        raise BadLabel(f"A take can have {LABELS_A_CLIP} labels; one of these has them all.")
    Labelling.objects.bulk_create(
        [Labelling(label=label, clip=clip, created_at=now) for clip in fresh],
        ignore_conflicts=True,
    )
    _write_labels(fresh)
    return [clip.pk for clip in fresh]


@transaction.atomic
def unlabel_clips(*, team: Team, clip_ids: Iterable[UUID], name: str) -> list[UUID]:
    """Take the label off the clips; return those that had it. A label without clips is gone.

    Raises: NothingChosen.
    """
    clips = _clips(team, clip_ids)
    words = " ".join(name.split())
    on = Labelling.objects.filter(label__team=team, label__name=words, clip__in=clips)
    had = set(on.values_list("clip_id", flat=True))
    on.delete()
    _write_labels([clip for clip in clips if clip.pk in had])
    Label.objects.filter(team=team, name=words, labellings__isnull=True).delete()
    return sorted(had)


@transaction.atomic
def delete_clips(*, team: Team, clip_ids: Iterable[UUID], now: datetime) -> list[UUID]:
    """Take the clips out of all lists; return those that were in them. Their files stay.

    Raises: NothingChosen.
    """
    kept = [clip.pk for clip in _clips(team, clip_ids) if clip.deleted_at is None]
    Clip.objects.filter(pk__in=kept).update(deleted_at=now, picked_at=None)
    return kept


def restore_clips(*, team: Team, clip_ids: Iterable[UUID]) -> int:
    """Put deleted clips back; return how many came back. Twice is once.

    Raises: NothingChosen.
    """
    clips = [clip.pk for clip in _clips(team, clip_ids)]
    deleted = Clip.objects.filter(pk__in=clips, deleted_at__isnull=False)
    return deleted.update(deleted_at=None)


def begin_playlist(*, team: Team, title: str, by: User | None, now: datetime) -> Playlist:
    """Begin an empty playlist. Raises: BadPlaylist."""
    return Playlist.objects.create(team=team, title=_title(title), created_by=by, created_at=now)


def rename_playlist(*, playlist: Playlist, title: str) -> Playlist:
    """Give the playlist another title. Raises: BadPlaylist."""
    playlist.title = _title(title)
    playlist.save(update_fields=["title"])
    return playlist


def delete_playlist(*, playlist: Playlist) -> None:
    """Delete the playlist. Its takes stay where they are."""
    playlist.delete()


@transaction.atomic
def add_to_playlist(*, playlist: Playlist, clip_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Put the clips at the end of the playlist, in the order given; return those that are new.

    Raises: NothingChosen, BadPlaylist.
    """
    Playlist.objects.select_for_update().get(pk=playlist.pk)
    known = {clip.pk for clip in _clips(playlist.team, clip_ids)}
    entries = PlaylistEntry.objects.filter(playlist=playlist)
    has = set(entries.values_list("clip_id", flat=True))
    fresh = [pk for pk in dict.fromkeys(clip_ids) if pk in known - has]
    if len(has) + len(fresh) > PLAYLIST_LIMIT:
        raise BadPlaylist(f"A playlist holds {PLAYLIST_LIMIT:,} takes.")
    last = entries.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    PlaylistEntry.objects.bulk_create(
        PlaylistEntry(playlist=playlist, clip_id=pk, position=first + number, created_at=now)
        for number, pk in enumerate(fresh)
    )
    return fresh


def take_from_playlist(*, playlist: Playlist, clip_ids: Iterable[UUID]) -> None:
    """Take the clips out of the playlist. Twice is once."""
    PlaylistEntry.objects.filter(playlist=playlist, clip__in=list(clip_ids)).delete()


@transaction.atomic
def drop_from_playlist(*, playlist: Playlist, clip: Clip) -> int:
    """Take the clip out of the playlist; return which place it had, from 0. Twice is once."""
    seen = [entry for entry in _entries(playlist) if entry.clip.deleted_at is None]
    place = next((at for at, entry in enumerate(seen) if entry.clip_id == clip.pk), 0)
    take_from_playlist(playlist=playlist, clip_ids=[clip.pk])
    return place


@transaction.atomic
def put_in_playlist(*, playlist: Playlist, clip: Clip, to: int, now: datetime) -> None:
    """Let the clip play as number `to` (from 0), whether it was in the playlist or not.

    Raises: BadPlaylist.
    """
    add_to_playlist(playlist=playlist, clip_ids=[clip.pk], now=now)
    move_in_playlist(playlist=playlist, clip=clip, to=to)


@transaction.atomic
def move_in_playlist(*, playlist: Playlist, clip: Clip, to: int) -> None:
    """Let the clip play as number `to` (from 0). A clip that is not in it changes nothing.

    Deleted clips keep their places but are not counted, since nobody sees them.
    """
    entries = _entries(playlist)
    moved = next((entry for entry in entries if entry.clip_id == clip.pk), None)
    if moved is None:
        return
    entries.remove(moved)
    seen = [at for at, entry in enumerate(entries) if entry.clip.deleted_at is None]
    entries.insert(seen[to] if to < len(seen) else len(entries), moved)
    for position, entry in enumerate(entries):
        entry.position = position
    PlaylistEntry.objects.bulk_update(entries, ["position"])


def annotate(*, clip: Clip, notes: str, isrc: str) -> Clip:
    """Keep what the team notes about the clip, and the recording's code."""
    clip.notes, clip.isrc = notes.strip(), isrc
    clip.save(update_fields=["notes", "isrc"])
    return clip


def _entries(playlist: Playlist) -> list[PlaylistEntry]:
    """Return the playlist's entries in their order, after whoever else changes it now is done."""
    Playlist.objects.select_for_update().get(pk=playlist.pk)
    entries = PlaylistEntry.objects.filter(playlist=playlist).select_related("clip")
    rows = entries.only("playlist_id", "position", "clip_id", "clip__deleted_at")
    return list(rows.order_by("position", "id"))


def _clips(team: Team, clip_ids: Iterable[UUID]) -> list[Clip]:
    ids = list(dict.fromkeys(clip_ids))
    if not ids:
        raise NothingChosen("Choose one take or more first.")
    if len(ids) > MOST_AT_ONCE:
        raise NothingChosen(f"At most {MOST_AT_ONCE} takes at once; these are {len(ids)}.")
    rows = Clip.objects.of(team).filter(pk__in=ids).only("id", "labels", "deleted_at", "team_id")
    return list(rows.order_by("id"))


def _label(team: Team, name: str, now: datetime) -> Label:
    words = " ".join(name.split())
    if not words:
        raise BadLabel("Type a label.")
    if len(words) > LABEL_LIMIT:
        raise BadLabel(f"A label can have {LABEL_LIMIT} characters; this one has {len(words)}.")
    known = Label.objects.filter(team=team, name=words).first()
    if known:
        return known
    if Label.objects.filter(team=team).count() >= LABELS_A_TEAM:
        raise BadLabel(f"A team can have {LABELS_A_TEAM} labels. Take some off first.")
    return Label.objects.get_or_create(team=team, name=words, defaults={"created_at": now})[0]


def _write_labels(clips: Sequence[Clip]) -> None:
    """Write the names of each clip's labels on the clip itself."""
    names: defaultdict[UUID, list[str]] = defaultdict(list)
    on = Labelling.objects.filter(clip__in=clips).order_by("label__name")
    for pk, name in on.values_list("clip_id", "label__name"):
        names[pk].append(name)
    for clip in clips:
        clip.labels = "\n".join(names[clip.pk])
    Clip.objects.bulk_update(clips, ["labels"])


def _title(title: str) -> str:
    words = " ".join(title.split())
    if not words:
        raise BadPlaylist("A playlist needs a title.")
    if len(words) > TITLE_LIMIT:
        raise BadPlaylist(f"A title can have {TITLE_LIMIT} characters; this one has {len(words)}.")
    return words
