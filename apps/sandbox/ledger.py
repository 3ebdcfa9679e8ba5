"""The money of an account: an append-only book of grants, charges and refunds (CONTRACT 7.4, 8).

Extra credits are spent before ordinary ones and given back to where they came from. A refund may
be written ahead of a failure that is planned: it counts from its time on, so that the balance, too,
is a function of rows and now. Callers hold a transaction, which in this database is exclusive.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from apps.sandbox.models import Account, Entry, Task
from apps.sandbox.refusals import Refusal

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Balance:
    """What an account has, in credits."""

    credits: Decimal
    extra_credits: Decimal

    @property
    def total(self) -> Decimal:
        """What can be spent."""
        return self.credits + self.extra_credits


def open_account(*, key: str, credits_granted: Decimal, now: datetime) -> Account:
    """Find the account of a key, or open it with a grant."""
    account, is_new = Account.objects.get_or_create(
        key=key, defaults={"link_secret": secrets.token_hex(24)}
    )
    if is_new:
        _enter(account, Entry.Kind.GRANT, Balance(credits_granted, _ZERO), now)
    return account


def balance(*, account: Account, now: datetime) -> Balance:
    """Sum up the account's book as of now."""
    sums = account.entries.effective(now).aggregate(
        credits=Sum("credits", default=_ZERO), extra=Sum("extra_credits", default=_ZERO)
    )
    return Balance(sums["credits"], sums["extra"])


def charge(
    *,
    account: Account,
    price: Decimal,
    path: str,
    operation: str,
    now: datetime,
    task: Task | None = None,
    refusal_status: int = 403,
) -> Entry:
    """Take the price of one accepted call, extra credits first.

    Raises: Refusal (403, or 402 where the contract says so) when the balance is too low.
    """
    have = check(account=account, price=price, now=now, refusal_status=refusal_status)
    extra = min(max(have.extra_credits, _ZERO), price)
    taken = Balance(extra - price, -extra)
    return _enter(account, Entry.Kind.CHARGE, taken, now, path=path, operation=operation, task=task)


def check(*, account: Account, price: Decimal, now: datetime, refusal_status: int = 403) -> Balance:
    """Return the balance if it covers a price; a look before work, for nothing is set aside.

    Raises: Refusal (403, or 402 where the contract says so) when the balance is too low.
    """
    have = balance(account=account, now=now)
    if have.total < price:
        raise Refusal(refusal_status, message="not enough credits")
    return have


def refund(*, task: Task, effective_at: datetime) -> None:
    """Give back what a task cost, once, from `effective_at` on."""
    entry = task.entries.filter(kind=Entry.Kind.CHARGE, refund=None).first()
    if entry is not None:
        given = Balance(-entry.credits, -entry.extra_credits)
        _enter(entry.account, Entry.Kind.REFUND, given, effective_at, task=task, refund_of=entry)


def adjust(*, account: Account, change: Balance, now: datetime) -> None:
    """Move the balance without any call, as a top-up or a mistake of the provider does."""
    _enter(account, Entry.Kind.ADJUSTMENT, change, now)


def _enter(
    account: Account,
    kind: Entry.Kind,
    change: Balance,
    effective_at: datetime,
    *,
    path: str = "",
    operation: str = "",
    task: Task | None = None,
    refund_of: Entry | None = None,
) -> Entry:
    return Entry.objects.create(
        account=account,
        kind=kind,
        credits=change.credits,
        extra_credits=change.extra_credits,
        effective_at=effective_at,
        path=path,
        operation=operation,
        task=task,
        refund_of=refund_of,
    )
