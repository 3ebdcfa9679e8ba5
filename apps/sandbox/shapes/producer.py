"""Answers of the producer family (CONTRACT 4.4): a status word, songs only when all is over."""

from apps.sandbox.models import Clip
from apps.sandbox.shapes.common import NOT_READY, Json, about, failed, failure_announced
from apps.sandbox.viewing import Links, View, iso

DEFAULT_MODEL = "Lyria 3 Pro"


def polled(view: View, links: Links) -> tuple[int, Json]:
    """Answer a poll: 202, then a status with empty data, then the songs."""
    if view.has_failed:
        return 200, failed(view.task)
    if view.task.operation == "download":
        return _file(view, links)
    if not view.is_ready:
        return 202, {"code": 202, **NOT_READY}
    if not view.is_final:
        word = "RUNNING" if any(clip.state == "running" for clip in view.seen) else "PENDING"
        return 200, {"code": 200, "status": word, "message": word.lower(), "data": []}
    if not view.has_song:
        return 200, {"code": 200, "status": "FAILED", "message": "failed", "data": []}
    songs = {"code": 200, "status": "SUCCESS", "message": "success", "data": _songs(view, links)}
    return 200, songs


def announced(view: View, links: Links, event: str) -> Json:
    """Write the body of a callback (CONTRACT 10)."""
    if event == "song.failed":
        return failure_announced(view, event, "producer")
    if view.task.operation == "download":
        return {**_file(view, links)[1], **about(view, event, "producer")}
    message = "streaming" if event == "song.streaming" else "success"
    body = {"code": 200, "message": message, "data": _songs(view, links)}
    return {**body, **about(view, event, "producer")}


def _file(view: View, links: Links) -> tuple[int, Json]:
    if view.ended_at is None:
        return 202, {"code": 202, **NOT_READY}
    source, kind = view.task.request["clip_id"], view.task.request["format"]
    file = {"clip_id": source, "format": kind, "file_url": links.to_source(view.task, kind)}
    return 200, {"code": 200, "status": "SUCCESS", "message": "success", "data": [file]}


def _songs(view: View, links: Links) -> list[Json]:
    return [
        _song(view, clip, links)
        for clip, seen in zip(view.clips, view.seen, strict=False)
        if seen.state == "succeeded"
    ]


def _song(view: View, clip: Clip, links: Links) -> Json:
    request = view.task.request
    return {
        "clip_id": str(clip.pk),
        "title": clip.title,
        "sound": request.get("sound"),
        "lyrics": clip.lyrics,
        "lyrics_id": None,
        "lyrics_timing_markers": None,
        "image_url": links.to_cover(clip),
        "audio_url": links.to(clip, "song.mp3"),
        "wav_url": links.to(clip, "song.wav"),
        "video_url": None,
        "created_at": iso(clip.created_at),
        "mv": DEFAULT_MODEL,
        "seed": str(request.get("seed", view.task.seed)),
        "duration": round(clip.duration_s or 0.0, 1),
        "state": "succeeded",
    }
