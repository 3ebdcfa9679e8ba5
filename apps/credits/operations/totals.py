"""The totals kept beside the entries: moved with each entry, and rebuilt from them at will."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Round, TruncDate

from apps.credits.models import DayTotal, Entry, MonthUse, to_cents
from apps.credits.states import SETTING_ASIDE, EntryKind, Split

NONE = Decimal(0)
BUDGETED = (Split.ALL, Split.PROJECT, Split.PERSON)
COLUMN: dict[str, str] = {EntryKind.CHARGE: "charged", EntryKind.REFUND: "refunded"}


class Part(NamedTuple):
    """What the totals need to know of an entry, or of all entries of a day that are alike."""

    account_id: UUID
    team_id: UUID | None
    person_id: int | None
    project_id: UUID | None
    kind: str
    engine: str
    operation: str
    model: str
    asked_on: date | None
    day: date
    amount: Decimal

    def value(self, split: Split) -> str:
        """Return where it belongs when totals are split so; "" for unknown."""
        if split == Split.ALL:
            return ""
        if split == Split.PERSON:
            return str(self.person_id or "")
        if split == Split.PROJECT:
            return str(self.project_id or "")
        return str(getattr(self, split.value))


class DayKey(NamedTuple):
    """What tells one row of DayTotal from another."""

    account_id: UUID
    team_id: UUID | None
    day: date
    split: Split
    value: str


class MonthKey(NamedTuple):
    """What tells one row of MonthUse from another."""

    team_id: UUID
    month: date
    split: Split
    value: str


ALIKE = Part._fields[:-2]


def count_in(entry: Entry) -> None:
    """Move every total that `entry` belongs to. Only in the transaction that adds the entry."""
    alike = [getattr(entry, name) for name in ALIKE]
    part = Part._make([*alike, entry.created_at.astimezone(UTC).date(), entry.amount])
    for day_key in _days_of(part):
        column, amount = _change(part, day_key.team_id)
        _bump(DayTotal, day_key._asdict(), column, amount)
    for month_key in _months_of(part):
        _bump(MonthUse, month_key._asdict(), "used", -part.amount)


def rebuild_totals() -> None:
    """Throw all totals away and sum the entries once more. Slow; nobody may write meanwhile."""
    days, months = _sum_up()
    with transaction.atomic():
        DayTotal.objects.all().delete()
        MonthUse.objects.all().delete()
        DayTotal.objects.bulk_create((DayTotal(**row) for row in days), batch_size=500)
        MonthUse.objects.bulk_create((MonthUse(**row) for row in months), batch_size=500)


def _sum_up() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the columns of each DayTotal and of each MonthUse that all entries come to."""
    days: dict[DayKey, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    months: dict[MonthKey, Decimal] = defaultdict(Decimal)
    for part in _parts(Entry.objects.all()):
        for day_key in _days_of(part):
            column, amount = _change(part, day_key.team_id)
            days[day_key][column] += amount
        for month_key in _months_of(part):
            months[month_key] -= part.amount
    return (
        [{**key._asdict(), **columns} for key, columns in days.items()],
        [{**key._asdict(), "used": used} for key, used in months.items()],
    )


def month_of(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def _parts(entries: QuerySet[Any]) -> Iterator[Part]:
    """Yield all entries, with what is alike summed up by the database."""
    days = entries.annotate(day=TruncDate("created_at", tzinfo=UTC))
    rows = days.values_list(*ALIKE, "day").annotate(sum=Sum("amount")).order_by()
    for *alike, amount in rows.iterator(chunk_size=5000):
        yield Part._make([*alike, to_cents(amount)])


def _days_of(part: Part) -> Iterable[DayKey]:
    if part.kind in SETTING_ASIDE:
        return
    yield DayKey(part.account_id, None, part.day, Split.ALL, "")
    if part.team_id:
        for split in Split:
            yield DayKey(part.account_id, part.team_id, part.day, split, part.value(split))


def _months_of(part: Part) -> Iterable[MonthKey]:
    if part.team_id and part.asked_on:
        for split in BUDGETED:
            yield MonthKey(part.team_id, month_of(part.asked_on), split, part.value(split))


def _change(part: Part, team_id: UUID | None) -> tuple[str, Decimal]:
    """Return the column to move and by how much; a corrected price is part of what was charged."""
    column = COLUMN.get(part.kind, "charged" if team_id else "other")
    return column, -part.amount if column == "charged" else part.amount


def _bump(
    model: type[DayTotal] | type[MonthUse], keys: dict[str, Any], column: str, amount: Decimal
) -> None:
    rows: Any = model.objects.filter(**keys)
    # Rounding keeps SQLite's binary fractions at the cent that they stand for.
    change = {column: Round(F(column) + amount, precision=2)}
    if not rows.update(**change):
        model.objects.get_or_create(**keys, defaults={column: NONE})
        rows.update(**change)
