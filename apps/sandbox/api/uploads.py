"""Calls that bring recordings from elsewhere, and those that need one (CONTRACT 3.6 and 11)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from apps.sandbox import accepting, callbacks, ledger, uploads, validation
from apps.sandbox.accounts import caller
from apps.sandbox.api import common
from apps.sandbox.api.bodies import sonic as songs
from apps.sandbox.api.bodies import tools as bodies
from apps.sandbox.api.common import Json
from apps.sandbox.api.sonic import checked, fate_of, song_order
from apps.sandbox.models import Account, Clip, Persona, Task
from apps.sandbox.refusals import Refusal
from apps.sandbox.shapes import shape_of
from apps.sandbox.shapes.sonic import VOICE
from apps.sandbox.timeline import PACES

router = Router()
_SHORTEST_VOICE_S = 10.0
_BAD_REQUEST = 400
_WARNING = "Keep your own record of this voice; old ones are not kept for ever."


@dataclass(frozen=True)
class _Steps:
    """A call that uploads and then makes songs: what it is called and which clips it makes."""

    operation: str
    step: str
    path: str
    roles: tuple[str, ...] = ("", "")
    member: str = "continue_clip_id"


@router.post("/upload", response=Json)
def upload(request: HttpRequest, body: bodies.Upload) -> Json:
    """Import a recording."""
    return imported(request, body.url, family="sonic", operation="upload")


@router.post("/upload-cover", response=Json)
def upload_cover(request: HttpRequest, body: songs.UploadCover) -> Json:
    """Import a recording and give its tune to another band."""
    return _in_steps(request, body, _Steps("upload_cover", "cover", "/sonic/upload-cover"))


@router.post("/upload-extend", response=Json)
def upload_extend(request: HttpRequest, body: songs.UploadExtend) -> Json:
    """Import a recording and continue it; with `auto_concat` the whole is made as well."""
    pairs = ("extended", "full", "extended", "full")
    roles = pairs if body.auto_concat else ("", "")
    steps = _Steps("upload_extend", "extend", "/sonic/upload-extend", roles)
    return _in_steps(request, body, steps)


@router.post("/sample", response=Json)
def sample(request: HttpRequest, body: songs.Sample) -> Json:
    """Build a song around a stretch of a clip or of a recording."""
    account = caller(request)
    common.offered("sample")
    steps = _Steps("sample", "sample", "/sonic/sample", member="sample_clip_id")
    if (body.url is None) == (body.sample_clip_id is None):
        checked(body, "sample")
        raise Refusal(400, error="send either url or sample_clip_id")
    if body.url is not None:
        return _in_steps(request, body, steps)
    wanted = checked(body, "sample")
    switches = fate_of(wanted)
    source = common.finished_song(account, body.sample_clip_id or "", family="sonic")
    common.check_inside(wanted, "chop_sample_start_s", source)
    order = song_order(
        body,
        wanted,
        operation="sample",
        path=steps.path,
        base_url=common.base_url(request),
        switches=switches,
        source=source,
    )
    task = accepting.accept(account=account, order=order, now=timezone.now())
    return shape_of("sonic").submitted(task)


@router.post("/create-voice", response=Json)
def create_voice(request: HttpRequest, body: bodies.NewVoice) -> Json:
    """Make a voice like the one in a recording; lack of credits answers 402 here."""
    account, now = caller(request), timezone.now()
    price = common.price_of("create_voice")
    validation.check_url(body.audio_url or "-", "audio_url")
    validation.check_url(body.webhook_url, "webhook_url")
    accepting.check_pace(account, "sonic", now)
    ledger.check(account=account, price=price, now=now, refusal_status=402)
    with uploads.heard(
        body.audio_url, shortest_s=_SHORTEST_VOICE_S, is_rendered=False
    ) as recording:
        if not recording.has_clear_line:
            raise Refusal(400, error="no clear voice was heard in the recording")
        task = _voice_task(request, account, body, recording, now=timezone.now())
    return {**shape_of("sonic").submitted(task), "warning": _WARNING}


def imported(request: HttpRequest, url: str, *, family: str, operation: str) -> Json:
    """Import a recording for an engine and answer with its clip."""
    account, now = caller(request), timezone.now()
    price = common.price_of(operation)
    validation.check_url(url or "-", "url")
    ledger.check(account=account, price=price, now=now)
    arrival = uploads.Arrival(
        family=family,
        path=f"/{family}/upload",
        price=price,
        request={"url": url},
        base_url=common.base_url(request),
    )
    with uploads.heard(url) as recording:
        clip = uploads.keep(account, recording, arrival, now=timezone.now())
    return {"code": 200, "message": "success", "clip_id": str(clip.pk)}


def _in_steps(request: HttpRequest, body: songs.Words, steps: _Steps) -> Json:
    account, now = caller(request), timezone.now()
    price = common.price_of(steps.operation)
    wanted = checked(body, steps.operation)
    switches = fate_of(wanted)
    validation.check_url(wanted["url"] or "-", "url")
    accepting.check_pace(account, "sonic", now)
    ledger.check(account=account, price=price, now=now)
    try:
        with uploads.heard(wanted["url"]) as recording, transaction.atomic():
            source = _source(request, account, wanted, recording, path=steps.path)
            order = song_order(
                body,
                {**wanted, steps.member: str(source.pk)},
                operation=steps.operation,
                path=steps.path,
                base_url=common.base_url(request),
                switches=switches,
                roles=steps.roles,
                source=source,
            )
            task = accepting.accept(account=account, order=order, now=timezone.now())
    except Refusal as refusal:
        raise _failed_step(refusal) from refusal
    uploaded = {"success": True, "clip_id": str(source.pk)}
    made = {"success": True, "task_id": str(task.pk)}
    answer = shape_of("sonic").submitted(task)
    return {"code": 200, **answer, "steps": {"upload": uploaded, steps.step: made}}


def _source(
    request: HttpRequest, account: Account, wanted: Json, recording: uploads.Heard, *, path: str
) -> Clip:
    """Keep the recording of a call in steps; its price is in that of the whole."""
    arrival = uploads.Arrival(
        family="sonic",
        path=path,
        price=Decimal(0),
        request={"url": wanted["url"], "mv": wanted["mv"]},
        base_url=common.base_url(request),
    )
    source = uploads.keep(account, recording, arrival, now=timezone.now())
    common.check_inside(wanted, "continue_at", source)
    common.check_inside(wanted, "chop_sample_start_s", source)
    return source


def _failed_step(refusal: Refusal) -> Refusal:
    """Tell that the upload failed, in the words of a call in steps; other refusals stay."""
    if refusal.status != _BAD_REQUEST or "must lie inside" in str(refusal.body.get("error")):
        return refusal
    text = str(refusal.body.get("error"))
    steps = {"upload": {"success": False, "error": text}}
    return Refusal(400, code=400, message=text, failed_step="upload", steps=steps)


@transaction.atomic
def _voice_task(
    request: HttpRequest,
    account: Account,
    body: bodies.NewVoice,
    recording: uploads.Heard,
    *,
    now: datetime,
) -> Task:
    kept = _persona(account, recording, now=now)
    ready_at = now + timedelta(seconds=PACES[settings.SANDBOX_PROFILE].failure_s)
    task = Task.objects.create(
        account=account,
        family="sonic",
        path="/sonic/create-voice",
        operation=VOICE,
        request={"persona_id": str(kept.pk), "name": kept.name},
        seed=recording.seed,
        base_url=common.base_url(request),
        webhook_url=body.webhook_url or "",
        webhook_secret=body.webhook_secret or "",
        created_at=now,
        ended_at=ready_at,
    )
    ledger.charge(
        account=account,
        price=common.price_of(VOICE),
        path=task.path,
        operation=VOICE,
        now=now,
        task=task,
        refusal_status=402,
    )
    account.last_create_at = now
    account.save(update_fields=["last_create_at"])
    callbacks.announce(task=task, event=callbacks.COMPLETED, at=ready_at)
    return task


def _persona(account: Account, recording: uploads.Heard, *, now: datetime) -> Persona:
    return Persona.objects.create(
        account=account,
        name=recording.title[:79],
        singer=recording.score["singer"],
        created_at=now,
    )
