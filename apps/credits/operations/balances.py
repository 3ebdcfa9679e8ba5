"""What the provider says the balance is, kept beside our own book; a difference gets its entry."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from apps.accounts.models import ProviderAccount
from apps.core.errors import DomainError
from apps.credits.models import BalanceSample, Book, to_cents
from apps.credits.operations import booking, explaining
from apps.credits.operations.booking import Line, Purpose
from apps.credits.states import Cause, EntryKind

MOST = Decimal(10) ** 9
"""More than this on either side of zero is no balance but a broken answer."""


class SenselessBalance(DomainError):
    """The provider's figure is no balance; it is not kept."""


def record_balance(
    *,
    account: ProviderAccount,
    ordinary: Decimal,
    extra: Decimal,
    settled: bool,
    now: datetime,
    unreturned: Sequence[str] = (),
) -> BalanceSample:
    """Keep what the provider says the balance is, beside what our book said at that moment.

    The first sample opens the book. Later, while `settled` (no work is under way that could explain
    a difference), a difference becomes entries of its own, with the cause that explains them:
    refunds of `unreturned` work (references that were charged, failed, and got nothing back), a
    changed price, credits bought or granted, spending elsewhere; else it stands as not explained.
    Otherwise the difference is only shown. A sample by a clock that is behind counts as the newest:
    what was heard last is what holds. Raises: SenselessBalance.
    """
    if max(abs(ordinary), abs(extra)) > MOST:
        raise SenselessBalance("The provider's answer is no balance.")
    with transaction.atomic():
        book = booking.locked_book(account)
        now = _after_the_newest(account, now)
        sample = BalanceSample.objects.create(
            account=account,
            credits=to_cents(ordinary),
            extra_credits=to_cents(extra),
            booked=book.booked,
            settled=settled or book.opened_at is None,
            created_at=now,
        )
        if book.opened_at is None:
            _open(book, sample, now)
        elif settled and sample.difference:
            _explain(book, sample, unreturned, now)
    return sample


def _after_the_newest(account: ProviderAccount, now: datetime) -> datetime:
    newest = BalanceSample.objects.filter(account=account).order_by("-created_at").first()
    if newest is None or newest.created_at < now:
        return now
    return newest.created_at + timedelta(microseconds=1)


def _open(book: Book, sample: BalanceSample, now: datetime) -> None:
    book.opened_at = now
    book.save(update_fields=["opened_at"])
    if sample.difference:
        note = "Opening balance at the provider"
        booking.add(book, _line(sample, sample.difference, Cause.OPENING, note), now)


def _explain(book: Book, sample: BalanceSample, unreturned: Sequence[str], now: datetime) -> None:
    finding = explaining.explain(sample, unreturned)
    for reference in finding.returned:
        cause = Cause.LATE_REFUND
        booking.refund(reference=reference, now=now, note=finding.note, cause=cause)
    book.refresh_from_db()
    for charge in finding.repriced:
        line = Line(
            kind=EntryKind.ADJUSTMENT,
            amount=finding.each,
            reference=charge.reference,
            purpose=booking.purpose_of(charge),
            note=finding.note,
            cause=finding.cause,
        )
        booking.add(book, line, now)
    if not finding.repriced and not finding.returned:
        booking.add(book, _line(sample, sample.difference, finding.cause, finding.note), now)


def _line(sample: BalanceSample, difference: Decimal, cause: Cause, note: str) -> Line:
    return Line(
        kind=EntryKind.TOP_UP if difference > 0 else EntryKind.ADJUSTMENT,
        amount=difference,
        reference=f"sample:{sample.id}",
        purpose=Purpose(),
        note=note,
        cause=cause,
    )
