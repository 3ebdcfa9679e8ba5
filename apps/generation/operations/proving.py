"""What the balance proves about a paid call whose answer was lost. Pure: no rows, no clock.

A window begins with the balance that was read before some call was sent, and ends with one read
now. What left the balance between them is known for most calls. For others it is only possible: a
second lost call, a charge that the provider booked late, a refund that is still to come or came
sooner than we heard of it. The lost call was taken if no choice of these explains the difference
without it, and never taken if none does with it. Whatever could be both is not decided: a call that
was perhaps paid is never sent again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto

LATEST = 10
"""An earlier lost call may be booked so many times as late as the provider usually takes."""


class Verdict(Enum):
    """What became of a lost call, as far as the balance tells."""

    TAKEN = auto()
    NEVER_TAKEN = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A paid call of the account that the provider took, or may have taken.

    `before` is its balance just before, None where it could not be read. `charged_at` is when our
    book learned that the call was taken, `refunded_at` that its price came back; both are None
    where it did not. `may_return` tells that it failed and its price may still come back.
    """

    price: Decimal
    sent_at: datetime
    before: Decimal | None = None
    charged_at: datetime | None = None
    refunded_at: datetime | None = None
    may_return: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The balance now, asked for at `asked_at`, and how long the provider takes to book at most."""

    total: Decimal
    asked_at: datetime
    lag: timedelta


def judge(lost: Call, others: Sequence[Call], now: Reading) -> Verdict:
    """Return what the balance proves about `lost`, beside all other calls that matter.

    Besides its own window, those of earlier calls whose charge may lie in it are looked at.
    """
    doubtful = [call for call in others if call.sent_at < lost.sent_at and _is_doubtful(call, lost)]
    found = {_told(start, lost, others, now) for start in [lost, *doubtful]}
    found.discard(Verdict.UNKNOWN)
    return found.pop() if len(found) == 1 else Verdict.UNKNOWN


def _is_doubtful(call: Call, lost: Call) -> bool:
    return call.charged_at is None or call.charged_at >= lost.sent_at


def _told(start: Call, lost: Call, others: Sequence[Call], now: Reading) -> Verdict:
    """Return what the window from before `start` says by itself."""
    if start.before is None:
        return Verdict.UNKNOWN
    missing, perhaps = start.before - now.total, []
    for call in others:
        known, possible = _moves(call, start.sent_at, now)
        missing -= known
        perhaps += possible
    sums = _sums(perhaps)
    with_it, without_it = missing - lost.price in sums, missing in sums
    if with_it == without_it:
        return Verdict.UNKNOWN
    return Verdict.TAKEN if with_it else Verdict.NEVER_TAKEN


def _moves(call: Call, begins_at: datetime, now: Reading) -> tuple[Decimal, list[Decimal]]:
    """Return what `call` took for certain in a window, and each amount that it perhaps took."""
    known, perhaps = Decimal(0), []
    if call.charged_at is not None and call.sent_at >= begins_at:
        known += call.price
    elif call.charged_at is None or call.charged_at >= begins_at:
        may_be_late = call.sent_at >= begins_at - LATEST * now.lag
        perhaps += [call.price] * may_be_late
    settled_at = now.asked_at - now.lag
    if call.refunded_at is None:
        perhaps += [-call.price] * call.may_return
    elif call.sent_at >= begins_at and call.refunded_at <= settled_at:
        known -= call.price
    elif call.refunded_at >= begins_at - now.lag:
        perhaps.append(-call.price)
    return known, perhaps


def _sums(amounts: Iterable[Decimal]) -> set[Decimal]:
    """Return what any choice of `amounts`, none of them included, comes to."""
    sums = {Decimal(0)}
    for amount in amounts:
        sums |= {total + amount for total in sums}
    return sums
