"""Reads of single clips and of take rows."""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Avg, Count, Exists, OuterRef, Subquery

from apps.accounts.models import Team, User
from apps.archive.states import AssetState
from apps.clips.models import Clip, ClipQuerySet, Hearing, Lineage, Rating
from apps.clips.states import OPEN_STATES, ClipState
from apps.credits import selectors as credits
from apps.lyrics.selectors import Art, art_of
from apps.musicapi import Engine, Operation, load_catalogue

UNFIT_FOR_FILES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
NAME_LIMIT = 80
SCALE_STEPS_S = (5, 10, 15, 20, 30, 60, 120, 300)

TOLD_ELSEWHERE = {"lyrics", "tags", "title", "model", "lyric_version_id", "engine", "operation"}
"""Of what was asked: stands in a place of its own on the page."""

ASKED_NAMES = {
    "mode": "Words by",
    "own_lyrics": "the lyric sheet",
    "description": "the provider, from a description",
    "auto_lyrics": "the provider",
    "voice": "Voice",
    "continue_at_s": "Goes on from, seconds",
    "negative_tags": "Without",
    "persona_id": "Persona",
}
"""Words for what was asked, by its name or value in the request."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What the work cost that a clip came from, by the book, and how many clips came of it."""

    reference: str
    net: Decimal
    siblings: int


@dataclass(frozen=True, slots=True)
class TakeOfSong:
    """A take among takes of many songs, with the cover of its song."""

    clip: Clip
    art: Art


def as_takes(clips: ClipQuerySet, reader: User | AnonymousUser) -> ClipQuerySet:
    """Add what a take row shows: files, project, opinions, and whether its words are timed.

    The latter are `my_stars`, `my_liked`, `mean_stars` and `is_timed`.
    """
    opinions = Rating.objects.filter(clip=OuterRef("pk"))
    mine = opinions.filter(user=reader.pk)
    mean = opinions.order_by().values("clip").annotate(mean=Avg("stars")).values("mean")
    related = ("team", "project", "account", "audio", "wav", "cover", "created_by", "lyric_version")
    return (
        clips.select_related(*related)
        .defer("wav__peaks", "cover__peaks", "lyric_version__text")
        .annotate(
            my_stars=Subquery(mine.values("stars")[:1]),
            my_liked=Exists(mine.filter(liked=True)),
            mean_stars=Subquery(mean),
            is_timed=Exists(Hearing.objects.filter(clip=OuterRef("pk")).exclude(words=[])),
        )
    )


def with_covers(clips: Iterable[Clip]) -> list[TakeOfSong]:
    """Add to each take the cover of its song. No query, if the songs came along."""
    return [TakeOfSong(clip, art_of(clip.project, clip.lyrics)) for clip in clips]


def take(clip_id: UUID, reader: User | AnonymousUser) -> Clip:
    """Return one clip as a take row shows it. One query. Raises: Clip.DoesNotExist."""
    return as_takes(Clip.objects.all(), reader).get(pk=clip_id)


def parents_of(clip: Clip) -> Sequence[Lineage]:
    """Return the edges to the clips that this one was made from, the oldest first. One query."""
    edges = Lineage.objects.filter(child=clip).select_related("parent", "parent__audio")
    return list(edges.order_by("parent__created_at", "id"))


def children_of(clip: Clip) -> Sequence[Lineage]:
    """Return the edges to what was made from this clip and kept, the oldest first. One query."""
    edges = Lineage.objects.filter(parent=clip, child__deleted_at__isnull=True)
    return list(edges.select_related("child", "child__audio").order_by("child__created_at", "id"))


def asked_of(clip: Clip) -> list[tuple[str, str]]:
    """Return what was asked of the provider, as pairs of a readable name and a value.

    Left out are the long texts, which the page shows elsewhere, and what was not set.
    """
    plain = (str, int, float, bool)
    return [
        (ASKED_NAMES.get(name, name.replace("_", " ").capitalize()), _plain(value))
        for name, value in clip.request.items()
        if isinstance(value, plain) and value != "" and name not in TOLD_ELSEWHERE
    ]


def time_marks(duration_s: float | None) -> list[tuple[float, int]]:
    """Return moments for a scale below a waveform: each as a share of the length, and in seconds.

    At most ten, at round distances.
    """
    if not duration_s:
        return []
    step_s = next((step for step in SCALE_STEPS_S if duration_s / step <= 10), SCALE_STEPS_S[-1])
    return [(at / duration_s, at) for at in range(0, ceil(duration_s), step_s)]


def preview_url(clip: Clip) -> str | None:
    """Return where an unfinished clip can be heard at the provider, None if nowhere.

    The address came from the provider, but a browser is sent there only over https to a named
    host, or to the very origin that requests of this account go to (a server on this machine).
    """
    if clip.state not in OPEN_STATES or not clip.stream_url:
        return None
    try:
        address = urlsplit(clip.stream_url)
    except ValueError:
        return None
    home = urlsplit(clip.account.base_url) if clip.account else urlsplit("")
    if (address.scheme, address.netloc) == (home.scheme, home.netloc) and address.netloc:
        return clip.stream_url
    named = "." in (address.hostname or "") and not _is_number(address.hostname or "")
    is_safe = address.scheme == "https" and named and "@" not in address.netloc
    return clip.stream_url if is_safe else None


def wav_price(clip: Clip, *, on: date) -> Decimal | None:
    """Return the credits that the provider asks for the clip's WAV, None if it cannot make one."""
    if not clip.remote_id or clip.engine not in set(Engine):
        return None
    return load_catalogue().price(Operation.WAV, on=on, engine=Engine(clip.engine))


def file_name(clip: Clip, extension: str) -> str:
    """Return a file name that says which take of which song it is, fit for every system."""
    return f"{plain_name(clip.title)} - take {clip.number:02d}.{extension}"


def plain_name(title: str) -> str:
    """Return a title as it can stand in a file's name on every system."""
    words = UNFIT_FOR_FILES.sub(" ", title)
    return " ".join(words.split())[:NAME_LIMIT].strip(" .") or "Song"


def to_take_away(team: Team, clip_ids: Sequence[UUID]) -> Sequence[Clip]:
    """Return the team's clips with these ids and their files, in the order of the ids. One query.

    Those that nobody may have any more are left out.
    """
    rows = Clip.objects.of(team).kept().filter(pk__in=list(clip_ids))
    rows = rows.select_related("team", "project", "audio", "cover", "hearing")
    place = {pk: number for number, pk in enumerate(clip_ids)}
    return sorted(rows.defer("audio__peaks", "cover__peaks"), key=lambda clip: place[clip.pk])


def cost_of(clip: Clip) -> Cost | None:
    """Return what the work cost that the clip came from; None if it came from none. Two queries."""
    return costs_of([clip]).get(clip.pk)


def costs_of(clips: Iterable[Clip]) -> dict[UUID, Cost]:
    """Return what the work cost that each clip came from, by clip. Two queries.

    Clips that came from no work, such as uploads from the disk, have no cost.
    """
    made = Clip.objects.filter(pk__in=[clip.pk for clip in clips], output_of__isnull=False)
    counted = made.annotate(siblings=Count("output_of__job__outputs"))
    rows = list(counted.values_list("pk", "output_of__job", "siblings"))
    book = credits.cost_of({f"job:{job}" for _, job, _ in rows})
    return {
        pk: Cost(reference, book.get(reference, Decimal(0)), siblings)
        for pk, job, siblings in rows
        for reference in [f"job:{job}"]
    }


def audio_settled_unseen() -> Sequence[UUID]:
    """Return the audio files that are settled while their clips still count as archiving."""
    settled = [AssetState.STORED, AssetState.BROKEN, AssetState.LOST]
    waiting = Clip.objects.filter(state=ClipState.ARCHIVING, audio__state__in=settled)
    return list(waiting.order_by("id").values_list("audio_id", flat=True))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return ASKED_NAMES.get(str(value), str(value))


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
