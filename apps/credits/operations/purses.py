"""How a team looks at its credits: their price in money, and the threshold of the low balance."""

from datetime import datetime
from decimal import Decimal

from apps.accounts.models import Team
from apps.credits.models import Book, Purse


def change_purse(
    *,
    team: Team,
    price_per_credit: Decimal | None,
    currency: str,
    low_balance: Decimal | None,
) -> Purse:
    """Set what a credit costs (None: unknown) and below what balance owners are told."""
    purse, _ = Purse.objects.update_or_create(
        team=team,
        defaults={
            "price_per_credit": price_per_credit,
            "currency": currency,
            "low_balance": low_balance,
            "low_since": None,
            "told_at": None,
        },
    )
    return purse


def note_low(team: Team, book: Book, now: datetime) -> None:
    """Remember that the balance fell below the team's threshold, or rose above it again."""
    if book.opened_at is None:
        return
    purses = Purse.objects.filter(team=team, low_balance__isnull=False)
    purses.filter(low_balance__gt=book.free, low_since__isnull=True).update(low_since=now)
    purses.filter(low_balance__lte=book.free).update(low_since=None, told_at=None)
