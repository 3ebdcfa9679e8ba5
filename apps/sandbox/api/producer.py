"""The producer family (CONTRACT 4.4)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from apps.sandbox import accepting, callbacks, ledger, uploads, validation
from apps.sandbox.accounts import caller
from apps.sandbox.api import common
from apps.sandbox.api.bodies import producer as bodies
from apps.sandbox.api.common import Json
from apps.sandbox.models import Account, Clip, Task
from apps.sandbox.refusals import Refusal
from apps.sandbox.shapes import shape_of
from apps.sandbox.switches import without_switches
from apps.sandbox.timeline import PACES

router = Router()
_RETIRED = frozenset({"swap_music_vocals", "swap_music_sound", "music_variation"})
# A cover has one task type for both.
_BY_ORIGIN = frozenset({"extend_music", "replace_music"})
_NEEDS = {
    "create_music": (),
    "extend_music": ("clip_id",),
    "replace_music": ("clip_id", "starts_at", "ends_at"),
    "cover_music": ("clip_id",),
}


@router.post("/create", response=Json)
def create(request: HttpRequest, body: bodies.ProducerCreate) -> Json:
    """Accept a track; three task types are retired."""
    account = caller(request)
    price = common.price_of("producer")
    if body.task_type in _RETIRED:
        text = "this operation is no longer offered"
        raise Refusal(410, type="endpoint_retired", message=text)
    wanted = body.model_dump(exclude_unset=True)
    operation = body.task_type.replace("_upload", "")
    _check(body, wanted, operation)
    switches = common.read_fate([body.sound, body.lyrics, body.title, body.instruction])
    common.review(body.sound, switches)
    source = _source(account, wanted, operation, on_upload="_upload" in body.task_type)
    if body.cover_strength is not None:
        wanted.setdefault("strength", body.cover_strength)
    order = accepting.Order(
        family="producer",
        path="/producer/create",
        operation=operation,
        price=price,
        request=wanted,
        base_url=common.base_url(request),
        switches=switches,
        title=without_switches(body.title or "") or (source.title if source else ""),
        tags=without_switches(body.sound or ""),
        webhook_url=body.webhook_url or "",
        webhook_secret=body.webhook_secret or "",
    )
    task = accepting.accept(account=account, order=order, now=timezone.now())
    return shape_of("producer").submitted(task)


@router.get("/task/{task_id}", response=common.POLL)
def task(request: HttpRequest, task_id: str) -> tuple[int, Json]:
    """Answer a poll."""
    return common.poll(request, task_id, "producer")


@router.post("/download", response=Json)
def download(request: HttpRequest, body: bodies.ProducerDownload) -> Json:
    """Accept a request for a file; its address comes with the task."""
    account, now = caller(request), timezone.now()
    price = common.price_of("producer_download")
    validation.check_url(body.webhook_url, "webhook_url")
    clip = common.finished_song(account, body.clip_id, family="producer", unknown=400)
    ready_at = now + timedelta(seconds=PACES[settings.SANDBOX_PROFILE].failure_s)
    with transaction.atomic():
        task = Task.objects.create(
            account=account,
            family="producer",
            path="/producer/download",
            operation="download",
            request={"clip_id": str(clip.pk), "format": body.format},
            seed=0,
            base_url=common.base_url(request),
            webhook_url=body.webhook_url or "",
            webhook_secret=body.webhook_secret or "",
            created_at=now,
            ended_at=ready_at,
        )
        ledger.charge(
            account=account,
            price=price,
            path=task.path,
            operation="producer_download",
            now=now,
            task=task,
        )
        callbacks.announce(task=task, event=callbacks.COMPLETED, at=ready_at)
    return shape_of("producer").submitted(task)


@router.post("/upload", response=Json)
def upload(request: HttpRequest, body: bodies.ProducerUpload) -> Json:
    """Import a recording; its clip comes with the task."""
    account, now = caller(request), timezone.now()
    price = common.price_of("producer_upload")
    validation.check_url(body.audio_url or "-", "audio_url")
    validation.check_url(body.webhook_url, "webhook_url")
    ledger.check(account=account, price=price, now=now)
    arrival = uploads.Arrival(
        family="producer",
        path="/producer/upload",
        price=price,
        request={"audio_url": body.audio_url},
        base_url=common.base_url(request),
        webhook_url=body.webhook_url or "",
        webhook_secret=body.webhook_secret or "",
    )
    with uploads.heard(body.audio_url) as recording, transaction.atomic():
        clip = uploads.keep(account, recording, arrival, now=timezone.now())
        callbacks.announce(task=clip.task, event=callbacks.COMPLETED, at=timezone.now())
    return shape_of("producer").submitted(clip.task)


@router.post("/lyrics-create", response=Json)
@router.post("/video-clip", response=Json)
def elsewhere(request: HttpRequest, body: bodies.Anything) -> Json:
    """Refuse what only the sister host offers."""
    caller(request)
    raise Refusal(404, error="not found")


def _check(body: bodies.ProducerCreate, wanted: Json, operation: str) -> None:
    common.require(wanted, _NEEDS[operation])
    if operation == "create_music" and not (body.sound or body.lyrics or "").strip():
        raise Refusal(400, error="sound is required")
    validation.check_ranges(wanted)
    validation.check_url(body.webhook_url, "webhook_url")


def _source(account: Account, wanted: Json, operation: str, *, on_upload: bool) -> Clip | None:
    if "clip_id" not in wanted:
        return None
    source = common.finished_song(account, wanted["clip_id"], family="producer", unknown=400)
    if operation in _BY_ORIGIN:
        common.check_origin(source, is_uploaded=on_upload)
    common.check_inside(wanted, "starts_at", source)
    return source
