"""What the balance proves about lost calls, whatever the provider books and when."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.generation.operations.proving import Call, Reading, Verdict, judge

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
LAG = timedelta(seconds=20)
FULL = Decimal(1000)
TAKEN, NEVER_TAKEN, UNKNOWN = Verdict.TAKEN, Verdict.NEVER_TAKEN, Verdict.UNKNOWN


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def lost(price: int, minute: float, before: int) -> Call:
    return Call(price=Decimal(price), sent_at=at(minute), before=Decimal(before))


def read(total: int, minute: float = 30) -> Reading:
    return Reading(total=Decimal(total), asked_at=at(minute), lag=LAG)


def verdicts(calls: list[Call], reading: Reading, known: tuple[Call, ...] = ()) -> list[Verdict]:
    """Judge each call beside all the others."""
    return [judge(call, [c for c in calls if c is not call] + [*known], reading) for call in calls]


def test_an_unchanged_balance_proves_that_none_of_several_was_taken():
    calls = [lost(20, 0, 1000), lost(20, 1, 1000), lost(15, 2, 1000)]

    assert verdicts(calls, read(1000)) == [NEVER_TAKEN] * 3


def test_the_one_set_of_prices_that_explains_the_balance_settles_each():
    calls = [lost(20, 0, 1000), lost(15, 1, 980), lost(2, 2, 980)]

    assert verdicts(calls, read(978)) == [TAKEN, NEVER_TAKEN, TAKEN]


def test_the_first_of_two_of_one_price_is_never_sent_again_if_one_was_taken():
    promptly = [lost(20, 0, 1000), lost(20, 1, 980)]

    assert verdicts(promptly, read(980)) == [UNKNOWN, NEVER_TAKEN]
    late = [lost(20, 0, 1000), lost(20, 1, 1000)]
    assert verdicts(late, read(980)) == [UNKNOWN, UNKNOWN]


def test_what_is_in_every_explanation_is_settled_beside_what_is_not():
    calls = [lost(20, 0, 1000), lost(20, 1, 1000), lost(50, 2, 1000)]

    assert verdicts(calls, read(930)) == [UNKNOWN, UNKNOWN, TAKEN]


def test_calls_that_were_accepted_meanwhile_are_left_out():
    call = lost(20, 0, 1000)
    accepted = replace(lost(15, 1, 1000), charged_at=at(1))

    assert verdicts([call], read(985), (accepted,)) == [NEVER_TAKEN]
    assert verdicts([call], read(965), (accepted,)) == [TAKEN]


def test_a_charge_that_may_be_late_is_no_proof():
    call = lost(20, 5, 1000)
    late = Call(price=Decimal(20), sent_at=at(2), charged_at=at(10))
    long_ago = replace(late, sent_at=at(1))

    assert verdicts([call], read(980), (late,)) == [UNKNOWN]
    assert verdicts([call], read(1000), (late,)) == [NEVER_TAKEN]
    assert verdicts([call], read(980), (long_ago,)) == [TAKEN]


def test_a_charge_that_was_seen_before_the_call_is_not_late():
    call = lost(20, 5, 980)
    earlier = replace(lost(20, 0, 1000), charged_at=at(10))

    assert verdicts([call], read(960), (earlier,)) == [TAKEN]


def test_a_refund_that_may_be_there_already_hides_nothing():
    call = lost(20, 5, 1000)
    failed = Call(price=Decimal(20), sent_at=at(0), charged_at=at(0), may_return=True)

    assert verdicts([call], read(1000), (failed,)) == [UNKNOWN]
    assert verdicts([call], read(980), (failed,)) == [TAKEN]


def test_a_refund_counts_once_the_provider_had_time_to_book_it():
    call = lost(20, 0, 1000)
    failed = Call(price=Decimal(15), sent_at=at(1), charged_at=at(1), refunded_at=at(2))
    fresh = replace(failed, refunded_at=at(29.9))

    assert verdicts([call], read(1000), (failed,)) == [NEVER_TAKEN]
    assert verdicts([call], read(980), (failed,)) == [TAKEN]
    assert verdicts([call], read(985), (fresh,)) == [NEVER_TAKEN]


@pytest.mark.parametrize("total", [993, 1001])
def test_a_balance_that_nothing_explains_proves_nothing(total):
    assert verdicts([lost(20, 0, 1000)], read(total)) == [UNKNOWN]


def test_without_a_balance_from_before_nothing_is_proved():
    call = replace(lost(20, 0, 1000), before=None)

    assert verdicts([call], read(1000)) == [UNKNOWN]


@dataclass(frozen=True)
class Fate:
    """What the provider did with one call of a history, and what came back to us."""

    price: int
    answered: bool
    taken: bool
    late: int
    """After how many further calls its price is booked."""
    refunded: bool
    told: bool
    """Whether we have heard of the refund."""


FATES = st.builds(
    Fate,
    price=st.sampled_from([1, 2, 15, 20, 20, 40]),
    answered=st.booleans(),
    taken=st.booleans(),
    late=st.integers(0, 2),
    refunded=st.booleans(),
    told=st.booleans(),
)


def history(fates: list[Fate]) -> tuple[list[Call], Reading]:
    """Play a history minute by minute: calls with the balances before them, and the last one."""
    calls, balance = [], FULL
    booked: dict[int, Decimal] = {}
    for minute, fate in enumerate(fates):
        balance += booked.pop(minute, Decimal(0))
        taken = fate.taken or fate.answered
        # An answer comes after the booking; only what was lost may be booked late.
        if taken:
            due = minute + 1 + (0 if fate.answered else fate.late)
            booked[due] = booked.get(due, Decimal(0)) - fate.price
            if fate.answered and fate.refunded:
                booked[due + 1] = booked.get(due + 1, Decimal(0)) + fate.price
        calls.append(
            Call(
                price=Decimal(fate.price),
                sent_at=at(minute),
                before=balance,
                charged_at=at(minute + 0.5) if fate.answered else None,
                refunded_at=at(minute + 3)
                if fate.answered and fate.refunded and fate.told
                else None,
                may_return=fate.answered and not (fate.refunded and fate.told),
            )
        )
    return calls, read(int(balance + sum(booked.values())))


@given(st.lists(FATES, min_size=1, max_size=7))
def test_no_verdict_is_ever_wrong(fates):
    calls, reading = history(fates)

    for call, fate in zip(calls, fates, strict=True):
        if not fate.answered:
            verdict = judge(call, [other for other in calls if other is not call], reading)
            assert verdict in {UNKNOWN, TAKEN if fate.taken else NEVER_TAKEN}


PRICES = st.lists(st.tuples(st.sampled_from([1, 2, 4, 8, 16]), st.booleans()), max_size=5)


@given(PRICES.filter(lambda calls: len({price for price, _ in calls}) == len(calls)))
def test_prices_that_add_up_in_one_way_only_settle_every_call(taken_by_price):
    calls = [lost(price, minute, 1000) for minute, (price, _) in enumerate(taken_by_price)]
    gone = sum(price for price, taken in taken_by_price if taken)

    expected = [TAKEN if taken else NEVER_TAKEN for _, taken in taken_by_price]
    assert verdicts(calls, read(1000 - gone)) == expected
