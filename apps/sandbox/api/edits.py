"""The sonic family's calls that change finished songs or mix them (CONTRACT 3.6)."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from apps.sandbox import accepting
from apps.sandbox.accounts import caller
from apps.sandbox.api import common
from apps.sandbox.api.bodies import sonic as bodies
from apps.sandbox.api.common import Json
from apps.sandbox.api.sonic import checked, fate_of, song_order
from apps.sandbox.refusals import Refusal
from apps.sandbox.shapes import shape_of

router = Router()


@router.post("/mashup", response=Json)
def mashup(request: HttpRequest, body: bodies.Mashup) -> Json:
    """Accept a blend of two songs."""
    account = caller(request)
    common.offered("mashup")
    wanted = checked(body, "mashup")
    switches = fate_of(wanted)
    for clip_id in body.mashup_clip_ids:
        common.finished_song(account, clip_id, family="sonic")
    order = song_order(
        body,
        wanted,
        operation="mashup",
        path="/sonic/mashup",
        base_url=common.base_url(request),
        switches=switches,
    )
    return _accepted(request, order)


@router.post("/replace-section", response=Json)
def replace_section(request: HttpRequest, body: bodies.ReplaceSection) -> Json:
    """Accept a new stretch for a song; with `auto_concat` the whole song is made as well."""
    account = caller(request)
    common.offered("replace_section")
    wanted = checked(body, "replace_section")
    switches = fate_of(wanted)
    source = common.finished_song(account, body.clip_id, family="sonic")
    common.check_inside(wanted, "infill_start_s", source)
    if body.infill_end_s > (source.duration_s or 0):
        raise Refusal(400, error="infill_end_s must lie inside the source clip")
    pairs = ("replaced", "full", "replaced", "full")
    order = song_order(
        body,
        wanted,
        operation="replace_section",
        path="/sonic/replace-section",
        base_url=common.base_url(request),
        switches=switches,
        roles=pairs if body.auto_concat else ("replaced", "replaced"),
        source=source,
    )
    return _accepted(request, order)


def _accepted(request: HttpRequest, order: accepting.Order) -> Json:
    task = accepting.accept(account=caller(request), order=order, now=timezone.now())
    return shape_of("sonic").submitted(task)
