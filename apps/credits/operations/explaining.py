"""Why the provider's book differs from ours: each answer follows from figures, none is guessed.

Known of the provider: extra credits are spent before ordinary ones; ordinary ones come with the
plan, each month anew; extra ones are bought. Source: CONTRACT section 2.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from apps import musicapi
from apps.credits import selectors
from apps.credits.models import BalanceSample, Entry
from apps.credits.states import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a difference is: refunds of `returned`, `each` more or less for `repriced`, or a row.

    Both of the first two may be there at once.
    """

    cause: Cause
    note: str
    returned: Sequence[str] = ()
    repriced: Sequence[Entry] = ()
    each: Decimal = Decimal(0)


def explain(sample: BalanceSample, unreturned: Sequence[str]) -> Finding:
    """Return why the provider's figure in `sample` is not ours."""
    before = selectors.last_settled(sample)
    charges = selectors.charges_since(before) if before else []
    return (
        _refunds(sample.difference, unreturned)
        or _new_price(sample.difference, charges)
        or _both(sample.difference, charges, unreturned)
        or _by_purse(sample, before)
        or _by_absence(sample.difference, charges, known=before is not None)
    )


def _refunds(difference: Decimal, unreturned: Sequence[str]) -> Finding | None:
    """Match what came back to failures: all of them, else as many of one price as fit."""
    if difference <= 0 or not unreturned:
        return None
    taken = [charge for charge in selectors.charges_of(unreturned) if not charge.was_refunded]
    if taken and -sum(charge.amount for charge in taken) == difference:
        return _returned(taken, len(taken))
    by_price: dict[Decimal, list[Any]] = defaultdict(list)
    for charge in taken:
        by_price[-charge.amount].append(charge)
    fitting = [
        (price, rows) for price, rows in by_price.items() if _times(difference, price, len(rows))
    ]
    if len(fitting) != 1:
        return None
    price, rows = fitting[0]
    return _returned(rows[: int(difference / price)], len(rows))


def _returned(charges: Sequence[Any], candidates: int) -> Finding:
    note = "The provider gave this back late"
    if candidates > len(charges):
        note += f"; matched by its amount, the oldest of {candidates} such failures"
    return Finding(
        cause=Cause.LATE_REFUND, note=note, returned=[charge.reference for charge in charges]
    )


def _times(difference: Decimal, price: Decimal, most: int) -> bool:
    return difference % price == 0 and 0 < difference / price <= most


def _new_price(difference: Decimal, charges: Sequence[Any]) -> Finding | None:
    """Accept another price if the price list knows it and exactly one kind of work explains all.

    Work that was given back is left out: whatever its price was, nothing of it is left.
    """
    groups: dict[tuple[str, str, str, Decimal], list[Any]] = defaultdict(list)
    for charge in (charge for charge in charges if not charge.was_refunded):
        groups[charge.engine, charge.operation, charge.model, -charge.amount].append(charge)
    found: list[Finding] = []
    for (engine, operation, model, price), rows in groups.items():
        each = difference / len(rows)
        if price - each in _prices_ever(engine, operation, model) and not any(
            charge.was_adjusted for charge in rows
        ):
            note = (
                f"{operation.capitalize()} {model} costs {price - each:g} credits at the provider, "
                f"not {price:g}"
            )
            found.append(Finding(cause=Cause.PRICE_CHANGE, note=note, repriced=rows, each=each))
    return found[0] if len(found) == 1 else None


def _both(difference: Decimal, charges: Sequence[Any], unreturned: Sequence[str]) -> Finding | None:
    """Accept that every failure was given back, and what is left by another price."""
    failed = [charge for charge in charges if charge.reference in set(unreturned)]
    back = [charge for charge in failed if not charge.was_refunded]
    others = [charge for charge in charges if charge not in back]
    rest = difference + sum(charge.amount for charge in back)
    price = _new_price(rest, others) if back else None
    if price is None:
        return None
    returned = [charge.reference for charge in back]
    note = f"{price.note}; what failed was given back"
    return replace(price, returned=returned, note=note)


def _prices_ever(engine: str, operation: str, model: str) -> set[Decimal]:
    return {
        price.credits
        for price in musicapi.load_catalogue().prices
        if price.scope.engine == engine
        and (not price.scope.operations or operation in price.scope.operations)
        and (not price.scope.models or model in price.scope.models)
    }


def _by_purse(sample: BalanceSample, before: BalanceSample | None) -> Finding | None:
    """Tell credits bought from credits granted by which of the two purses moved."""
    if before is None:
        return None
    spent = before.total - sample.booked
    from_extra = min(max(spent, Decimal(0)), before.extra_credits)
    extra = sample.extra_credits - (before.extra_credits - from_extra)
    ordinary = sample.difference - extra
    if extra > 0 and ordinary == 0:
        return Finding(cause=Cause.BOUGHT, note="Extra credits came in at the provider")
    if ordinary > 0 and extra == 0:
        note = "Ordinary credits rose: the plan's month began anew at the provider"
        return Finding(cause=Cause.RESET, note=note)
    if ordinary < 0 and extra == 0 and sample.credits == 0:
        note = "Ordinary credits ended at the provider: the plan's month is over"
        return Finding(cause=Cause.RESET, note=note)
    return None


def _by_absence(difference: Decimal, charges: Sequence[Any], *, known: bool) -> Finding:
    if difference < 0 and known and not charges:
        note = "Nothing of ours ran meanwhile: spent outside musicstudio"
        return Finding(cause=Cause.ELSEWHERE, note=note)
    more = "More" if difference > 0 else "Fewer"
    return Finding(cause=Cause.UNKNOWN, note=f"{more} credits at the provider than we know of")
