"""The riffusion family (CONTRACT 4.1)."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from apps.sandbox import accepting, validation
from apps.sandbox.accounts import caller
from apps.sandbox.api import common
from apps.sandbox.api.bodies.riffusion import RiffusionCreate
from apps.sandbox.api.bodies.tools import Upload
from apps.sandbox.api.common import Json
from apps.sandbox.api.uploads import imported
from apps.sandbox.models import Account, Clip
from apps.sandbox.refusals import Refusal
from apps.sandbox.shapes import shape_of
from apps.sandbox.switches import without_switches

router = Router()
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "create_music": (),
    "extend_music": ("lyrics", "sound", "continue_clip_id", "continue_at"),
    "cover_music": ("continue_clip_id",),
    "replace_music": ("continue_clip_id", "replace_start_time", "replace_end_time"),
    "swap_music_sound": ("continue_clip_id", "sound"),
    "swap_music_vocals": ("continue_clip_id",),
}


@router.post("/create", response=Json)
def create(request: HttpRequest, body: RiffusionCreate) -> Json:
    """Accept a song of any of the eleven task types."""
    account = caller(request)
    price = common.price_of("riffusion")
    wanted = body.model_dump(exclude_unset=True)
    _check_words(body)
    on_upload = "_upload" in body.task_type
    operation = body.task_type.replace("_upload", "")
    common.require(wanted, _NEEDS[operation])
    validation.check_ranges(wanted)
    switches = common.read_fate([body.lyrics, body.prompt, body.sound, body.title])
    common.review(f"{body.sound or ''} {body.prompt or ''}", switches)
    source = _source(account, wanted, on_upload=on_upload)
    order = accepting.Order(
        family="riffusion",
        path="/riffusion/create",
        operation=operation,
        price=price,
        request=wanted,
        base_url=common.base_url(request),
        switches=switches,
        title=without_switches(body.title or "") or (source.title if source else ""),
        tags=without_switches(body.sound or ""),
    )
    task = accepting.accept(account=account, order=order, now=timezone.now())
    return shape_of("riffusion").submitted(task)


@router.get("/task/{task_id}", response=common.POLL)
def task(request: HttpRequest, task_id: str) -> tuple[int, Json]:
    """Answer a poll."""
    return common.poll(request, task_id, "riffusion")


@router.post("/upload", response=Json)
def upload(request: HttpRequest, body: Upload) -> Json:
    """Import a recording for this engine."""
    return imported(request, body.url, family="riffusion", operation="riffusion_upload")


def _check_words(body: RiffusionCreate) -> None:
    if not body.custom_mode and not (body.prompt or "").strip():
        raise Refusal(400, error="prompt is required when custom_mode is false")
    said = (body.lyrics or "").strip() or (body.sound or "").strip()
    if body.custom_mode and body.task_type == "create_music" and not said:
        raise Refusal(400, error="lyrics or sound is required when custom_mode is true")


def _source(account: Account, wanted: Json, *, on_upload: bool) -> Clip | None:
    if "continue_clip_id" not in wanted:
        return None
    source = common.finished_song(
        account, wanted["continue_clip_id"], family="riffusion", unknown=400
    )
    common.check_origin(source, is_uploaded=on_upload)
    common.check_inside(wanted, "continue_at", source)
    common.check_inside(wanted, "replace_start_time", source)
    return source
