"""Answers of the nuro family (CONTRACT 4.3): flat, without a code, one song as WAV."""

from apps.sandbox.models import Task
from apps.sandbox.shapes.common import Json, about, failure_announced
from apps.sandbox.viewing import Links, View

# A failure may come under its own HTTP status; the others come under 200.
_STATUSES = {Task.Outcome.API_ERROR.value: 500, Task.Outcome.FORBIDDEN.value: 403}
_ECHOED = ("genre", "mood", "gender", "timbre")
_ECHOED_IN_CALLBACKS = ("theme", "instrument")


def polled(view: View, links: Links) -> tuple[int, Json]:
    """Answer a poll: status and progress, then the song, or the failure with its refund."""
    task = view.task
    if view.has_failed or (view.is_final and not view.has_song):
        text = task.outcome_text or "the song could not be made"
        outcome = task.outcome or Task.Outcome.API_ERROR.value
        body = {"type": outcome, "message": text, "refund_processed": True}
        return _STATUSES.get(outcome, 200), body
    if view.is_final:
        return 200, _song(view, links)
    status = view.seen[0].state if view.is_ready else "pending"
    return 200, {"task_id": str(task.pk), "status": status, "progress": round(99 * view.progress)}


def announced(view: View, links: Links, event: str) -> Json:
    """Write the body of a callback (CONTRACT 10): the poll object and what was asked for."""
    if event == "song.failed":
        return failure_announced(view, event, "nuro")
    request = view.task.request
    asked = {name: request[name] for name in _ECHOED_IN_CALLBACKS if name in request}
    prompt = request.get("description") or request.get("lyrics")
    return {**polled(view, links)[1], **asked, "prompt": prompt, **about(view, event, "nuro")}


def _song(view: View, links: Links) -> Json:
    clip, request = view.clips[0], view.task.request
    return {
        "task_id": str(view.task.pk),
        "status": "succeeded",
        "progress": 100,
        "audio_url": links.to(clip, "song.wav"),
        "lyrics": clip.lyrics,
        "duration": round(clip.duration_s or 0.0, 1),
        **{name: request[name] for name in _ECHOED if name in request},
    }
