"""The sonic family's tools: calls on one finished clip, or on a text (CONTRACT 3.6)."""

import hashlib
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from apps.sandbox import accepting, faults, folders, ledger, uploads, validation, viewing
from apps.sandbox.accounts import caller
from apps.sandbox.api import common
from apps.sandbox.api.bodies import tools as bodies
from apps.sandbox.api.common import Json
from apps.sandbox.models import Account, Clip, File, Persona, Task
from apps.sandbox.refusals import Refusal
from apps.sandbox.seeds import song_seed
from apps.sandbox.shapes import shape_of
from apps.sandbox.switches import Switches, without_switches

router = Router()
_READY_OR_NOT = dict.fromkeys((200, 202), Json)
_NOT_READY: tuple[int, Json] = (202, {"type": "not_ready", "error": "still processing"})


@router.post("/wav", response=_READY_OR_NOT)
def wav(request: HttpRequest, body: bodies.ClipId) -> tuple[int, Json]:
    """Link the WAV file of a clip; the answer has no code (CONTRACT 12)."""
    account, now = caller(request), timezone.now()
    price = common.price_of("wav")
    clip = _clip_with_audio(account, body.clip_id)
    if clip is None:
        return _NOT_READY
    _pay(account, "/sonic/wav", "wav", price, now)
    url = _links(request, now).to(clip, "song.wav")
    return 200, {"message": "success", "data": {"wav_url": url}}


@router.post("/download", response=_READY_OR_NOT)
def download(request: HttpRequest, body: bodies.Download) -> tuple[int, Json]:
    """Link files of a clip in several formats."""
    account, now = caller(request), timezone.now()
    price = common.price_of("download")
    clip = _clip_with_audio(account, body.clip_id)
    if clip is None:
        return _NOT_READY
    if "m4a" in body.formats:
        _keep_m4a(clip)
    _pay(account, "/sonic/download", "download", price, now)
    links = _links(request, now)
    files = [
        {"format": kind, "file_url": links.to(clip, f"song.{kind}")}
        for kind in dict.fromkeys(body.formats)
    ]
    return 200, {
        "code": 200,
        "message": "success",
        "data": {"clip_id": body.clip_id, "files": files},
    }


@router.post("/lyrics", response=Json)
def lyrics(request: HttpRequest, body: bodies.Description) -> Json:
    """Write two lyric sheets about something."""
    account, now = caller(request), timezone.now()
    price = common.price_of("lyrics")
    refuse_by_switch(body.description)
    results = written_lyrics(account, body.description, count=2)
    _pay(account, "/sonic/lyrics", "lyrics", price, now)
    return {"code": 200, "message": "success", "results": results}


@router.post("/bpm", response=Json)
def bpm(request: HttpRequest, body: bodies.ClipId) -> Json:
    """Tell the tempo of a clip."""
    from apps.sandbox import readings  # noqa: PLC0415

    account, now = caller(request), timezone.now()
    price = common.price_of("bpm")
    clip = common.finished_song(account, body.clip_id)
    data = readings.tempo(readings.stored_score(clip))
    _pay(account, "/sonic/bpm", "bpm", price, now)
    return {"code": 200, "message": "success", "data": data}


@router.post("/aligned-lyrics", response=Json)
def aligned_lyrics(request: HttpRequest, body: bodies.ClipId) -> Json:
    """Tell when each word of a clip is sung; only the first time for a clip is charged."""
    from apps.sandbox import readings  # noqa: PLC0415

    account, now = caller(request), timezone.now()
    price = common.price_of("aligned_lyrics")
    clip = common.finished_song(account, body.clip_id)
    words = readings.aligned_words(readings.stored_score(clip))
    if not words:
        raise Refusal(404, error="this clip has no lyrics")
    with transaction.atomic():
        if not Clip.objects.filter(pk=clip.pk, is_aligned=True).exists():
            _pay(account, "/sonic/aligned-lyrics", "aligned_lyrics", price, now)
            Clip.objects.filter(pk=clip.pk).update(is_aligned=True)
    return {"code": 200, "message": "success", "data": {"alignment": words}}


@router.post("/midi", response=_READY_OR_NOT)
def midi(request: HttpRequest, body: bodies.ClipId) -> tuple[int, Json]:
    """List a clip's notes and link them as a MIDI file."""
    from apps.sandbox import engine, readings  # noqa: PLC0415

    account, now = caller(request), timezone.now()
    price = common.price_of("midi")
    clip = common.finished_song(account, body.clip_id)
    if faults.strike("not_ready", "/sonic/midi"):
        return _NOT_READY
    score = readings.stored_score(clip)
    _keep_file(clip, "song.mid", engine.midi(score))
    _pay(account, "/sonic/midi", "midi", price, now)
    url = _links(request, now).to(clip, "song.mid")
    data = {"midi_url": url, "instruments": readings.instruments(score)}
    return 200, {"code": 200, "message": "success", "data": data}


@router.post("/persona", response=Json)
def persona(request: HttpRequest, body: bodies.NewPersona) -> Json:
    """Keep the voice of a clip, under the member names of 2026 or of 2025."""
    account, now = caller(request), timezone.now()
    price = common.price_of("persona")
    validation.check_ranges(body.model_dump())
    clip_id = body.clip_id or body.continue_clip_id
    if not clip_id:
        raise Refusal(400, error="clip_id is required")
    clip = common.finished_song(account, clip_id)
    if body.vox_audio_id:
        _check_vox(account, body.vox_audio_id, clip)
    with transaction.atomic():
        _pay(account, "/sonic/persona", "persona", price, now)
        kept = Persona.objects.create(
            account=account, name=body.name, singer=(clip.score or {})["singer"], created_at=now
        )
    return {"code": 200, "persona_id": str(kept.pk), "message": "success"}


@router.post("/stems/basic", response=Json)
def stems_basic(request: HttpRequest, body: bodies.ClipId) -> Json:
    """Split a clip into a few stems."""
    return _split(request, body.clip_id, "/sonic/stems/basic", "stems_basic")


@router.post("/stems/full", response=Json)
def stems_full(request: HttpRequest, body: bodies.ClipId) -> Json:
    """Split a clip into all its stems."""
    return _split(request, body.clip_id, "/sonic/stems/full", "stems_full")


@router.post("/upsample-tags", response=Json)
def upsample_tags(request: HttpRequest, body: bodies.Tags) -> Json:
    """Say a style in more words."""
    from apps.sandbox import engine  # noqa: PLC0415

    account, now = caller(request), timezone.now()
    price = common.price_of("upsample_tags")
    switches = common.read_fate([body.tags])
    common.review(body.tags, switches)
    tags = without_switches(body.tags)
    if not tags:
        raise Refusal(400, error="tags is required")
    text = engine.enriched(tags)
    _pay(account, "/sonic/upsample-tags", "upsample_tags", price, now)
    return {"code": 200, "message": "success", "data": {"upsampled_tags": text}}


@router.post("/vox", response=Json)
def vox(request: HttpRequest, body: bodies.Vox) -> Json:
    """Note a sung passage of a clip, for a persona to be made of."""
    from apps.sandbox import readings  # noqa: PLC0415

    account, now = caller(request), timezone.now()
    price = common.price_of("vox")
    wanted = body.model_dump(exclude_unset=True)
    validation.check_ranges(wanted)
    clip = common.finished_song(account, body.clip_id)
    common.check_inside(wanted, "vocal_start_s", clip)
    start_s, end_s = readings.passage(clip, body.vocal_start_s, body.vocal_end_s)
    if end_s - start_s > readings.LONGEST_PASSAGE_S:
        raise Refusal(400, error="the passage must last at most 30 seconds")
    if not readings.is_sung(readings.stored_score(clip), start_s, end_s):
        raise Refusal(400, error="nobody sings in this passage")
    with transaction.atomic():
        _pay(account, "/sonic/vox", "vox", price, now)
        kept = Task.objects.create(
            account=account,
            family="vox",
            path="/sonic/vox",
            operation="vox",
            request={"clip_id": str(clip.pk)},
            seed=0,
            base_url=common.base_url(request),
            created_at=now,
            ended_at=now,
        )
    data = {
        "vox_audio_id": str(kept.pk),
        "status": "complete",
        "source_clip_id": str(clip.pk),
        "vocal_start_s": start_s,
        "vocal_end_s": end_s,
        "wave_response": None,
    }
    return {"code": 200, "message": "success", "data": data}


def written_lyrics(account: Account, description: str, *, count: int) -> list[Json]:
    """Write lyric sheets about something; asked again, others."""
    from apps.sandbox import engine  # noqa: PLC0415

    switches = common.read_fate([description])
    number = account.entries.filter(operation="lyrics").count()
    seed = song_seed({"description": description}, number=number, chosen=switches.seed)
    subject = without_switches(description)
    sheets = [engine.write_lyrics(subject, seed + take) for take in range(count)]
    return [{"title": title, "lyrics": text} for title, text in sheets]


def refuse_by_switch(description: str) -> Switches:
    """Let the switches of a lyrics request refuse it, or let its provider time out."""
    switches = common.read_fate([description])
    if switches.fate == "moderation":
        raise Refusal(403, type="forbidden", error="refused by the content review")
    if switches.fate == "timeout":
        raise Refusal(504, type="timeout", error="the provider did not answer in time")
    if switches.fate:
        raise Refusal(500, type="api_error", error="the provider answered with an error")
    return switches


def _split(request: HttpRequest, clip_id: str, path: str, operation: str) -> Json:
    from apps.sandbox import stems  # noqa: PLC0415

    account, now = caller(request), timezone.now()
    price = common.price_of(operation)
    clip = common.finished_song(account, clip_id)
    quirks = {"unnamed"} if faults.strike("stems_unnamed", path) else set()
    order = accepting.Order(
        family="sonic",
        path=path,
        operation=operation,
        price=price,
        request={"clip_id": clip_id, "mv": clip.task.request.get("mv", "")},
        base_url=common.base_url(request),
        switches=Switches(shapes=frozenset(quirks)),
        title=clip.title,
        tags=clip.tags,
        roles=stems.names(operation, settings.SANDBOX_ERA, path),
    )
    task = accepting.accept(account=account, order=order, now=now, is_paced=False)
    return shape_of("sonic").submitted(task)


def _clip_with_audio(account: Account, clip_id: str) -> Clip | None:
    """Find a clip that can be heard; None while it is being made. Raises: Refusal 404."""
    clip = common.find_clip(account, clip_id)
    state = common.state_of(clip)
    if state == "failed":
        raise Refusal(404, error="this clip has no audio")
    if state != "succeeded":
        return None
    common.check_kept(clip)
    return clip


def _pay(account: Account, path: str, operation: str, price: Decimal, now: datetime) -> None:
    with transaction.atomic():
        ledger.charge(account=account, price=price, path=path, operation=operation, now=now)


def _links(request: HttpRequest, now: datetime) -> viewing.Links:
    path = request.path.removeprefix("/api/v1")
    return viewing.links(common.base_url(request), path=path, are_final=True, now=now)


def _check_vox(account: Account, vox_audio_id: str, clip: Clip) -> None:
    """Refuse a passage that is not one of this clip. Raises: Refusal 400."""
    passages = Task.objects.filter(account=account, family="vox")
    found = passages.filter(pk=vox_audio_id).first() if common.is_uuid(vox_audio_id) else None
    if found is None or found.request["clip_id"] != str(clip.pk):
        raise Refusal(400, error="vox_audio_id is not a passage of this clip")


def _keep_m4a(clip: Clip) -> None:
    """Make the M4A file of a clip, once, in a process apart."""
    if File.objects.filter(clip=clip, name="song.m4a").exists():
        return
    wav = Path(settings.SANDBOX_DATA_DIR) / File.objects.get(clip=clip, name="song.wav").path
    with uploads.working({"wav": str(wav)}) as (folder, _):
        made = (folder / "song.m4a").replace(wav.with_name("song.m4a"))
    described = folders.described(clip, "song.m4a", made)
    values = {"path": described.path, "size_bytes": described.size_bytes}
    File.objects.get_or_create(
        clip=clip, name="song.m4a", defaults={**values, "sha256": described.sha256}
    )


def _keep_file(clip: Clip, name: str, content: bytes) -> None:
    """Put a small file that was made from the score beside the clip's others, once."""
    if File.objects.filter(clip=clip, name=name).exists():
        return
    song = File.objects.get(clip=clip, name="song.mp3")
    path = Path(song.path).with_name(name)
    (Path(settings.SANDBOX_DATA_DIR) / path).write_bytes(content)
    File.objects.get_or_create(
        clip=clip,
        name=name,
        defaults={
            "path": str(path),
            "size_bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        },
    )
