"""The book for tests: an opened account, and work that was paid for."""

from datetime import UTC, datetime
from decimal import Decimal

from apps.accounts.models import ProviderAccount, Team, User
from apps.accounts.operations import instance_account
from apps.credits import operations as credits
from apps.credits.operations import Purpose

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def opened_account(amount: int = 1000, *, now: datetime = NOON) -> ProviderAccount:
    """Return the instance's account with this much at the provider."""
    account = instance_account()
    credits.record_balance(
        account=account, ordinary=Decimal(amount), extra=Decimal(0), settled=True, now=now
    )
    return account


def purpose(team: Team, **fields) -> Purpose:
    """Return what an entry is for: a new song."""
    song = {"engine": "sonic", "operation": "create", "model": "sonic-v6"}
    return Purpose(**{"team": team, **song, **fields})


def paid(
    account: ProviderAccount,
    team: Team,
    reference: str,
    amount: str = "20",
    *,
    now: datetime = NOON,
    person: User | None = None,
    refunded: bool = False,
    **fields,
) -> str:
    """Hold, charge and perhaps refund; return the reference."""
    wish = purpose(team, person=person, **fields)
    credits.hold(
        account=account, amount=Decimal(amount), reference=reference, purpose=wish, now=now
    )
    credits.charge(reference=reference, now=now)
    if refunded:
        credits.refund(reference=reference, now=now)
    return reference
