"""What the price list says, today and before. What it does not say is shown as unknown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps import musicapi
from apps.accounts.models import Team
from apps.credits.models import DayTotal
from apps.credits.states import Split


@dataclass(frozen=True, slots=True)
class PriceLine:
    """The price of an operation: of all models, or of `models`; `history` is newest first."""

    engine: str
    operation: str
    models: tuple[str, ...]
    today: Decimal | None
    is_estimate: bool
    history: tuple[musicapi.Price, ...]


def price_list(*, on: date, booked: Iterable[tuple[str, str]] = ()) -> list[PriceLine]:
    """Return a line for every priced operation, and for every other that was `booked` once.

    `booked` names (engine, operation) pairs. No query.
    """
    catalogue = musicapi.load_catalogue()
    found: dict[tuple[str, str, tuple[str, ...]], list[musicapi.Price]] = defaultdict(list)
    for price in catalogue.prices:
        for operation in price.scope.operations:
            models = tuple(sorted(price.scope.models))
            found[price.scope.engine.value, operation.value, models].append(price)
    known = {(engine, operation) for engine, operation, _ in found}
    for engine, priced in set(booked) - known:
        found[engine, priced, ()] = []
    return [_line(key, prices, on) for key, prices in sorted(found.items())]


def _line(
    key: tuple[str, str, tuple[str, ...]], prices: list[musicapi.Price], on: date
) -> PriceLine:
    newest_first = sorted(prices, key=lambda price: price.scope.since, reverse=True)
    current = next((price for price in newest_first if price.scope.since <= on), None)
    return PriceLine(
        *key,
        today=current.credits if current else None,
        is_estimate=bool(current and current.is_estimate),
        history=tuple(newest_first),
    )


def operations_booked(team: Team) -> list[tuple[str, str]]:
    """Return the (engine, operation) pairs that the team was ever charged for. One query.

    Read from the totals: an operation of several engines is paired with each of them.
    """
    rows = DayTotal.objects.filter(team=team, split__in=[Split.ENGINE, Split.OPERATION])
    found = set(rows.values_list("split", "value").distinct())
    engines = [value for split, value in found if split == Split.ENGINE and value]
    operations = [value for split, value in found if split == Split.OPERATION and value]
    known = {
        op.value for price in musicapi.load_catalogue().prices for op in price.scope.operations
    }
    return [(engine, op) for engine in engines for op in operations if op not in known]
