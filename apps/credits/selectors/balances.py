"""What an account can spend, and our book beside the provider's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from apps.accounts.models import ProviderAccount, Team
from apps.accounts.selectors import accounts_for
from apps.credits.models import BalanceSample, Book, DayTotal, Entry, MonthUse, to_cents
from apps.credits.states import SETTING_ASIDE, EntryKind, Split

DIFFERENCES_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account can spend. `is_known` is false until the provider was asked once."""

    free: Decimal
    held: Decimal
    is_known: bool

    def after(self, price: Decimal | None) -> Decimal | None:
        """Return what would be free once `price` is set aside; None if either is unknown."""
        return self.free - price if self.is_known and price is not None else None


def balance(account: ProviderAccount) -> Balance:
    """Return what is free and what is on hold. One query."""
    return _balance(Book.objects.filter(account=account).first())


def balance_of(team: Team) -> Balance:
    """Return what is free and on hold of the account that the team spends from. One query."""
    account = accounts_for(team).select_related("book").first()
    return _balance(getattr(account, "book", None))


def _balance(book: Book | None) -> Balance:
    if book is None:
        return Balance(Decimal(0), Decimal(0), is_known=False)
    return Balance(book.free, book.held, is_known=book.opened_at is not None)


def sums_agree(account: ProviderAccount) -> bool:
    """Tell whether the running totals equal the sums of the entries, as they always must."""
    book = Book.objects.filter(account=account).first() or Book()
    entries = Entry.objects.filter(account=account)
    sums = entries.aggregate(
        free=Sum("amount"), held=Sum("amount", filter=Q(kind__in=SETTING_ASIDE))
    )
    return to_cents(sums["free"]) == book.free and -to_cents(sums["held"]) == book.held


def totals_agree() -> bool:
    """Tell whether all totals by day and month equal the sums of the entries, as they must."""
    entries = Entry.objects.all()
    booked = entries.exclude(kind__in=SETTING_ASIDE)
    splits = [DayTotal.objects.filter(team=None)]
    splits += [DayTotal.objects.filter(team__isnull=False, split=split) for split in Split]
    sources = [booked] + [booked.filter(team__isnull=False)] * len(Split)
    for rows, source in zip(splits, sources, strict=True):
        kept = rows.aggregate(c=Sum("charged"), r=Sum("refunded"), o=Sum("other"))
        net = to_cents(kept["r"]) + to_cents(kept["o"]) - to_cents(kept["c"])
        if net != to_cents(source.aggregate(net=Sum("amount"))["net"]):
            return False
    asked = entries.filter(team__isnull=False, asked_on__isnull=False)
    net = to_cents(asked.aggregate(net=Sum("amount"))["net"])
    uses = (MonthUse.objects.filter(split=s) for s in (Split.ALL, Split.PROJECT, Split.PERSON))
    return all(-to_cents(rows.aggregate(used=Sum("used"))["used"]) == net for rows in uses)


@dataclass(frozen=True, slots=True)
class Standing:
    """Our book beside what the provider said last."""

    balance: Balance
    sample: BalanceSample | None

    @property
    def difference(self) -> Decimal:
        """Return by how much the provider's figure was above ours when it was read."""
        return self.sample.difference if self.sample else Decimal(0)


def standing(account: ProviderAccount) -> Standing:
    """Return what is free, and what the provider said last. Two queries."""
    newest = BalanceSample.objects.filter(account=account).order_by("-created_at", "-id").first()
    return Standing(balance(account), newest)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Where the two books differ: the entries that explain it, and the readings that showed it."""

    standing: Standing
    explained: list[Entry]
    samples: list[BalanceSample]


def agreement(account: ProviderAccount) -> Agreement:
    """Return the newest differences with their explanations. Four queries."""
    explained = Entry.objects.filter(account=account).exclude(cause="").select_related("team")
    opened = Book.objects.filter(account=account).values("opened_at")
    readings = BalanceSample.objects.filter(account=account, created_at__gt=Subquery(opened))
    samples = readings.exclude(booked=F("credits") + F("extra_credits"))
    return Agreement(
        standing(account),
        list(explained.order_by("-created_at", "-id")[:DIFFERENCES_SHOWN]),
        [s for s in samples.order_by("-created_at")[:DIFFERENCES_SHOWN] if s.difference],
    )


def last_settled(sample: BalanceSample) -> BalanceSample | None:
    """Return the newest earlier sample after which both books agreed."""
    rows = BalanceSample.objects.filter(account_id=sample.account_id, settled=True)
    earlier = rows.filter(created_at__lt=sample.created_at)
    return earlier.order_by("-created_at").first()


def charges_since(sample: BalanceSample) -> list[Any]:
    """Return what was charged to the account after a sample, oldest first."""
    rows = Entry.objects.filter(
        account_id=sample.account_id, kind=EntryKind.CHARGE, created_at__gt=sample.created_at
    )
    return list(_with_fate(rows).order_by("created_at", "id")[:1000])


def charges_of(references: Iterable[str]) -> list[Any]:
    """Return the charges of pieces of work, oldest first."""
    rows = Entry.objects.filter(reference__in=list(references), kind=EntryKind.CHARGE)
    return list(_with_fate(rows).order_by("created_at", "id"))


def balance_by_day(account: ProviderAccount, *, since: date, until: date) -> list[Decimal]:
    """Return what the book held at the end of each day, walked back from now. Two queries."""
    book = Book.objects.filter(account=account).first() or Book()
    rows = DayTotal.objects.filter(account=account, team=None, day__gte=since)
    moved = {row.day: row.refunded + row.other - row.charged for row in rows}
    standing_at = book.booked - sum((moved[day] for day in moved if day > until), Decimal(0))
    figures = []
    for back in range((until - since).days + 1):
        figures.append(standing_at)
        standing_at -= moved.get(until - timedelta(days=back), Decimal(0))
    return figures[::-1]


def _with_fate(rows: QuerySet[Entry]) -> QuerySet[Any]:
    """Add whether each charge was given back or corrected."""
    same = Entry.objects.filter(reference=OuterRef("reference"))
    return rows.annotate(
        was_refunded=Exists(same.filter(kind=EntryKind.REFUND)),
        was_adjusted=Exists(same.filter(kind=EntryKind.ADJUSTMENT)),
    ).select_related("account", "team", "person")


def booking_moments(references: Iterable[str]) -> dict[tuple[str, str], datetime]:
    """Return when pieces of work were booked as charged and given back, by reference and kind."""
    kinds = [EntryKind.CHARGE, EntryKind.REFUND]
    rows = Entry.objects.filter(reference__in=list(references), kind__in=kinds)
    return {
        (name, kind): at for name, kind, at in rows.values_list("reference", "kind", "created_at")
    }
