"""What can be seen of a task now, whatever its family: rows in, plain facts out.

Reads only. The rules of time are in `timeline.py`; the shapes of answers are in `shapes/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings

from apps.sandbox import faults
from apps.sandbox.models import Account, Clip, Task
from apps.sandbox.signatures import signed_link
from apps.sandbox.timeline import MOST_STAGGERED, PACES, ClipTimes, Shown, ends, look

Json = dict[str, Any]


@dataclass(frozen=True)
class View:
    """A task as of one moment. `seen` is empty while nothing may be shown yet."""

    task: Task
    clips: Sequence[Clip]
    seen: Sequence[Shown]
    has_failed: bool
    ended_at: datetime | None

    @property
    def is_ready(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.seen)

    @property
    def is_final(self) -> bool:
        """Whether no clip will change any more."""
        return self.is_ready and all(clip.state in {"succeeded", "failed"} for clip in self.seen)

    @property
    def has_song(self) -> bool:
        """Whether some clip can be heard to its end."""
        return any(clip.state == "succeeded" for clip in self.seen)

    @property
    def progress(self) -> float:
        """How far the work has come, from 0 to 1."""
        shares = [
            1.0 if seen.state in {"succeeded", "failed"} else clip.progress
            for clip, seen in zip(self.clips, self.seen, strict=False)
        ]
        return sum(shares) / max(1, len(self.clips))


@dataclass(frozen=True)
class Links:
    """Makes addresses of files that work until a moment."""

    base_url: str
    expires_at: datetime

    def to(self, clip: Clip, name: str) -> str:
        """Sign an address of one file of a clip."""
        return self._signed(f"/files/{clip.pk}/{name}", clip.account)

    def to_source(self, task: Task, kind: str) -> str:
        """Sign an address of the song that a task is about, as MP3 or WAV."""
        return self._signed(f"/files/{task.request['clip_id']}/song.{kind}", task.account)

    def to_cover(self, clip: Clip) -> str | None:
        """Sign an address of a clip's picture."""
        names = [file.name for file in clip.files.all() if file.name.startswith("cover.")]
        return self.to(clip, names[0]) if names else None

    def _signed(self, path: str, account: Account) -> str:
        secret = account.link_secret
        return signed_link(self.base_url, path, secret=secret, expires_at=self.expires_at)


def view(task: Task, *, now: datetime) -> View:
    """Look at a task as of now."""
    clips = clips_of(task)
    # A worker may have ended the task since its row was read; the clips' times decide.
    end = end_of(task, clips) if clips else task.ended_at
    failed = bool(task.outcome and task.ended_at and task.ended_at <= now)
    seen = () if failed else _timed(look, task, clips)(now=now) or ()
    ended_at = task.ended_at if failed else end
    return View(task, clips, seen, failed, ended_at if ended_at and ended_at <= now else None)


def clips_of(task: Task) -> list[Clip]:
    """Read a task's clips in their order, with their files."""
    clips = task.clips.select_related("account").prefetch_related("files")
    return list(clips.order_by("position"))


def end_of(task: Task, clips: Sequence[Clip]) -> datetime | None:
    """Say from when a task is final; None while work on it is not over."""
    moments = _timed(ends, task, clips)()
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(known) == len(clips) else None


def links(base_url: str, *, path: str, are_final: bool, now: datetime) -> Links:
    """Prepare links for an answer of the call to `path`.

    The fault `expired_link` strikes only where final files are linked.
    """
    if are_final and faults.strike("expired_link", path):
        return Links(base_url, now - timedelta(seconds=1))
    return Links(base_url, now + timedelta(seconds=settings.SANDBOX_LINK_LIFETIME_S))


def number(amount: Decimal) -> int | float:
    """Write credits as a JSON number, whole when they are."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def iso(moment: datetime) -> str:
    """Write a moment as the provider does: milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _timed(function: Any, task: Task, clips: Sequence[Clip]) -> Any:
    pace = PACES[settings.SANDBOX_PROFILE]
    if len(clips) > MOST_STAGGERED:
        pace = replace(pace, stagger_s=0.0)
    return partial(
        function,
        [
            ClipTimes(clip.started_at, clip.streaming_at, clip.finished_at, clip.failed_at)
            for clip in clips
        ],
        created_at=task.created_at,
        slow_s=task.slow_s,
        first=task.ends_first,
        pace=pace,
    )
