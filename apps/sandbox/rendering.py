"""One step of a render worker: take a queued clip, compose and render it, record its files.

Every attempt writes into a folder of its own, which nobody serves as finished before the row says
so, in the same transaction that ends the lease. A worker may therefore die at any line: the next
attempt starts over and, the engine being deterministic, makes the same bytes.
"""

import logging
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from apps.sandbox import (
    briefs,
    callbacks,
    engine,
    faults,
    folders,
    leasing,
    ledger,
    making,
    retention,
    singers,
    stems,
    viewing,
)
from apps.sandbox.models import Clip, File, Render, Task

logger = logging.getLogger(__name__)

LEASE_S = 300.0
_RENEW_EVERY_S = 1.0
_MAX_ATTEMPTS = 3
_RETRY_AFTER_S = 2.0
# A player needs a few frames before it starts.
_STREAMABLE_BYTES = 8192

Clock = Callable[[], datetime]


class ScriptedCrash(Exception):
    """The fault `render_crash` struck."""


@dataclass(frozen=True)
class _Work:
    """One attempt at one clip."""

    render: Render
    clip: Clip
    task: Task
    folder: Path
    clock: Clock


def step(*, owner: str, clock: Clock) -> bool:
    """Render one clip if one is due. Returns whether there was work."""
    render = leasing.claim(Render, owner=owner, lease_s=LEASE_S, now=clock())
    if render is None:
        return False
    folder = folders.of_attempt(render)
    try:
        _attempt(render, folder, clock)
    except leasing.LeaseLost:
        shutil.rmtree(folder, ignore_errors=True)
    except Exception as error:
        logger.exception("render of clip %s, attempt %s", render.clip_id, render.attempts)
        shutil.rmtree(folder, ignore_errors=True)
        _give_up_or_retry(render, error, clock())
    return True


def _attempt(render: Render, folder: Path, clock: Clock) -> None:
    shutil.rmtree(folders.of_clip(render.clip_id), ignore_errors=True)
    folder.mkdir(parents=True)
    clip = Clip.objects.select_related("task").filter(pk=render.clip_id).first()
    if clip is None:
        raise leasing.LeaseLost
    task = clip.task
    if faults.strike("render_crash", task.path):
        raise ScriptedCrash
    work = _Work(render, clip, task, folder, clock)
    if task.operation in stems.OPERATIONS:
        _render_stem(work)
    else:
        _render_song(work)


def _render_song(work: _Work) -> None:
    score = making.score_of(work.task, work.clip)
    for tape in score.tapes:
        retention.touch(folders.tapes() / tape)
    _record_score(work, score)
    rendered = engine.render(
        score,
        folder=work.folder,
        profile=making.profile(),
        tape_folder=folders.tapes(),
        voices=singers.voices(),
        on_progress=_watch(work),
    )
    files = {
        "song.mp3": rendered.mp3,
        "song.wav": rendered.wav,
        "stream.mp3": rendered.stream,
        f"cover{rendered.cover.suffix}": rendered.cover,
    }
    # The rendered score knows how loud the song became; what is made from it stays level.
    _record_files(work, files, rendered.duration_s, score=rendered.score)


def _render_stem(work: _Work) -> None:
    score = making.stored_score(work.task.request["clip_id"])
    _record_start(work)
    parts = stems.parts_of(work.task, work.clip.role)
    stems.bring_gain(work.task, work.folder)
    [stem] = engine.render_stems(
        score,
        folder=work.folder,
        stems={work.clip.role: parts},
        profile=making.profile(),
        tape_folder=folders.tapes(),
        voices=singers.voices(),
        on_progress=_watch(work),
    ).values()
    files = {"song.mp3": stem.mp3, "song.wav": stem.wav}
    _record_files(work, files, score.duration_s, score=None)


def _record_start(work: _Work) -> None:
    now = work.clock()
    with transaction.atomic():
        leasing.renew(work.render, lease_s=LEASE_S, now=now)
        work.clip.started_at = work.clip.started_at or now
        work.clip.streaming_at = None
        work.clip.progress = 0.0
        work.clip.save(update_fields=["started_at", "streaming_at", "progress"])


def _record_score(work: _Work, score: engine.Score) -> None:
    clip = work.clip
    with transaction.atomic():
        _record_start(work)
        clip.score = score.to_json()
        clip.title = clip.title or score.title
        clip.tags = clip.tags or score.tags
        clip.lyrics = briefs.shown_lyrics(work.task, score)
        clip.save(update_fields=["score", "title", "tags", "lyrics"])


def _watch(work: _Work) -> Callable[[float], None]:
    """Make the engine's progress callback: it renews the lease and notices the first sound."""
    renewed = time.monotonic()
    streaming = False

    def on_progress(fraction: float) -> None:
        nonlocal renewed, streaming
        if not streaming and _size(work.folder / "stream.mp3") >= _STREAMABLE_BYTES:
            streaming = True
            _record_stream(work)
        if time.monotonic() - renewed >= _RENEW_EVERY_S:
            renewed = time.monotonic()
            leasing.renew(work.render, lease_s=LEASE_S, now=work.clock())
            Clip.objects.filter(pk=work.clip.pk).update(progress=min(1.0, max(0.0, fraction)))

    return on_progress


def _record_stream(work: _Work) -> None:
    now = work.clock()
    with transaction.atomic():
        leasing.renew(work.render, lease_s=LEASE_S, now=now)
        is_first = not work.task.clips.exclude(streaming_at=None).exists()
        work.clip.streaming_at = now
        work.clip.save(update_fields=["streaming_at"])
        if is_first:
            callbacks.announce(task=work.task, event=callbacks.STREAMING, at=now)


def _record_files(
    work: _Work, files: Mapping[str, Path], duration_s: float, *, score: engine.Score | None
) -> None:
    rows = [folders.described(work.clip, name, path) for name, path in files.items()]
    now = work.clock()
    with transaction.atomic():
        leasing.finish(work.render, now=now)
        File.objects.filter(clip=work.clip).delete()
        File.objects.bulk_create(rows)
        Clip.objects.filter(pk=work.clip.pk).update(
            finished_at=now,
            duration_s=duration_s,
            progress=1.0,
            score=None if score is None else score.to_json(),
        )
        _end_task(work.render)


def _give_up_or_retry(render: Render, error: Exception, now: datetime) -> None:
    text = f"{type(error).__name__}: {error}"
    try:
        with transaction.atomic():
            if render.attempts < _MAX_ATTEMPTS:
                due_at = now + timedelta(seconds=_RETRY_AFTER_S * render.attempts)
                leasing.put_back(render, due_at=due_at, error=text)
                return
            leasing.finish(render, now=now)
            Render.objects.filter(pk=render.pk).update(last_error=text[:200])
            Clip.objects.filter(pk=render.clip_id).update(
                failed_at=now,
                streaming_at=None,
                error_message="the engine could not make this clip",
            )
            _end_task(render)
    except leasing.LeaseLost:
        logger.info("render of clip %s belongs to somebody else by now", render.clip_id)


def _end_task(render: Render) -> None:
    """Record the end of the clip's task once all its clips are over, with refund and callback."""
    task = Task.objects.get(clips=render.clip_id)
    clips = viewing.clips_of(task)
    end = viewing.end_of(task, clips)
    if end is None:
        return
    task.ended_at = end
    task.save(update_fields=["ended_at"])
    every_clip_failed = all(clip.failed_at for clip in clips)
    if every_clip_failed:
        ledger.refund(task=task, effective_at=end)
    event = callbacks.FAILED if every_clip_failed else callbacks.COMPLETED
    callbacks.announce(task=task, event=event, at=end)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
