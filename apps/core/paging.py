"""Long lists, newest first: a mark says where the next page begins, however many rows are added."""

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import is_naive


def mark_of(created_at: datetime, row_id: UUID) -> str:
    """Return the mark of a row: what comes behind it is the next page."""
    return f"{created_at.isoformat()}~{row_id}"


def behind(mark: str) -> Q:
    """Return the condition for rows that come after the marked one; all, if it marks none."""
    moment, _, row_id = mark.partition("~")
    try:
        at, name = datetime.fromisoformat(moment), UUID(row_id)
        if is_naive(at):
            return Q()
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):  # typed by somebody: a page never makes such marks
        return Q()
    # The first half alone bounds the walk along an index of (created_at, id).
    return Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(id__lt=name))
