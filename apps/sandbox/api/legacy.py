"""The old /suno names that the official client still knows (CONTRACT 2)."""

import re
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from apps.sandbox import accepting, ledger, viewing
from apps.sandbox.accounts import caller
from apps.sandbox.api import common, sonic, tools
from apps.sandbox.api.bodies import tools as bodies
from apps.sandbox.api.bodies.sonic import SonicCreate
from apps.sandbox.api.common import Json
from apps.sandbox.models import Task
from apps.sandbox.refusals import Refusal
from apps.sandbox.seeds import song_seed
from apps.sandbox.shapes import shape_of
from apps.sandbox.timeline import PACES

router = Router()
_CLIP_IN_LINK = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@router.post("/create", response=Json)
def create(request: HttpRequest, body: SonicCreate) -> Json:
    """Accept a song under the old name."""
    account = caller(request)
    order = sonic.order_of(account, body, base_url=common.base_url(request), path="/suno/create")
    task = accepting.accept(account=account, order=order, now=timezone.now())
    return shape_of("sonic").submitted(task)


@router.get("/clip/{task_id}", response=common.POLL)
def clip(request: HttpRequest, task_id: str) -> tuple[int, Json]:
    """Answer a poll; in spite of the path's name the id is a task's."""
    return common.poll(request, task_id, "sonic")


@router.post("/make-lyrics", response=Json)
def make_lyrics(request: HttpRequest, body: bodies.LyricsPrompt) -> Json:
    """Accept a request for lyrics; the task id lies under data."""
    account, now = caller(request), timezone.now()
    price = common.price_of("lyrics")
    tools.refuse_by_switch(body.prompt)
    [sheet] = tools.written_lyrics(account, body.prompt, count=1)
    with transaction.atomic():
        task = Task.objects.create(
            account=account,
            family="lyrics",
            path="/suno/make-lyrics",
            operation="lyrics",
            request={"prompt": body.prompt, **sheet},
            seed=song_seed({"prompt": body.prompt}, number=0, chosen=None),
            base_url=common.base_url(request),
            created_at=now,
            ended_at=now + timedelta(seconds=PACES[settings.SANDBOX_PROFILE].not_ready_s),
        )
        ledger.charge(
            account=account, price=price, path=task.path, operation="lyrics", now=now, task=task
        )
    return {"code": 200, "message": "success", "data": {"task_id": str(task.pk)}}


@router.get("/get-lyrics/{task_id}", response=common.POLL)
def get_lyrics(request: HttpRequest, task_id: str) -> tuple[int, Json]:
    """Answer a poll for lyrics."""
    task = common.find_task(caller(request), task_id, "lyrics")
    if task.ended_at is None or task.ended_at > timezone.now():
        return 202, {"type": "not_ready", "error": "still processing"}
    data = {
        "status": "complete",
        "text": task.request["lyrics"],
        "title": task.request["title"],
        "task_id": str(task.pk),
        "input": task.request["prompt"],
        "metadata": None,
    }
    return 200, {"code": 200, "message": "success", "data": data}


@router.post("/get-song", response=Json)
def get_song(request: HttpRequest, body: bodies.ShareLink) -> Json:
    """Describe the clip that a link of this sandbox names."""
    account, now = caller(request), timezone.now()
    match = _CLIP_IN_LINK.search(body.share_link)
    if match is None:
        raise Refusal(400, error="share_link names no song of this service")
    found = common.finished_song(account, match.group(), unknown=400)
    links = viewing.links(
        common.base_url(request), path="/suno/get-song", are_final=True, now=now
    )  # fmt: skip
    return {
        "audio_url": links.to(found, "song.mp3"),
        "video_url": None,
        "cover_image": links.to_cover(found),
        "song_title": found.title,
        "song_author": "sandbox",
        "music_styles": found.tags,
    }
