"""What people think of a clip and do with it: rate, like, pick, rename, delete and undo."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.clips.models import Clip, Rating
from apps.clips.states import ClipState
from apps.core.errors import DomainError
from apps.projects.models import Project

TITLE_LIMIT = 120


class BadStars(DomainError):
    """A rating is one to five stars, or none."""


class BadTitle(DomainError):
    """The title is empty or too long to show."""


class NotPickable(DomainError):
    """Only a take that can be heard, and was not deleted, can be the one."""


def rate(*, clip: Clip, by: User, stars: int | None) -> Rating:
    """Put this person's stars on the clip; None takes them away.

    Raises: BadStars.
    """
    if stars is not None and not 1 <= stars <= 5:
        raise BadStars("Give one to five stars.")
    rating, _ = Rating.objects.update_or_create(clip=clip, user=by, defaults={"stars": stars})
    return rating


def like(*, clip: Clip, by: User, liked: bool) -> Rating:
    """Note whether this person likes the clip. Twice is once."""
    rating, _ = Rating.objects.update_or_create(clip=clip, user=by, defaults={"liked": liked})
    return rating


@transaction.atomic
def pick(*, clip: Clip, now: datetime) -> Clip:
    """Make this clip the take of its song; the one picked before is none any more.

    Raises: NotPickable.
    """
    Project.objects.select_for_update().get(pk=clip.project_id)
    row = Clip.objects.get(pk=clip.pk)
    if row.state != ClipState.READY or row.deleted_at:
        raise NotPickable("Only a take that plays can be picked.")
    if row.picked_at is None:
        Clip.objects.filter(project=row.project_id).update(picked_at=None)
        row.picked_at = now
        row.save(update_fields=["picked_at"])
    return row


def unpick(*, clip: Clip) -> Clip:
    """Take the choice back; the song has no picked take then. Twice is once."""
    clip.picked_at = None
    clip.save(update_fields=["picked_at"])
    return clip


def rename(*, clip: Clip, title: str) -> Clip:
    """Give the clip a title of its own.

    Raises: BadTitle.
    """
    words = " ".join(title.split())
    if not words:
        raise BadTitle("A take needs a title.")
    if len(words) > TITLE_LIMIT:
        raise BadTitle(f"A title can have {TITLE_LIMIT} characters; this one has {len(words)}.")
    clip.title = words
    clip.save(update_fields=["title"])
    return clip


def delete(*, clip: Clip, now: datetime) -> Clip:
    """Take the clip out of all lists, and out of the running as pick. Its files stay."""
    Clip.objects.filter(pk=clip.pk).update(
        deleted_at=Coalesce(F("deleted_at"), now), picked_at=None
    )
    clip.refresh_from_db(fields=["deleted_at", "picked_at"])
    return clip


def restore(*, clip: Clip) -> Clip:
    """Put a deleted clip back where it was. Twice is once."""
    clip.deleted_at = None
    clip.save(update_fields=["deleted_at"])
    return clip
