"""What can be seen of a task at a moment: a pure function of its times and of now (CONTRACT 5).

Two clips never become final at the same moment, so that clients prove that they read clip states.
A time in the future means "not yet". No Django, no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["pending", "running", "succeeded", "failed"]


@dataclass(frozen=True)
class Pace:
    """The service's own delays, in seconds.

    `not_ready_s` from submit to the first look, `pending_s` more until a clip may be seen running,
    `stagger_s` between the ends of two clips, `failure_s` from submit to a planned failure.
    """

    not_ready_s: float
    pending_s: float
    stagger_s: float
    failure_s: float


# Songs come in pairs; many clips at once are parts of one thing and appear as they are ready.
MOST_STAGGERED = 2
PACES = {"full": Pace(1.0, 1.0, 1.5, 5.0), "fast": Pace(0.15, 0.15, 0.25, 0.6)}


@dataclass(frozen=True)
class ClipTimes:
    """When one clip began, could be streamed, was finished or failed; None is unknown."""

    started_at: datetime | None
    streaming_at: datetime | None
    finished_at: datetime | None
    failed_at: datetime | None

    @property
    def end(self) -> datetime | None:
        """When the work on the clip was over, one way or the other."""
        return self.finished_at or self.failed_at


@dataclass(frozen=True)
class Shown:
    """What a poll may show of one clip."""

    state: State
    streaming: bool


def ends(
    clips: Sequence[ClipTimes], *, created_at: datetime, slow_s: float, first: int, pace: Pace
) -> list[datetime | None]:
    """Say from when each clip is shown as final; None while that is not known.

    The clip at position `first` ends first and each following one `stagger_s` later at least.
    """
    floor = created_at + timedelta(seconds=max(slow_s, pace.not_ready_s + pace.pending_s))
    shown: list[datetime | None] = [None] * len(clips)
    previous: datetime | None = floor
    for step in range(len(clips)):
        position = (first + step) % len(clips)
        own = clips[position].end
        if own is None or previous is None:
            break
        pause = timedelta(seconds=pace.stagger_s if step else 0.0)
        previous = shown[position] = max(own, previous + pause)
    return shown


def look(
    clips: Sequence[ClipTimes],
    *,
    created_at: datetime,
    slow_s: float,
    first: int,
    pace: Pace,
    now: datetime,
) -> list[Shown] | None:
    """Say what a poll shows of every clip; None while nothing may be shown yet."""
    if now < created_at + timedelta(seconds=pace.not_ready_s):
        return None
    if now < created_at + timedelta(seconds=pace.not_ready_s + pace.pending_s):
        return [Shown("pending", streaming=False)] * len(clips)
    final = ends(clips, created_at=created_at, slow_s=slow_s, first=first, pace=pace)
    return [_shown(clip, end, now) for clip, end in zip(clips, final, strict=True)]


def _shown(clip: ClipTimes, end: datetime | None, now: datetime) -> Shown:
    if end is not None and end <= now:
        return Shown("succeeded" if clip.finished_at else "failed", streaming=False)
    if clip.started_at is None or clip.started_at > now:
        return Shown("pending", streaming=False)
    return Shown("running", streaming=_past(clip.streaming_at, now))


def _past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
