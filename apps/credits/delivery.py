"""The entries as files, one line at a time, so that a million of them fit through."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from apps.credits.models import Entry, Purse

COLUMNS = (
    "at",
    "kind",
    "credits",
    "money",
    "currency",
    "reference",
    "project",
    "person",
    "engine",
    "operation",
    "model",
    "price_date",
    "cause",
    "note",
)
# A spreadsheet takes text that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(entries: Iterable[Entry], purse: Purse) -> Iterator[str]:
    """Yield a head line and one line for each entry."""
    writer = csv.writer(_Line())
    yield str(writer.writerow(COLUMNS))
    for entry in entries:
        row = _row(entry, purse)
        yield str(writer.writerow([_safe(name, row[name]) for name in COLUMNS]))


def as_json(entries: Iterable[Entry], purse: Purse) -> Iterator[str]:
    """Yield one JSON array, an entry a line. Amounts are text, to stay exact."""
    before = "[\n"
    for entry in entries:
        yield before + json.dumps(_row(entry, purse), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


WRITERS: dict[str, tuple[Callable[[Iterable[Entry], Purse], Iterator[str]], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}


def _row(entry: Entry, purse: Purse) -> dict[str, str | None]:
    money = entry.amount * purse.price_per_credit if purse.price_per_credit else None
    return {
        "at": entry.created_at.isoformat(),
        "kind": entry.kind,
        "credits": f"{entry.amount:.2f}",
        "money": None if money is None else f"{money.quantize(Decimal('0.0001')):f}",
        "currency": purse.currency if money is not None else None,
        "reference": entry.reference,
        "project": str(entry.project_id) if entry.project_id else None,
        "person": str(entry.person) if entry.person else None,
        "engine": entry.engine,
        "operation": entry.operation,
        "model": entry.model,
        "price_date": entry.price_date.isoformat() if entry.price_date else None,
        "cause": entry.cause,
        "note": entry.note,
    }


def _safe(name: str, text: str | None) -> str | None:
    risky = name in {"person", "note", "reference"} and text and text.startswith(FORMULA_STARTS)
    return f"'{text}" if risky else text
