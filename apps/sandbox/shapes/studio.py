"""Answers of the studio family (CONTRACT 4.2): `code` is a word, songs lie two levels deep."""

from datetime import datetime

from apps.sandbox.models import Clip, Task
from apps.sandbox.shapes.common import Json
from apps.sandbox.viewing import Links, View, iso


def submitted(task: Task) -> Json:
    """Answer an accepted call: the task id is the data itself."""
    return {"code": "success", "message": "", "data": str(task.pk)}


def polled(view: View, links: Links) -> tuple[int, Json]:
    """Answer a poll: a status word, a percentage as text, and songs when all is over."""
    task, failed = view.task, view.has_failed or (view.is_final and not view.has_song)
    over = view.is_final or view.has_failed
    data = {
        "task_id": str(task.pk),
        "notify_hook": "",
        "action": "studio-generate",
        "status": _status(view, failed=failed),
        "fail_reason": (task.outcome_text or "every song failed") if failed else "",
        "submit_time": _unix(task.created_at),
        "start_time": _unix(task.created_at) if view.is_ready or over else None,
        "finish_time": _unix(view.ended_at) if view.ended_at else None,
        "progress": f"{100 if over else round(100 * view.progress)}%",
        "data": {"songs": _songs(view, links)} if over and not failed else None,
    }
    return 200, {"code": "success", "message": "", "data": data}


def _status(view: View, *, failed: bool) -> str:
    if failed:
        return "FAILED"
    if view.is_final:
        return "SUCCESS"
    return "IN_PROGRESS" if view.is_ready else "NOT_START"


def _songs(view: View, links: Links) -> list[Json]:
    return [
        _song(view.task, clip, links)
        for clip, seen in zip(view.clips, view.seen, strict=True)
        if seen.state == "succeeded"
    ]


def _song(task: Task, clip: Clip, links: Links) -> Json:
    return {
        "id": str(clip.pk),
        "title": clip.title,
        "artist": "sandbox",
        "tags": [tag.strip() for tag in clip.tags.split(",") if tag.strip()],
        "lyrics": clip.lyrics,
        "prompt": task.request["prompt"],
        "song_path": links.to(clip, "song.mp3"),
        "image_path": links.to_cover(clip),
        "duration": round(clip.duration_s or 0.0, 2),
        "created_at": iso(clip.created_at),
        "finished": True,
        "liked": False,
        "likes": 0,
        "plays": 0,
    }


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())
