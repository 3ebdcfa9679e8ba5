"""How long the credits last at the rate of the last weeks, with a band and not as a promise."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from apps.accounts.models import ProviderAccount
from apps.credits.models import DayTotal

LOOK_BACK = 28
LEAST_DAYS = 3
LONGEST = 730
BAND = 1.2816
"""Eight of ten cases lie within this many standard errors."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days that the free credits last: about `days`, in eight of ten cases `least` to `most`.

    None means longer than two years. `a_day` is what was spent a day, returns left out.
    """

    a_day: Decimal
    days: int | None
    least: int | None
    most: int | None
    low_a_day: float
    high_a_day: float


def forecast(account: ProviderAccount, free: Decimal, *, today: date) -> Forecast | None:
    """Return how long `free` lasts; None while fewer than three days were ever spent on.

    Judged by the whole account, since all its teams spend from it. Today is left out: it is not
    over. One query.
    """
    since = today - timedelta(days=LOOK_BACK)
    rows = DayTotal.objects.filter(account=account, team=None, day__gte=since, day__lt=today)
    by_day = {row.day: float(row.charged - row.refunded) for row in rows}
    spent_on = [day for day, spent in by_day.items() if spent]
    if len(spent_on) < LEAST_DAYS:
        return None
    length = (today - min(spent_on)).days
    spent = [max(by_day.get(today - timedelta(days=1 + back), 0.0), 0.0) for back in range(length)]
    mean = sum(spent) / length
    spread = math.sqrt(sum((day - mean) ** 2 for day in spent) / max(length - 1, 1))
    error = BAND * spread / math.sqrt(length)
    low, high = max(mean - error, 0.0), mean + error
    left = float(max(free, Decimal(0)))
    return Forecast(
        a_day=Decimal(str(round(mean, 2))),
        days=_days(left, mean),
        least=_days(left, high),
        most=_days(left, low),
        low_a_day=low,
        high_a_day=high,
    )


def _days(free: float, a_day: float) -> int | None:
    if a_day <= 0 or free / a_day > LONGEST:
        return None
    return int(free / a_day)
