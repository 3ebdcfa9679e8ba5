"""Answers of the riffusion family (CONTRACT 4.1): songs appear one by one, when they are final."""

from apps.sandbox.models import Clip
from apps.sandbox.shapes.common import NOT_READY, Json, failed
from apps.sandbox.timeline import Shown
from apps.sandbox.viewing import Links, View, iso


def polled(view: View, links: Links) -> tuple[int, Json]:
    """Answer a poll: 202, then "processing" without songs, then one song, then two."""
    if view.has_failed:
        return 200, failed(view.task)
    if not view.is_ready:
        return 202, NOT_READY
    final = [
        _song(view, clip, seen, links)
        for clip, seen in zip(view.clips, view.seen, strict=True)
        if seen.state in {"succeeded", "failed"}
    ]
    return 200, {"code": 200, "message": "success" if final else "processing", "data": final}


def _song(view: View, clip: Clip, seen: Shown, links: Links) -> Json:
    done = seen.state == "succeeded"
    return {
        "clip_id": str(clip.pk),
        "state": seen.state,
        "title": clip.title or None,
        "lyrics": clip.lyrics or None,
        "image_url": links.to_cover(clip) if done else None,
        "audio_url": links.to(clip, "song.mp3") if done else None,
        "video_url": None,
        "created_at": iso(clip.created_at),
        "mv": view.task.request["mv"],
        "duration": round(clip.duration_s, 1) if done and clip.duration_s else None,
        "timestamp": {},
    }
