"""Up to ten sonic calls in one. CONTRACT sections 3.6 and 14."""

from collections.abc import Sequence

from apps.musicapi.requests import SonicRequest
from apps.musicapi.results import Batch, BatchItem

from .message import Answer, Members, Pace, Request, bad_answer, listed, members_of, text
from .refusals import reason_of
from .sonic import sonic_members


def create(requests: Sequence[SonicRequest]) -> Request:
    """Build the paid call; it costs the sum of its items."""
    members = {"items": [sonic_members(request) for request in requests]}
    return Request("POST", "/sonic/batch", members)


def get(batch_id: str) -> Request:
    """Build the free call for what became of the items."""
    query = {"batch_id": batch_id}
    return Request("GET", "/sonic/batch", query=query, pace=Pace.POLL, paid=False)


def read_batch(answer: Answer) -> Batch:
    """Read the tasks in the order of the items; an item may have failed on its own."""
    members = members_of(answer)
    batch_id = text(members.get("batch_id"))
    if not batch_id:
        raise bad_answer(answer, "no batch_id")
    items = listed(members, "tasks")
    ordered = sorted(range(len(items)), key=lambda place: _place(items[place], place))
    return Batch(batch_id, tuple(_item(items[place]) for place in ordered))


def _place(item: Members, default: int) -> int:
    index = item.get("index")
    return index if isinstance(index, int) else default


def _item(item: Members) -> BatchItem:
    task_id = text(item.get("task_id"))
    return BatchItem(task_id, "" if task_id else reason_of(item))
