"""The charts of the dashboard as figures of a drawing, so that they are there without scripts.

Drawn in a box of 1080 by 250 units with room for labels around it; colour is only in CSS.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from apps.credits.selectors import Bar, Chart, Forecast, Series

WIDTH = 1080.0
HEIGHT = 250.0
GAP = 0.28
MOST_LABELS = 10
AHEAD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Rect:
    """A part of a bar; `series` 0 is what was returned."""

    series: int
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word or a figure beside the plot."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Spending:
    """The chart of what was spent, with its drawing and what the script draws it from."""

    chart: Chart
    groups: Sequence[tuple[Bar, Sequence[Rect]]]
    lines: Sequence[Label]
    dates: Sequence[Label]
    depth: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Course:
    """The chart of the balance: a line up to today, and a band where it may go from there."""

    line: str
    middle: str
    band: str
    lines: Sequence[Label]
    dates: Sequence[Label]
    rows: Sequence[tuple[date, Decimal]]
    data: dict[str, Any]


def draw_spending(chart: Chart) -> Spending:
    """Return the stacked bars of `chart`, what came back hanging below the line."""
    top = _round_up(max((bar.charged for bar in chart.bars), default=Decimal(0)))
    scale = HEIGHT / top
    step = WIDTH / max(len(chart.bars), 1)
    groups = [
        (bar, _bar(place * step, step, [s.charged[place] for s in chart.series], bar, scale))
        for place, bar in enumerate(chart.bars)
    ]
    deepest = max((bar.refunded for bar in chart.bars), default=Decimal(0))
    depth = int(min(float(deepest) * scale, HEIGHT)) + 40
    starts = [bar.since for bar in chart.bars]
    return Spending(
        chart=chart,
        groups=groups,
        lines=_scale_lines(0.0, top),
        dates=_dates(starts, step, centre=True),
        depth=int(HEIGHT) + depth,
        data={
            "kind": "bars",
            "at": [_seconds(day) for day in starts],
            "series": [_part(series) for series in chart.series],
            "returned": [float(bar.refunded) for bar in chart.bars],
        },
    )


def draw_course(
    held: Sequence[Decimal], outlook: Forecast | None, *, since: date, until: date
) -> Course:
    """Return the line of the balance at the end of each day, and its likely continuation."""
    past = [float(figure) for figure in held]
    middle, low, high = _ahead(past[-1], outlook)
    every = [*past, *low, *high]
    top, bottom = _round_up(Decimal(str(max(every)))), min(0.0, *every)
    days = [since + timedelta(days=offset) for offset in range(len(past) + len(middle))]
    step = WIDTH / max(len(days) - 1, 1)
    scale = HEIGHT / (top - bottom)

    def points(figures: Sequence[float], first: int) -> list[str]:
        return [
            f"{(first + place) * step:.1f},{HEIGHT - (figure - bottom) * scale:.1f}"
            for place, figure in enumerate(figures)
        ]

    today = len(past) - 1
    ahead = len(middle) > 0
    upper, lower = points([past[-1], *high], today), points([past[-1], *low], today)
    gap = [None] * today
    tail = [None] * len(middle)
    return Course(
        line=" ".join(points(past, 0)),
        middle=" ".join(points([past[-1], *middle], today)) if ahead else "",
        band=" ".join([*upper, *reversed(lower)]) if ahead else "",
        lines=_scale_lines(bottom, top),
        dates=_dates(days, step, centre=False),
        rows=list(zip(days, held, strict=False)),
        data={
            "kind": "line",
            "at": [_seconds(day) for day in days],
            "past": [*past, *tail],
            "ahead": [*gap, past[-1], *middle] if ahead else [],
            "low": [*gap, past[-1], *low] if ahead else [],
            "high": [*gap, past[-1], *high] if ahead else [],
        },
    )


def _ahead(now: float, outlook: Forecast | None) -> tuple[list[float], list[float], list[float]]:
    """Return the likely figures of the next days: middle, low and high, none below nothing."""
    if outlook is None:
        return [], [], []
    rates = (float(outlook.a_day), outlook.high_a_day, outlook.low_a_day)
    days = range(1, AHEAD_DAYS + 1)
    middle, low, high = ([max(now - rate * day, min(now, 0.0)) for day in days] for rate in rates)
    return middle, low, high


def _bar(left: float, step: float, parts: Sequence[Decimal], bar: Bar, scale: float) -> list[Rect]:
    x, width = left + step * GAP / 2, step * (1 - GAP)
    rects = []
    base = HEIGHT
    for number, part in enumerate(parts, 1):
        height = max(float(part) * scale, 0.0)
        base -= height
        if height:
            rects.append(_rect(number, x, base, width, max(height - 1.0, 0.8)))
    if bar.refunded:
        rects.append(_rect(0, x, HEIGHT + 4, width, max(float(bar.refunded) * scale, 1.0)))
    return rects


def _rect(series: int, x: float, y: float, width: float, height: float) -> Rect:
    return Rect(series, f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}")


def _round_up(most: Decimal) -> float:
    """Return the next figure that four lines divide well, at least 4."""
    if most <= 4:
        return 4.0
    unit = 10 ** math.floor(math.log10(float(most) / 4))
    for factor in (1, 2, 2.5, 5, 10):
        if unit * factor * 4 >= float(most):
            break
    return float(unit * factor * 4)


def _scale_lines(bottom: float, top: float) -> list[Label]:
    return [
        Label(f"{HEIGHT - HEIGHT * part / 4:.1f}", f"{bottom + (top - bottom) * part / 4:,.0f}")
        for part in range(5)
    ]


def _dates(days: Sequence[date], step: float, *, centre: bool) -> list[Label]:
    every = max(1, math.ceil(len(days) / MOST_LABELS))
    offset = step / 2 if centre else 0.0
    return [
        Label(f"{place * step + offset:.1f}", f"{day:%-d %b}")
        for place, day in enumerate(days)
        if place % every == 0
    ]


def _part(series: Series) -> dict[str, Any]:
    charged = [float(figure) for figure in series.charged]
    return {"number": series.number, "name": series.name, "charged": charged}


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp())
