"""What was spent and given back: in figures, by piece of work, and as a chart over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.template.defaultfilters import pluralize

from apps.accounts.models import Team
from apps.credits.models import DayTotal, Entry, MonthUse, to_cents
from apps.credits.selectors.entries import SPENT, names_of
from apps.credits.states import EntryKind, Split

NONE = Decimal(0)
MOST_SERIES = 5
REST = "*"
"""The value that stands for all values too small for a colour of their own."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a team spent and got back. `net` is what its songs really cost."""

    charged: Decimal
    refunded: Decimal

    @property
    def net(self) -> Decimal:
        """Return what was taken and not given back."""
        return self.charged - self.refunded


def totals(team: Team, *, since: datetime) -> Totals:
    """Return the team's charges and refunds since the day of a moment. One query."""
    rows = DayTotal.objects.filter(
        team=team, split=Split.ALL, day__gte=since.astimezone(UTC).date()
    )
    sums = rows.aggregate(charged=Sum("charged"), refunded=Sum("refunded"))
    return Totals(to_cents(sums["charged"]), to_cents(sums["refunded"]))


def spent_by_project(team: Team) -> dict[UUID, Decimal]:
    """Return the net cost of each of the team's projects that ever had one. One query."""
    rows = DayTotal.objects.filter(team=team, split=Split.PROJECT).exclude(value="")
    sums = rows.values("value").annotate(net=Sum(F("charged") - F("refunded"))).order_by("value")
    return {UUID(row["value"]): to_cents(row["net"]) for row in sums}


def cost_of(references: Iterable[str]) -> dict[str, Decimal]:
    """Return the net cost booked for each reference that has one. One query for all."""
    rows = (
        Entry.objects.filter(reference__in=list(references), kind__in=SPENT)
        .values("reference")
        .annotate(net=Sum("amount"))
        .order_by("reference")
    )
    return {row["reference"]: to_cents(-row["net"]) for row in rows}


@dataclass(frozen=True, slots=True)
class WorkCost:
    """What work cost: `charged` and `refunded` are the provider's doing, `held` is set aside."""

    charged: Decimal
    refunded: Decimal
    held: Decimal

    @property
    def net(self) -> Decimal:
        """Return what was taken and not given back."""
        return self.charged - self.refunded


def cost_of_work(references: Iterable[str]) -> WorkCost:
    """Return what pieces of work cost together, such as all that were asked for a clip. One query.

    The page of entries lists what stands behind it: `?work=job:…`, once for each.
    """
    rows = Entry.objects.filter(reference__in=list(references))
    sums = {kind: to_cents(sum_) for kind, sum_ in rows.values_list("kind").annotate(Sum("amount"))}
    taken = sums.get(EntryKind.CHARGE, NONE) + sums.get(EntryKind.ADJUSTMENT, NONE)
    aside = sums.get(EntryKind.HOLD, NONE) + sums.get(EntryKind.RELEASE, NONE)
    return WorkCost(-taken, sums.get(EntryKind.REFUND, NONE), -aside)


def cost_of_project(project_id: UUID) -> WorkCost:
    """Return what a project cost, with what is set aside for it. Two queries, however much it is.

    The page of entries lists what stands behind it: `?project=…`.
    """
    days = DayTotal.objects.filter(team__isnull=False, split=Split.PROJECT, value=str(project_id))
    sums = days.aggregate(charged=Sum("charged"), refunded=Sum("refunded"))
    used = MonthUse.objects.filter(split=Split.PROJECT, value=str(project_id))
    charged, refunded = to_cents(sums["charged"]), to_cents(sums["refunded"])
    held = to_cents(used.aggregate(used=Sum("used"))["used"]) - (charged - refunded)
    return WorkCost(charged, refunded, held)


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the chart. `values` are what it stands for; `number` picks the colour."""

    number: int
    value: str
    name: str
    charged: Sequence[Decimal]

    @property
    def total(self) -> Decimal:
        """Return what it comes to."""
        return sum(self.charged, NONE)


@dataclass(frozen=True, slots=True)
class Bar:
    """The days `since` to `until` (both included) together."""

    since: date
    until: date
    charged: Decimal
    refunded: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """What was spent and returned in each bar, split into at most six series."""

    split: Split
    series: Sequence[Series]
    bars: Sequence[Bar]

    @property
    def refunded(self) -> Decimal:
        """Return what came back."""
        return sum((bar.refunded for bar in self.bars), NONE)

    @property
    def charged(self) -> Decimal:
        """Return what was spent."""
        return sum((bar.charged for bar in self.bars), NONE)

    @property
    def rows(self) -> list[tuple[Bar, list[tuple[Series, Decimal]]]]:
        """Return each bar with its part of every series, as a table shows it."""
        return [
            (bar, [(series, series.charged[place]) for series in self.series])
            for place, bar in enumerate(self.bars)
        ]


def chart_of(team: Team, *, split: Split, step: str, since: date, until: date) -> Chart:
    """Return the team's spending by `step` (day, week or month). Four queries at most.

    Values beyond the five largest are one series together; its value is "*".
    """
    starts = _starts(step, since, until)
    place_of = _places(starts, since, until)
    charged, refunded = [NONE] * len(starts), [NONE] * len(starts)
    rows = DayTotal.objects.filter(team=team, day__range=(since, until))
    together = rows.filter(split=Split.ALL)
    for day, taken, returned in together.values_list("day", "charged", "refunded"):
        charged[place_of[day]] += taken
        refunded[place_of[day]] += returned
    ends = [start - timedelta(days=1) for start in starts[1:]] + [until]
    bars = [Bar(*bar) for bar in zip(starts, ends, charged, refunded, strict=True)]
    series = _series(team, split, rows.filter(split=split), charged, place_of)
    return Chart(split, series, bars)


def _series(
    team: Team,
    split: Split,
    rows: QuerySet[DayTotal],
    charged: list[Decimal],
    place_of: dict[date, int],
) -> list[Series]:
    """Return a series for each of the largest values, and one for what is left of `charged`."""
    largest = rows.values("value").annotate(sum=Sum("charged")).order_by("-sum", "value")
    values = [value for value, _ in largest.values_list("value", "sum")]
    shown, rest = values[:MOST_SERIES], values[MOST_SERIES:]
    parts = {value: [NONE] * len(charged) for value in shown}
    for day, value, taken in rows.filter(value__in=shown).values_list("day", "value", "charged"):
        parts[value][place_of[day]] += taken
    names = names_of(team, split, shown)
    series = [
        Series(number, value, names.get(value, "Unknown"), parts[value])
        for number, value in enumerate(shown, 1)
    ]
    if rest:
        left = [bar - sum(part) for bar, *part in zip(charged, *parts.values(), strict=True)]
        name = f"{len(rest)} other{pluralize(len(rest))}"
        series.append(Series(MOST_SERIES + 1, REST, name, left))
    return series


def _starts(step: str, since: date, until: date) -> list[date]:
    days = [since + timedelta(days=offset) for offset in range((until - since).days + 1)]
    if step == "month":
        return [day for day in days if day.day == 1 or day == since]
    if step == "week":
        return [day for day in days if day.weekday() == 0 or day == since]
    return days


def _places(starts: list[date], since: date, until: date) -> dict[date, int]:
    firsts = set(starts)
    place = -1
    places = {}
    for offset in range((until - since).days + 1):
        day = since + timedelta(days=offset)
        place += day in firsts
        places[day] = place
    return places
