"""The nuro family: songs and background music (CONTRACT 4.3)."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body as FromBody
from ninja import Router
from pydantic import ValidationError

from apps.sandbox import accepting, validation
from apps.sandbox.accounts import caller
from apps.sandbox.api import common
from apps.sandbox.api.bodies.nuro import NuroBgmV1, NuroBgmV2, NuroVocal
from apps.sandbox.api.common import Json
from apps.sandbox.api.errors import explain
from apps.sandbox.refusals import Refusal
from apps.sandbox.shapes import shape_of

router = Router()
_TOTAL_S = (30, 120)
_Request = NuroVocal | NuroBgmV1 | NuroBgmV2


@router.post("/create", response=Json)
def create(request: HttpRequest, payload: FromBody[dict[str, Any]]) -> Json:
    """Accept one song, or one piece of background music of either version."""
    account = caller(request)
    price = common.price_of("nuro")
    body = _typed(payload)
    words = body.lyrics if isinstance(body, NuroVocal) else body.description
    if not words.strip():
        raise Refusal(400, error="the words are empty")
    validation.check_url(body.webhook_url, "webhook_url")
    switches = common.read_fate([words])
    common.review(words, switches)
    if isinstance(body, NuroBgmV2):
        _check_segments(body)
    order = accepting.Order(
        family="nuro",
        path="/nuro/create",
        operation=body.type,
        price=price,
        request=body.model_dump(exclude_none=True),
        base_url=common.base_url(request),
        switches=switches,
        roles=("",),
        webhook_url=(body.webhook_url or "") if common.era().has_webhooks else "",
        webhook_secret=(body.webhook_secret or "") if common.era().has_webhooks else "",
    )
    task = accepting.accept(account=account, order=order, now=timezone.now())
    return shape_of("nuro").submitted(task)


@router.get("/task/{task_id}", response=common.POLL)
def task(request: HttpRequest, task_id: str) -> tuple[int, Json]:
    """Answer a poll; a failure may come under its own HTTP status."""
    return common.poll(request, task_id, "nuro")


def _typed(payload: Json) -> _Request:
    """Choose the request's type by its members. Raises: Refusal 400."""
    kind = payload.get("type")
    # Not a set: whatever was sent need not have a hash.
    if kind not in ("vocal", "bgm"):
        raise Refusal(400, type="bad_request", message="type must be vocal or bgm")
    background = NuroBgmV2 if payload.get("version") == "v2.0" else NuroBgmV1
    model: type[_Request] = NuroVocal if kind == "vocal" else background
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        text = explain(error.errors(), depth=0)
        raise Refusal(400, type="bad_request", message=text, refund_processed=False) from error


def _check_segments(body: NuroBgmV2) -> None:
    if body.duration is None and body.segments is None:
        raise Refusal(400, type="bad_request", message="duration or segments is required")
    if body.segments is None:
        return
    total, (low, high) = sum(segment.duration for segment in body.segments), _TOTAL_S
    if not low <= total <= high:
        text = f"the segments must last {low} to {high} seconds together"
        raise Refusal(400, type="bad_request", message=text)
    if body.duration is not None and body.duration != total:
        raise Refusal(400, type="bad_request", message="duration and segments differ")
