"""The steps of a piece of work through the book. Entries are only ever added.

hold -> release (nothing was taken), or hold -> release + charge (the provider took its price when
it accepted) and then perhaps refund (it gave the price back). Doing any step twice changes
nothing, so a step that died half-way may simply be done again.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from apps.accounts.models import ProviderAccount, Team, User
from apps.core.errors import DomainError
from apps.credits.models import Book, Entry
from apps.credits.operations import budgets, purses, totals
from apps.credits.states import SETTING_ASIDE, Cause, EntryKind


class InsufficientCredits(DomainError):
    """The free balance does not cover the price."""

    def __init__(self, *, price: Decimal, free: Decimal) -> None:
        super().__init__(
            f"This costs {price.normalize():f} credits and {max(free, Decimal(0)).normalize():f} "
            "are free. Nothing was sent."
        )
        self.price = price
        self.free = free


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What an entry was for; copied into each of its rows so that sums need no other table."""

    team: Team | None = None
    person: User | None = None
    project_id: UUID | None = None
    engine: str = ""
    operation: str = ""
    model: str = ""
    price_date: date | None = None
    asked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry that is about to be written."""

    kind: EntryKind
    amount: Decimal
    reference: str
    purpose: Purpose
    note: str = ""
    cause: Cause | str = ""


def hold(
    *, account: ProviderAccount, amount: Decimal, reference: str, purpose: Purpose, now: datetime
) -> None:
    """Set `amount` credits aside for `reference`. Free of charge (0) writes nothing.

    Raises InsufficientCredits if less is free, and BudgetReached if a budget of the team, the
    project or the person does not allow it; both in the transaction that would take the hold.
    While the provider never told its balance, nobody can say that it is too low.
    """
    if amount == 0:
        return
    purpose = replace(purpose, asked_on=now.astimezone(UTC).date())
    with transaction.atomic():
        limits = budgets.lock_for(purpose)
        book = locked_book(account)
        if Entry.objects.filter(reference=reference, kind=EntryKind.HOLD).exists():
            return
        budgets.check(limits, purpose, amount, reference)
        if book.opened_at is not None and book.free < amount:
            raise InsufficientCredits(price=amount, free=book.free)
        line = Line(kind=EntryKind.HOLD, amount=-amount, reference=reference, purpose=purpose)
        add(book, line, now)
        budgets.note_warnings(limits, purpose)
        if purpose.team is not None:
            purses.note_low(purpose.team, book, now)


def release(*, reference: str, now: datetime, note: str = "") -> None:
    """Give back what `reference` set aside: nothing was taken for it."""
    _follow(reference, EntryKind.HOLD, EntryKind.RELEASE, now, note)


def charge(*, reference: str, now: datetime, note: str = "") -> None:
    """Book the price that `reference` had set aside as taken by the provider."""
    with transaction.atomic():
        release(reference=reference, now=now)
        _follow(reference, EntryKind.HOLD, EntryKind.CHARGE, now, note)


def refund(*, reference: str, now: datetime, note: str = "", cause: Cause | str = "") -> None:
    """Book that the provider gave back what it had taken for `reference`."""
    _follow(reference, EntryKind.CHARGE, EntryKind.REFUND, now, note, cause)


def locked_book(account: ProviderAccount) -> Book:
    """Return the account's book, which nobody else writes to before this transaction ends."""
    Book.objects.get_or_create(account=account)
    return Book.objects.select_for_update().get(account=account)


def add(book: Book, line: Line, now: datetime) -> None:
    """Add one entry to a locked book with all its totals, or nothing if it stands already."""
    entry, added = Entry.objects.get_or_create(
        reference=line.reference,
        kind=line.kind,
        defaults={
            "account_id": book.account_id,
            "team": line.purpose.team,
            "person": line.purpose.person,
            "project_id": line.purpose.project_id,
            "amount": line.amount,
            "engine": line.purpose.engine,
            "operation": line.purpose.operation,
            "model": line.purpose.model,
            "price_date": line.purpose.price_date,
            "asked_on": line.purpose.asked_on,
            "cause": line.cause,
            "note": line.note[:300],
            "created_at": now,
        },
    )
    if not added:
        return
    book.free += line.amount
    if line.kind in SETTING_ASIDE:
        book.held -= line.amount
    book.save(update_fields=["free", "held"])
    totals.count_in(entry)


def purpose_of(entry: Entry) -> Purpose:
    """Return what `entry` was for."""
    return Purpose(
        team=entry.team,
        person=entry.person,
        project_id=entry.project_id,
        engine=entry.engine,
        operation=entry.operation,
        model=entry.model,
        price_date=entry.price_date,
        asked_on=entry.asked_on,
    )


def _follow(
    reference: str,
    before: EntryKind,
    kind: EntryKind,
    now: datetime,
    note: str,
    cause: Cause | str = "",
) -> None:
    """Add what follows the entry `before` of the same reference, if that stands."""
    with transaction.atomic():
        rows = Entry.objects.select_related("account", "team", "person")
        first = rows.filter(reference=reference, kind=before).first()
        if first is None:
            return
        amount = first.amount if kind == EntryKind.CHARGE else -first.amount
        line = Line(
            kind=kind,
            amount=amount,
            reference=reference,
            purpose=purpose_of(first),
            note=note,
            cause=cause,
        )
        add(locked_book(first.account), line, now)
