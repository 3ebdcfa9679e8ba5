from datetime import UTC, datetime, timedelta

from apps.sandbox.timeline import ClipTimes, Pace, Shown, ends, look

T0 = datetime(2026, 10, 1, 12, tzinfo=UTC)
PACE = Pace(not_ready_s=1, pending_s=1, stagger_s=2, failure_s=4)
WAITING = ClipTimes(None, None, None, None)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def times(*, started=None, streaming=None, finished=None, failed=None) -> ClipTimes:
    moments = (started, streaming, finished, failed)
    return ClipTimes(*(None if moment is None else at(moment) for moment in moments))


def states(clips, second: float, *, slow_s: float = 0, first: int = 0) -> list[str] | None:
    seen = look(
        clips, created_at=T0, slow_s=slow_s, first=first, pace=PACE, now=at(second)
    )  # fmt: skip
    return None if seen is None else [clip.state for clip in seen]


def test_nothing_is_ready_at_first():
    assert states([times(started=0), WAITING], 0.99) is None


def test_a_clip_is_pending_before_it_is_running():
    clips = [times(started=0), WAITING]

    assert states(clips, 1) == ["pending", "pending"]
    assert states(clips, 2) == ["running", "pending"]


def test_a_running_clip_streams_once_there_is_sound():
    clips = [times(started=0, streaming=3)]

    before = look(clips, created_at=T0, slow_s=0, first=0, pace=PACE, now=at(2.9))
    after = look(clips, created_at=T0, slow_s=0, first=0, pace=PACE, now=at(3))

    assert before == [Shown("running", streaming=False)]
    assert after == [Shown("running", streaming=True)]


def test_clips_finished_together_are_shown_one_after_the_other():
    clips = [times(started=0, finished=5), times(started=0, finished=5)]

    assert states(clips, 5) == ["succeeded", "running"]
    assert states(clips, 6.9, first=1) == ["running", "succeeded"]
    assert states(clips, 7) == ["succeeded", "succeeded"]


def test_the_second_waits_for_the_first_to_be_final():
    clips = [times(started=0), times(started=0, finished=5)]

    assert states(clips, 60) == ["running", "running"]
    assert ends(clips, created_at=T0, slow_s=0, first=0, pace=PACE) == [None, None]


def test_a_slow_task_is_not_final_before_its_time():
    clips = [times(started=0, finished=3)]

    assert states(clips, 29, slow_s=30) == ["running"]
    assert states(clips, 30, slow_s=30) == ["succeeded"]


def test_a_planned_failure_is_not_seen_before_its_time():
    clips = [times(failed=4), times(started=0, finished=3)]

    assert states(clips, 3.9) == ["pending", "running"]
    assert states(clips, 4) == ["failed", "running"]
    assert states(clips, 6) == ["failed", "succeeded"]
