"""Comments: said, answered, said otherwise, resolved, opened again, taken back."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.sharing import selectors
from apps.sharing.models import COMMENT_LENGTH, Comment, ShareLink
from apps.sharing.operations.notices import tell
from apps.sharing.states import NoticeKind


class BadCommentError(DomainError):
    """The comment is empty, too long, or names no moment of the take."""


@transaction.atomic
def comment(
    *,
    clip: Clip,
    by: User | None,
    text: str,
    start_s: float | None = None,
    end_s: float | None = None,
    guest_name: str = "",
    link: ShareLink | None = None,
    now: datetime,
) -> Comment:
    """Say something about the take, about a moment of it, or about a range.

    A member says it as `by`, a guest as `guest_name` through `link`. Raises: BadCommentError.
    """
    start_s, end_s = _place(clip, start_s, end_s)
    said = Comment.objects.create(
        clip=clip,
        author=by,
        guest_name=guest_name,
        link=link,
        text=_clean(text),
        start_s=start_s,
        end_s=end_s,
        line=selectors.line_at(clip, start_s)[:200] if start_s is not None else "",
        created_at=now,
        changed_at=now,
    )
    told = {NoticeKind.COMMENT: [clip.created_by]}
    if link is not None:
        told = {NoticeKind.GUEST: [link.created_by], **told}
    _tell(said, told, now)
    return said


@transaction.atomic
def answer(*, to: Comment, by: User, text: str, now: datetime) -> Comment:
    """Answer a comment; an answer to an answer stands in the same thread.

    Opens a resolved thread again. Raises: BadCommentError.
    """
    words = _clean(text)
    root = to.parent or to
    Comment.objects.filter(pk=root.pk).update(resolved_at=None, resolved_by=None, changed_at=now)
    said = Comment.objects.create(
        clip=root.clip, parent=root, author=by, text=words, created_at=now, changed_at=now
    )
    others = Comment.objects.filter(parent=root).exclude(author=by).select_related("author")
    _tell(said, {NoticeKind.ANSWER: [root.author, *(other.author for other in others)]}, now)
    return said


@transaction.atomic
def edit(*, comment: Comment, text: str, now: datetime) -> None:
    """Let a comment say something else; whoever is newly named in it is told.

    The same words again change nothing. Raises: BadCommentError.
    """
    words = _clean(text)
    kept = Comment.objects.filter(pk=comment.pk, deleted_at__isnull=True)
    if not kept.exclude(text=words).update(text=words, edited_at=now, changed_at=now):
        return
    comment.text = words
    _tell(comment, {}, now)


def resolve(*, comment: Comment, by: User, resolved: bool, now: datetime) -> None:
    """Note that a thread is dealt with, or that it is not. Twice is once.

    Raises: BadCommentError for an answer, which is dealt with together with its thread.
    """
    if comment.parent_id:
        raise BadCommentError("A thread is resolved as a whole.")
    rows = Comment.objects.filter(pk=comment.pk, resolved_at__isnull=resolved)
    rows.update(
        resolved_at=now if resolved else None, resolved_by=by if resolved else None, changed_at=now
    )


def take_back(*, comment: Comment, now: datetime) -> None:
    """Take a comment away, with its answers. Twice is once."""
    Comment.objects.filter(pk=comment.pk, deleted_at__isnull=True).update(
        deleted_at=now, changed_at=now
    )


def _tell(said: Comment, told: dict[NoticeKind, list[User | None]], now: datetime) -> None:
    """Tell those who are named in it, and then `told`, who are in the team; each once."""
    team = said.clip.team
    # A guest names nobody: they do not know who is in the team.
    meant = selectors.mentioned(said.text, team) if said.author_id else []
    everybody: dict[NoticeKind, list[User | None]] = {NoticeKind.MENTION: [*meant], **told}
    for kind, users in everybody.items():
        known = {user.pk for user in users if user is not None and user.pk != said.author_id}
        tell(
            users=team.members.filter(pk__in=known),
            kind=kind,
            about=said.pk,
            by=said.by,
            text=said.text,
            project=said.clip.project,
            clip=said.clip,
            now=now,
        )


def _clean(text: str) -> str:
    words = text.replace("\x00", "").strip()
    if not words:
        raise BadCommentError("Write what you want to say.")
    if len(words) > COMMENT_LENGTH:
        raise BadCommentError(
            f"A comment can have {COMMENT_LENGTH:,} characters; this one has {len(words):,}."
        )
    return words


def _place(
    clip: Clip, start_s: float | None, end_s: float | None
) -> tuple[float | None, float | None]:
    if start_s is None:
        if end_s is not None:
            raise BadCommentError("A range needs a beginning too.")
        return None, None
    length_s = clip.duration_s
    if start_s < 0 or (length_s is not None and max(start_s, end_s or 0) > length_s + 1):
        raise BadCommentError("The take has no such moment.")
    if end_s is not None and end_s <= start_s:
        raise BadCommentError("A range ends after it begins.")
    return start_s, end_s
