"""When to look again."""

import pytest

from apps.musicapi import POLL_ADVICE, Engine, PollAdvice

PLAIN = PollAdvice(first_s=10, every_s=15, jitter=0)


@pytest.mark.parametrize(
    ("age_s", "wait_s"), [(0, 10), (10, 15), (599, 15), (600, 60), (3599, 60), (3600, None)]
)
def test_looks_come_often_at_first_then_slowly_then_not_at_all(age_s: float, wait_s: float) -> None:
    assert PLAIN.next_look_s(age_s, dice=0.5) == wait_s


def test_dice_spread_the_looks_by_the_jitter() -> None:
    advice = PollAdvice(first_s=10, every_s=15)

    assert advice.next_look_s(0, dice=0) == 8
    assert advice.next_look_s(0, dice=1) == 12


def test_a_task_is_slow_after_ten_minutes() -> None:
    assert not PLAIN.is_slow(599)
    assert PLAIN.is_slow(600)


def test_every_engine_has_an_advice() -> None:
    assert set(POLL_ADVICE) == set(Engine)
