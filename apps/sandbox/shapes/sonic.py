"""Answers of the sonic family (CONTRACT 3.5 and 5; openapi SonicClip)."""

from collections.abc import Sequence

from django.conf import settings

from apps.sandbox.eras import era_named
from apps.sandbox.models import Clip, Task
from apps.sandbox.shapes.common import NOT_READY, Json, about, failed, failure_announced
from apps.sandbox.timeline import Shown
from apps.sandbox.viewing import Links, View, iso

VOICE = "create_voice"
_ECHOED_NUMBERS = ("style_weight", "weirdness_constraint")
_FINAL = frozenset({"succeeded", "failed"})
_PAIR = 2
_PENDING = Shown("pending", streaming=False)


def polled(view: View, links: Links) -> tuple[int, Json]:
    """Answer a poll: 202, then the clips with their states, or the failure."""
    if view.has_failed:
        return 200, failed(view.task)
    if view.task.operation == VOICE:
        return _voice(view)
    if not view.is_ready:
        return 202, NOT_READY
    return 200, {"code": 200, "message": "success", "data": _clips(view, view.seen, links)}


def announced(view: View, links: Links, event: str) -> Json:
    """Write the body of a callback (CONTRACT 10)."""
    if event == "song.failed":
        return failure_announced(view, event, "suno")
    if view.task.operation == VOICE:
        return {**_voice(view)[1], **about(view, event, "suno")}
    data = _clips(view, view.seen or [_PENDING] * len(view.clips), links)
    message = "streaming" if event == "song.streaming" else "success"
    return {"code": 200, "message": message, "data": data, **about(view, event, "suno")}


def _voice(view: View) -> tuple[int, Json]:
    """Tell of a voice: the data is an object here."""
    if view.ended_at is None:
        return 202, NOT_READY
    made = {"persona_id": view.task.request["persona_id"], "name": view.task.request["name"]}
    return 200, {"code": 200, "message": "success", "data": made}


def _clips(view: View, seen: Sequence[Shown], links: Links) -> list[Json]:
    shown = [
        _clip(view.task, clip, state, links) for clip, state in zip(view.clips, seen, strict=True)
    ]
    # With auto_concat every item is a pair; what is not joined yet is null (CONTRACT 3.6).
    if len(view.clips) < _PAIR or view.clips[1].role != "full":
        return shown
    pairs = zip(shown[::2], shown[1::2], strict=True)
    return [
        {view.clips[0].role: part, "full": whole if whole["state"] in _FINAL else None}
        for part, whole in pairs
    ]


def _clip(task: Task, clip: Clip, seen: Shown, links: Links) -> Json:
    done = seen.state == "succeeded"
    audio = "song.mp3" if done else "stream.mp3" if seen.streaming else ""
    members: Json = {
        "clip_id": str(clip.pk),
        "state": "streaming" if seen.streaming and "state" in task.quirks else seen.state,
        "title": clip.title or None,
        "tags": clip.tags or None,
        "lyrics": clip.lyrics or None,
        "image_url": links.to_cover(clip) if done else None,
        "audio_url": links.to(clip, audio) if audio else None,
        "video_url": None,
        "created_at": iso(clip.created_at),
        "gpt_description_prompt": _description(task),
        "duration": _duration(clip, task) if done else None,
        "negative_tags": task.request.get("negative_tags"),
        **{member: task.request.get(member) for member in _ECHOED_NUMBERS},
        "mv": era_named(settings.SANDBOX_ERA).echoes.get(task.request.get("mv", "")),
    }
    if task.operation.startswith("stems") and "unnamed" not in task.quirks:
        members["stem_type"] = clip.role
    if seen.state == "failed":
        members["error_message"] = clip.error_message
    if "bare" in task.quirks:
        return {name: value for name, value in members.items() if value is not None}
    return members


def _description(task: Task) -> str | None:
    custom = task.request.get("custom_mode")
    return None if custom else task.request.get("gpt_description_prompt")


def _duration(clip: Clip, task: Task) -> str | float:
    rounded = round(clip.duration_s or 0.0, 2)
    return rounded if "number" in task.quirks else f"{rounded:.2f}"
