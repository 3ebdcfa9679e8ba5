"""Polling a task and reading where it stands, in the decision order of CONTRACT section 5.

The engines differ in the shape of their answers only, so that each has one reader and all of them
share what comes before it: server trouble, keys, unknown tasks, "not ready", failures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from apps.musicapi.errors import NotFound
from apps.musicapi.results import Failure, RemoteClip, RemotePersona, Snapshot
from apps.musicapi.words import ClipState, Engine, FailureKind, TaskState

from .clips import has_open_pair, listed_clips, nuro_clip, studio_clips
from .message import (
    Answer,
    Members,
    Pace,
    Request,
    bad_answer,
    inner,
    listed,
    members_if_any,
    members_of,
    number,
    text,
)
from .refusals import reason_of, refusal

UNKNOWN_IS_YOUNG_S = 60.0
SECOND_SONG_WAIT_S = 600.0
FAILURES = {
    "failed": FailureKind.FAILED,
    "timeout": FailureKind.TIMEOUT,
    "forbidden": FailureKind.CONTENT,
    "api_error": FailureKind.API_ERROR,
}


def poll(engine: Engine, task_id: str) -> Request:
    """Build the free call that asks where a task stands."""
    path = f"/{engine}/task/{quote(task_id, safe='')}"
    return Request("GET", path, pace=Pace.POLL, paid=False)


def read_poll(
    engine: Engine, task_id: str, answer: Answer, *, age_s: float | None = None
) -> Snapshot:
    """Read where the task stands.

    `age_s` is the time since it was submitted: in its first minute an unknown task is only not
    ready yet, and riffusion's second song is waited for until it is ten minutes old. None means
    that nobody knows: an unknown task is then unknown, and the second song is waited for. Raises
    RateLimited, RemoteBroken, AuthFailed, Rejected and its kinds, BadAnswer.
    """
    task = _Task(engine, task_id, answer, age_s)
    if engine is Engine.NURO and "refund_processed" in members_if_any(answer):
        return task.failed(members_if_any(answer))
    if not 200 <= answer.status < 300:
        return _not_a_yes(task)
    members = members_of(answer)
    if answer.status == 202 or members.get("type") == "not_ready":
        return task.snapshot(TaskState.NOT_READY)
    if _has_failed(members):
        return task.failed(members)
    return READERS[engine](task, members)


@dataclass(frozen=True, slots=True)
class _Task:
    """What every reader needs, and the snapshots that they build from it."""

    engine: Engine
    task_id: str
    answer: Answer
    age_s: float | None

    def snapshot(
        self,
        state: TaskState,
        clips: Sequence[RemoteClip] = (),
        *,
        failure: Failure | None = None,
        persona: RemotePersona | None = None,
        progress_percent: int | None = None,
    ) -> Snapshot:
        return Snapshot(
            self.task_id,
            self.engine,
            state,
            tuple(clips),
            failure=failure,
            persona=persona,
            progress_percent=progress_percent,
            request_id=self.answer.request_id,
        )

    def failed(self, members: Members) -> Snapshot:
        kind_text = text(members.get("type"))
        refunded = members.get("refund_processed")
        failure = Failure(
            kind=FAILURES.get(kind_text or "failed", FailureKind.OTHER),
            message=reason_of(members),
            kind_text=kind_text,
            refunded=refunded if isinstance(refunded, bool) else None,
        )
        return self.snapshot(TaskState.FAILED, failure=failure)

    def of_clips(
        self, clips: Sequence[RemoteClip], *, is_open: bool, progress_percent: int | None = None
    ) -> Snapshot:
        """Decide by the clips: the task is over when all of them are and nothing else is open."""
        if is_open or not all(clip.is_final for clip in clips):
            named = [clip for clip in clips if clip.remote_id]
            return self.snapshot(TaskState.IN_PROGRESS, named, progress_percent=progress_percent)
        if any(clip.is_playable for clip in clips):
            return self.done(clips)
        return self.snapshot(TaskState.FAILED, self.named(clips), failure=_failure_of(clips))

    def done(self, clips: Sequence[RemoteClip]) -> Snapshot:
        return self.snapshot(TaskState.DONE, self.named(clips), progress_percent=100)

    def named(self, clips: Sequence[RemoteClip]) -> list[RemoteClip]:
        """Name songs that have no id after their place, which is certain in a final answer only.

        Before, a song that is listed later may push others from their places.
        """
        return [
            clip if clip.remote_id else replace(clip, remote_id=f"{self.task_id}#{place}")
            for place, clip in enumerate(clips)
        ]


def _failure_of(clips: Sequence[RemoteClip]) -> Failure:
    if any(clip.state is ClipState.SUCCEEDED for clip in clips):
        return Failure(FailureKind.NO_AUDIO)
    message = next((clip.error_text for clip in clips if clip.error_text), "")
    return Failure(FailureKind.EVERY_CLIP_FAILED, message)


def _not_a_yes(task: _Task) -> Snapshot:
    """Judge an error: an unknown task is a 404, or a 400, and not yet lost while it is young."""
    answer = task.answer
    if answer.status in (400, 404):
        if task.age_s is not None and task.age_s < UNKNOWN_IS_YOUNG_S:
            return task.snapshot(TaskState.NOT_READY)
        raise NotFound(
            "MusicAPI does not know this task.",
            reason=reason_of(members_if_any(answer)),
            status=answer.status,
            request_id=answer.request_id,
        )
    error = refusal(poll(task.engine, task.task_id), answer)
    raise error or bad_answer(answer, "an unexpected status")


def _has_failed(members: Members) -> bool:
    """Say whether the task failed; an unknown `type` fails it only if no songs came along."""
    kind = text(members.get("type"))
    if members.get("status") == "FAILED" or kind in FAILURES:
        return True
    return bool(kind) and not members.get("data") and "status" not in members


def _listed(task: _Task, members: Members) -> Snapshot:
    """Sonic, producer, riffusion: a list of songs, or the persona of a finished voice."""
    voice = inner(members, "data")
    if text(voice.get("persona_id")):
        persona = RemotePersona(text(voice.get("persona_id")), text(voice.get("name")))
        return task.snapshot(TaskState.DONE, persona=persona, progress_percent=100)
    if not isinstance(members.get("data") or [], list):
        raise bad_answer(task.answer, "no list of clips")
    audio_is_final = task.engine is not Engine.SONIC
    clips = listed_clips(members, audio_is_final=audio_is_final)
    if not clips:
        return task.snapshot(_empty_state(members))
    if _is_import(task, members):
        return task.done(clips)
    is_open = has_open_pair(members) or _second_song_is_open(task, clips)
    return task.of_clips(clips, is_open=is_open)


def _is_import(task: _Task, members: Members) -> bool:
    """Say whether a finished producer task brought clips without audio: those of an upload."""
    return (
        task.engine is Engine.PRODUCER
        and text(members.get("status")) == "SUCCESS"
        and not any("audio_url" in item or "url" in item for item in listed(members, "data"))
    )


def _empty_state(members: Members) -> TaskState:
    is_running = text(members.get("status")) == "RUNNING"
    return TaskState.IN_PROGRESS if is_running else TaskState.NOT_READY


def _second_song_is_open(task: _Task, clips: Sequence[RemoteClip]) -> bool:
    if task.engine is not Engine.RIFFUSION or len(clips) > 1:
        return False
    return task.age_s is None or task.age_s < SECOND_SONG_WAIT_S


def _studio(task: _Task, members: Members) -> Snapshot:
    data = inner(members, "data")
    status = text(data.get("status"))
    if not status:
        raise bad_answer(task.answer, "no status")
    reason = text(data.get("fail_reason"))
    if reason:
        return task.snapshot(
            TaskState.FAILED, failure=Failure(FailureKind.FAILED, reason, kind_text=status)
        )
    clips = studio_clips(listed(inner(data, "data"), "songs"), status)
    if status == "NOT_START":
        return task.snapshot(TaskState.NOT_READY)
    progress_percent = _percent(text(data.get("progress")).rstrip("% "))
    return task.of_clips(clips, is_open=not clips, progress_percent=progress_percent)


def _nuro(task: _Task, members: Members) -> Snapshot:
    clip = nuro_clip(members, task.task_id)
    if not clip.state_text:
        raise bad_answer(task.answer, "no status")
    if clip.state is ClipState.PENDING:
        return task.snapshot(TaskState.NOT_READY)
    if clip.state is ClipState.FAILED:
        return task.failed(members)
    return task.of_clips([clip], is_open=False, progress_percent=_percent(members.get("progress")))


def _percent(value: object) -> int | None:
    read = number(value)
    return None if read is None else min(max(int(read), 0), 100)


READERS: dict[Engine, Callable[[_Task, Members], Snapshot]] = {
    Engine.SONIC: _listed,
    Engine.PRODUCER: _listed,
    Engine.RIFFUSION: _listed,
    Engine.STUDIO: _studio,
    Engine.NURO: _nuro,
}
