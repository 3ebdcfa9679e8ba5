"""Reads of comments: threads with their answers, the line a moment falls on, who is meant."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, pairwise
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from apps.accounts.models import Team, User
from apps.accounts.selectors import members_of
from apps.clips.models import Clip
from apps.lyrics.selectors import stanzas
from apps.sharing.models import Comment, ShareLink

MOST_COMMENTS = 1000
MENTION = re.compile(r"(?<![\w@])@([\w.-]{2,80})")
UNSEEN = ("clip__lyrics", "clip__request", "clip__notes", "clip__audio__peaks")
"""Of a take much is stored that its comments do not show."""
BREATH = 12
"""A line lasts as long as its letters and this many more."""


@dataclass(slots=True)
class Thread:
    """A remark with its answers, the oldest first."""

    root: Comment
    answers: list[Comment] = field(default_factory=list)
    own_answers: int = 0
    """How many of them are the reader's: an answer being written stays until it is sent."""

    @property
    def place(self) -> tuple[float, float] | None:
        """Return where on the waveform it stands: begin and end as shares of the length."""
        return place_of(self.root)


def threads_of(clip: Clip, reader: User | None = None) -> list[Thread]:
    """Return the threads of a take: open ones by their moment, then resolved ones. One query."""
    said = Comment.objects.filter(clip=clip).select_related("author", "resolved_by")
    threads = _threads(said, reader)
    for thread in threads:
        thread.root.clip = clip
    return threads


def guest_threads(link: ShareLink) -> dict[UUID, list[Thread]]:
    """Return what was said through this link and answered to it, by take. One query.

    What the team says among itself never leaves the team.
    """
    found: dict[UUID, list[Thread]] = {}
    said = _said_through(link).select_related("author", "clip__audio")
    for thread in _threads(said.defer(*UNSEEN), None):
        found.setdefault(thread.root.clip_id, []).append(thread)
    return found


def guest_mark(link: ShareLink) -> str:
    """Return a mark that differs whenever `guest_threads` would. One query."""
    return mark_of(_said_through(link))


def mark_of(comments: QuerySet[Comment]) -> str:
    """Return a mark that moves with every change of these comments. One query.

    They are counted too: what was said earlier may be written later.
    """
    said = comments.aggregate(last=Max("changed_at"), count=Count("pk"))
    last: datetime | None = said["last"]
    return f"{last.timestamp() * 1_000_000:.0f}.{said['count']}" if last else "0"


def _said_through(link: ShareLink) -> QuerySet[Comment]:
    return Comment.objects.filter(Q(link=link) | Q(parent__link=link))


def comment_by_id(comment_id: UUID) -> Comment | None:
    """Return a comment that nobody deleted, with the take and team that it belongs to."""
    comments = Comment.objects.select_related("clip__team", "clip__project", "author", "parent")
    return comments.filter(pk=comment_id, deleted_at__isnull=True).first()


def place_of(comment: Comment) -> tuple[float, float] | None:
    """Return begin and end as shares of the take's length; None without a moment or a length."""
    length_s = comment.clip.duration_s
    if comment.start_s is None or not length_s:
        return None
    end_s = comment.end_s or comment.start_s
    return min(1.0, comment.start_s / length_s), min(1.0, end_s / length_s)


def line_at(clip: Clip, at_s: float) -> str:
    """Return the lyric line that is probably sung at this moment, "" without words or length.

    Nobody tells us when a line is sung: the lines share the length by how long they are.
    """
    lines = [line for stanza in stanzas(clip.lyrics) for line in stanza.lines]
    length_s = clip.duration_s
    if not lines or not length_s or not 0 <= at_s <= length_s:
        return ""
    weights = [len(line) + BREATH for line in lines]
    ends = accumulate(weights, initial=0)
    now = at_s / length_s * sum(weights)
    spans = zip(lines, pairwise(ends), strict=True)
    return next((line for line, (start, end) in spans if start <= now < end), lines[-1])


def mentioned(text: str, team: Team) -> list[User]:
    """Return the members that the text names with @: by name without spaces, or by address.

    Somebody who is not in the team cannot be meant; their name stays plain text. One query if
    there is an @, else none.
    """
    names = {name.rstrip(".-").casefold() for name in MENTION.findall(text)}
    if not names:
        return []
    users = [member.user for member in members_of(team)]
    return [user for user in users if names & _names_of(user)]


def _names_of(user: User) -> set[str]:
    full = "".join(user.display_name.split()).casefold()
    first = user.display_name.split()[0].casefold() if user.display_name.split() else full
    return {full, first, user.email.partition("@")[0].casefold()}


def _threads(comments: QuerySet[Comment], reader: User | None) -> list[Thread]:
    kept = comments.filter(deleted_at__isnull=True)
    rows = list(kept.order_by("created_at", "id")[:MOST_COMMENTS])
    threads = {row.pk: Thread(row) for row in rows if row.parent_id is None}
    for row in rows:
        thread = threads.get(row.parent_id) if row.parent_id else None
        if thread is not None:
            thread.answers.append(row)
            thread.own_answers += reader is not None and row.author_id == reader.pk
    return sorted(threads.values(), key=_rank)


def _rank(thread: Thread) -> tuple[bool, float, float]:
    root = thread.root
    return (root.resolved_at is not None, root.start_s or 0.0, root.created_at.timestamp())
