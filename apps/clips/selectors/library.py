"""The library: clips of a team, found by words and by what is known of them, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import Team, User
from apps.clips.models import Clip, ClipQuerySet, Label, Playlist, Rating
from apps.clips.selectors.playlists import playlists_of
from apps.clips.selectors.takes import as_takes
from apps.clips.selectors.words import (
    BEHIND_ALL,
    Moment,
    Words,
    holding,
    moment_in,
    places_holding,
    titled_like,
    words_of,
)
from apps.clips.states import OPEN_STATES, ClipState
from apps.core import paging
from apps.musicapi import Engine, Operation, load_catalogue
from apps.projects.models import Project

CLIPS_A_PAGE = 40
FEW = 1_000
RECENT = 400
OFFERED = 200
"""So many songs, labels and people are offered to choose from."""

MADE_AS_CLIPS = (
    "create",
    "extend",
    "concat",
    "cover",
    "persona_song",
    "remaster",
    "add_vocals",
    "add_instrumental",
    "replace_section",
    "swap_sound",
    "swap_vocals",
    "variation",
    "mashup",
    "sample",
    "background_music",
    "upload",
)
STATES = {
    "ready": Q(state=ClipState.READY),
    "open": Q(state__in=sorted(OPEN_STATES)),
    "failed": Q(state__in=[ClipState.FAILED, ClipState.BROKEN]),
    "picked": Q(picked_at__isnull=False),
}
STATE_NAMES = (
    ("ready", "Ready"),
    ("picked", "Picked"),
    ("open", "On its way"),
    ("failed", "Went wrong"),
    ("deleted", "Deleted"),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; empty fields ask for nothing."""

    q: str = ""
    engine: str = ""
    model: str = ""
    operation: str = ""
    person: int | None = None
    project: UUID | None = None
    persona: UUID | None = None
    label: str = ""
    playlist: UUID | None = None
    stars: int | None = None
    liked: bool = False
    shortest: int | None = None
    longest: int | None = None
    since: date | None = None
    until: date | None = None
    state: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything but words is asked for."""
        return any(getattr(self, each.name) for each in fields(self) if each.name != "q")


@dataclass(frozen=True, slots=True)
class Found:
    """A clip in the library, and the line that was remembered, if words were."""

    clip: Clip
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """A page of the library; `next` is where the following one begins, None at the end."""

    rows: Sequence[Found]
    next: str | None


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen from in the library."""

    projects: Sequence[tuple[UUID, str]]
    people: Sequence[User]
    labels: Sequence[str]
    playlists: Sequence[Playlist]
    engines: Sequence[str]
    operations: Sequence[tuple[str, str]]
    models: Sequence[tuple[str, str]]


def library(team: Team, reader: User | AnonymousUser, wish: Wish, *, after: str = "") -> Library:
    """Return a page of the team's clips that match, newest first.

    Two queries, first for the ids alone, so that no join tempts a planner away from the index;
    with words at most five, however many there are; and one for each opinion that is asked for.
    """
    words = words_of(wish.q)
    marks = _marks(team, reader, wish, words, after)
    ids = list(marks)
    clips = {clip.pk: clip for clip in as_takes(Clip.objects.filter(pk__in=ids), reader)}
    shown = [clips[pk] for pk in ids[:CLIPS_A_PAGE] if pk in clips]
    more = marks[ids[CLIPS_A_PAGE - 1]] if len(ids) > CLIPS_A_PAGE else None
    return Library([Found(clip, moment_in(clip, words) if words else None) for clip in shown], more)


def _marks(
    team: Team, reader: User | AnonymousUser, wish: Wish, words: Words, after: str
) -> dict[UUID, str]:
    """Return the ids of a page's clips and one more, each with the mark that leads behind it."""
    clips, count = chosen(team, reader, wish), CLIPS_A_PAGE + 1
    if words and connection.vendor == "sqlite":
        behind = int(after) if after.isdecimal() and len(after) < 18 else BEHIND_ALL
        places = places_holding(clips, words, behind=behind, count=count)
        return {pk: str(place) for pk, place in places}
    older = paging.behind(after)
    if words:
        pairs = _holding(clips.filter(older), words, count)
    else:
        pairs = _newest(clips.filter(older), count)
    return {pk: paging.mark_of(created_at, pk) for pk, created_at in pairs}


def _holding(clips: ClipQuerySet, words: Words, count: int) -> list[tuple[UUID, datetime]]:
    """Return the newest of the clips that hold the words, else of those titled like them.

    For PostgreSQL, in up to three queries. Common words fill a page from the newest clips alone;
    its index would gather all that have them first. Words that need more are rare enough for it.
    """
    recent = clips.order_by("-created_at", "-id").values("pk")[:RECENT]
    pairs = _newest(holding(Clip.objects.filter(pk__in=recent), words, by_index=False), count)
    if len(pairs) < count:
        pairs = _newest(holding(clips, words), count)
    return pairs or _newest(titled_like(clips, words), count)


def _newest(clips: ClipQuerySet, count: int) -> list[tuple[UUID, datetime]]:
    rows = clips.order_by("-created_at", "-id").values_list("pk", "created_at")
    return list(rows[:count])


def chosen(team: Team, reader: User | AnonymousUser, wish: Wish) -> ClipQuerySet:
    """Return the team's clips that match all conditions but the words, in no order."""
    clips = Clip.objects.of(team).filter(deleted_at__isnull=wish.state != "deleted")
    clips = clips.filter(STATES.get(wish.state, Q()), **_facts(wish))
    if wish.stars:
        clips = clips.filter(_judged(team, Rating.objects.filter(stars__gte=wish.stars)))
    if wish.liked:
        clips = clips.filter(_judged(team, Rating.objects.filter(user=reader.pk, liked=True)))
    return clips


def _judged(team: Team, opinions: QuerySet[Rating]) -> Q:
    """Return the condition for clips that have one of the opinions. One query.

    Few are named by their ids, so that nobody walks through all clips for them; of many, each clip
    is asked, since a page of them is found soon.
    """
    theirs = opinions.filter(clip__team=team).order_by().values_list("clip_id", flat=True)
    few = list(theirs[: FEW + 1])
    if len(few) <= FEW:
        return Q(pk__in=few)
    return Q(Exists(opinions.filter(clip=OuterRef("pk"))))


def options(team: Team) -> Options:
    """Return what the team can choose from. Four queries, however much there is."""
    projects = Project.objects.of(team).order_by("-created_at").values_list("id", "title")
    labels = Label.objects.filter(team=team).order_by("name").values_list("name", flat=True)
    return Options(
        projects=list(projects[:OFFERED]),
        people=list(team.members.order_by("name", "id")[:OFFERED]),
        labels=list(labels[:OFFERED]),
        playlists=playlists_of(team, OFFERED),
        engines=[engine.value for engine in Engine],
        operations=operation_names(),
        models=model_names(),
    )


def operation_names() -> list[tuple[str, str]]:
    """Return the operations that make clips, with readable names."""
    known = {operation.value for operation in Operation}
    names = [name for name in MADE_AS_CLIPS if name in known]
    return [(name, name.replace("_", " ").capitalize()) for name in names]


@lru_cache(maxsize=1)
def model_names() -> list[tuple[str, str]]:
    """Return all models that were ever offered, with readable names."""
    known = {model.id: model.label for model in load_catalogue().models_known}
    return sorted(known.items(), key=lambda pair: pair[1], reverse=True)


def _facts(wish: Wish) -> dict[str, Any]:
    """Return the plain conditions of a wish, as a query's keywords."""
    asked = {
        "engine": wish.engine,
        "model": wish.model,
        "operation": wish.operation,
        "created_by": wish.person,
        "project": wish.project,
        "personas": wish.persona,
        "labellings__label__name": wish.label,
        "playlist_entries__playlist": wish.playlist,
        "audio__duration_s__gte": wish.shortest,
        "audio__duration_s__lte": wish.longest,
        "created_at__gte": wish.since and _begin(wish.since),
        "created_at__lt": wish.until and _begin(wish.until + timedelta(days=1)),
    }
    return {name: value for name, value in asked.items() if value not in (None, "")}


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
