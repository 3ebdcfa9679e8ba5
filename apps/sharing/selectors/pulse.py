"""What open pages ask every other second: has anything changed? A few figures, nothing more."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from apps.core.events import Event
from apps.projects.models import Project
from apps.sharing.models import Ballot, Comment
from apps.sharing.selectors.comments import mark_of


def pulse_of(project: Project, clip_id: UUID | None = None) -> dict[Event, str]:
    """Return a mark for each event: where a mark differs from before, the event has happened.

    With `clip_id` comments on other takes are none of the page's business.
    """
    said = Comment.objects.filter(clip__project=project)
    if clip_id is not None:
        said = said.filter(clip=clip_id)
    voted = Ballot.objects.filter(project=project).aggregate(last=Max("changed_at"))
    return {
        Event.COMMENTS_CHANGED: mark_of(said),
        Event.BALLOTS_CHANGED: _mark(voted["last"]),
    }


def _mark(moment: datetime | None) -> str:
    return f"{moment.timestamp() * 1_000_000:.0f}" if moment else "0"
