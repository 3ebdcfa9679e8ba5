"""The studio family (CONTRACT 4.2)."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from apps.sandbox import accepting
from apps.sandbox.accounts import caller
from apps.sandbox.api import common
from apps.sandbox.api.bodies.studio import StudioCreate
from apps.sandbox.api.common import Json
from apps.sandbox.models import Account, Clip
from apps.sandbox.refusals import Refusal
from apps.sandbox.shapes import shape_of

router = Router()


@router.post("/create", response=Json)
def create(request: HttpRequest, body: StudioCreate) -> Json:
    """Accept a song by description, with own lyrics, without a singer, or grown from another."""
    account = caller(request)
    price = common.price_of("studio")
    if not body.prompt.strip():
        raise Refusal(400, error="prompt is required")
    if body.lyrics_type == "user" and not (body.lyrics or "").strip():
        raise Refusal(400, error="lyrics is required when lyrics_type is user")
    if body.config.mode != "regular" and not (body.config.source and body.config.source.song_id):
        raise Refusal(400, error="config.source.song_id is required")
    switches = common.read_fate([body.prompt, body.lyrics])
    common.review(body.prompt, switches)
    source = _source(account, body)
    order = accepting.Order(
        family="studio",
        path="/studio/create",
        operation=body.config.mode,
        price=price,
        request=body.model_dump(exclude_unset=True),
        base_url=common.base_url(request),
        switches=switches,
        title=source.title if source else "",
        tags=source.tags if source else "",
    )
    task = accepting.accept(account=account, order=order, now=timezone.now())
    return shape_of("studio").submitted(task)


@router.get("/task/{task_id}", response=common.POLL)
def task(request: HttpRequest, task_id: str) -> tuple[int, Json]:
    """Answer a poll; an unknown task is a 400 here."""
    return common.poll(request, task_id, "studio", unknown=400)


def _source(account: Account, body: StudioCreate) -> Clip | None:
    if body.config.mode == "regular" or body.config.source is None:
        return None
    song_id = body.config.source.song_id or ""
    return common.finished_song(account, song_id, family="studio", unknown=400)
