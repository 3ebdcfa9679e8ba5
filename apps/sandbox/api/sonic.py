"""The sonic family's songs: create with its ten operations, poll, batches (CONTRACT 3)."""

import uuid
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from apps.sandbox import accepting, moderation, validation, viewing
from apps.sandbox.accounts import caller
from apps.sandbox.api import common
from apps.sandbox.api.bodies.sonic import Batch as BatchBody
from apps.sandbox.api.bodies.sonic import SonicCreate, Words
from apps.sandbox.api.common import Json
from apps.sandbox.models import Account, Batch, Clip, Task
from apps.sandbox.refusals import Refusal
from apps.sandbox.shapes import shape_of
from apps.sandbox.switches import Switches, without_switches

router = Router()

_OF_UPLOADS = frozenset({"extend_upload_music", "cover_upload_music"})
_NOT_OF_UPLOADS = frozenset({"extend_music", "cover_music", "remaster"})
_JOINABLE = frozenset({"extend_music", "extend_upload_music", "upload_extend"})


@router.post("/create", response=Json)
def create(request: HttpRequest, body: SonicCreate) -> Json:
    """Accept a song (CONTRACT 3.1 to 3.5)."""
    account, now = caller(request), timezone.now()
    order = order_of(account, body, base_url=common.base_url(request), path="/sonic/create")
    task = accepting.accept(account=account, order=order, now=now)
    return shape_of("sonic").submitted(task)


@router.get("/task/{task_id}", response=common.POLL)
def task(request: HttpRequest, task_id: str) -> tuple[int, Json]:
    """Answer a poll (CONTRACT 3.5 and 5)."""
    return common.poll(request, task_id, "sonic")


@router.post("/batch", response=Json)
def batch_create(request: HttpRequest, body: BatchBody) -> Json:
    """Accept up to ten songs in one call, each for itself; the rate limit does not count here.

    When none is accepted the answer is the first one's refusal.
    """
    account, now = caller(request), timezone.now()
    common.offered("batch")
    results = [
        _batch_item(account, item, common.base_url(request), now) for item in body.items
    ]  # fmt: skip
    refusals = [result for result in results if isinstance(result, Refusal)]
    if len(refusals) == len(results):
        raise refusals[0]
    items = [_item_json(index, result) for index, result in enumerate(results)]
    batch = Batch.objects.create(account=account, items=items, created_at=now)
    return {
        "message": "success",
        "batch_id": str(batch.pk),
        "submitted": len(results) - len(refusals),
        "tasks": items,
    }


@router.get("/batch", response=Json)
def batch_show(request: HttpRequest, batch_id: str) -> Json:
    """Show a batch with the present state of each of its tasks."""
    account, now = caller(request), timezone.now()
    batches = Batch.objects.filter(account=account)
    batch = batches.filter(pk=batch_id).first() if common.is_uuid(batch_id) else None
    if batch is None:
        raise Refusal(404, error="batch not found")
    tasks = Task.objects.in_bulk([item["task_id"] for item in batch.items if "task_id" in item])
    items = [
        {**item, "status": _status(tasks[uuid.UUID(item["task_id"])], now)}
        if "task_id" in item
        else item
        for item in batch.items
    ]
    submitted = sum("task_id" in item for item in items)
    return {"message": "success", "batch_id": batch_id, "submitted": submitted, "tasks": items}


def order_of(account: Account, body: SonicCreate, *, base_url: str, path: str) -> accepting.Order:
    """Check a create request in every way but its price (CONTRACT 13)."""
    operation = body.task_type
    if not common.era().offers(operation):
        raise Refusal(400, error=f"task_type {operation} is not valid")
    wanted = checked(body, operation)
    switches = fate_of(wanted)
    source = _source(account, wanted, operation)
    return song_order(
        body,
        wanted,
        operation=operation,
        path=path,
        base_url=base_url,
        switches=switches,
        roles=("",) if operation == "concat_music" else ("", ""),
        source=source,
    )


def checked(body: Words, operation: str) -> Json:
    """Turn a body into the request to keep. Raises: Refusal 400."""
    wanted = body.model_dump(exclude_unset=True)
    validation.check_song(wanted, operation, common.era())
    return wanted


def fate_of(wanted: Json) -> Switches:
    """Read the switches of a request and let the content review see it. Raises: Refusal."""
    members = ("prompt", "lyrics", "gpt_description_prompt", "title", "tags", "infill_lyrics")
    switches = common.read_fate(wanted.get(member) for member in members)
    objection = "refused by the content review" if switches.fate == "moderation" else ""
    for member in ("gpt_description_prompt", "tags", "title"):
        objection = objection or moderation.style_objection(wanted.get(member, ""))
    words = wanted.get("prompt") or wanted.get("lyrics")
    sings_them = wanted.get("custom_mode") and not wanted.get("make_instrumental")
    if sings_them and words and not wanted.get("auto_lyrics"):
        objection = objection or moderation.lyrics_objection(without_switches(words))
    if objection:
        raise Refusal(403, type="forbidden", error=objection)
    return switches


def song_order(
    body: Words,
    wanted: Json,
    *,
    operation: str,
    path: str,
    base_url: str,
    switches: Switches,
    roles: tuple[str, ...] = ("", ""),
    source: Clip | None = None,
) -> accepting.Order:
    """Write the order for a request that was checked."""
    called_back = common.era().has_webhooks
    title, tags = without_switches(body.title or ""), without_switches(body.tags or "")
    return accepting.Order(
        family="sonic",
        path=path,
        operation=operation,
        price=common.era().price(operation),
        request=wanted,
        base_url=base_url,
        switches=switches,
        title=title or (source.title if source else ""),
        tags=tags or (source.tags if source else ""),
        roles=roles,
        webhook_url=(body.webhook_url or "") if called_back else "",
        webhook_secret=(body.webhook_secret or "") if called_back else "",
    )


def _source(account: Account, wanted: Json, operation: str) -> Clip | None:
    if operation == "persona_music":
        common.find_persona(account, wanted["persona_id"])
        return None
    if "continue_clip_id" not in wanted or operation == "create_music":
        return None
    source = common.finished_song(account, wanted["continue_clip_id"], family="sonic", unknown=400)
    if operation == "concat_music" and source.task.operation not in _JOINABLE:
        raise Refusal(400, error="continue_clip_id must be a clip made by extend_music")
    if operation in _OF_UPLOADS | _NOT_OF_UPLOADS:
        common.check_origin(source, is_uploaded=operation in _OF_UPLOADS)
    common.check_inside(wanted, "overpainting_start_s", source)
    common.check_inside(wanted, "continue_at", source)
    return source


def _batch_item(
    account: Account, body: SonicCreate, base_url: str, now: datetime
) -> Task | Refusal:  # fmt: skip
    try:
        order = order_of(account, body, base_url=base_url, path="/sonic/batch")
        return accepting.accept(account=account, order=order, now=now, is_paced=False)
    except Refusal as refusal:
        return refusal


def _item_json(index: int, result: Task | Refusal) -> Json:
    if isinstance(result, Task):
        return {"index": index, "task_id": str(result.pk), "status": "pending"}
    text = result.body.get("error") or result.body.get("message")
    return {"index": index, "status": "failed", "error": text}


def _status(task: Task, now: datetime) -> str:
    seen = viewing.view(task, now=now)
    if seen.has_failed or (seen.is_final and not seen.has_song):
        return "failed"
    return "succeeded" if seen.is_final else "running" if seen.is_ready else "pending"
