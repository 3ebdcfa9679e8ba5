"""The ledger: append-only rows whose sum is the balance; and samples of the provider's own."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.accounts.models import ProviderAccount, Team
from apps.core.models import Row
from apps.credits.states import (
    CAUSE_WORDS,
    NEGATIVE,
    OPEN_APPROVAL,
    POSITIVE,
    SETTING_ASIDE,
    ApprovalState,
    AtLimit,
    EntryKind,
    Period,
    Split,
)
from apps.projects.models import Project

CENT = Decimal("0.01")


def to_cents(figure: Decimal | None) -> Decimal:
    """Return a sum of the database as the exact figure that it stands for; nothing is 0.

    SQLite adds in binary fractions, whose noise must not decide whether a budget is used up.
    """
    return (figure or Decimal(0)).quantize(CENT)


class Book(Row):
    """The running totals of one account's entries, kept in the same transaction as the entries.

    `free` is what can still be spent, the sum of all entries; `held` is what is set aside. Taking a
    hold is one conditional UPDATE of this row, so two people can never spend the same credits.
    """

    account = models.OneToOneField(ProviderAccount, on_delete=models.CASCADE, related_name="book")
    free = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    held = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    """When the provider first told us its balance; None: the balance is not known yet."""

    class Meta:
        """What is set aside is never less than nothing."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(held__gte=0), name="book_held_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.free} free, {self.held} held"

    @property
    def booked(self) -> Decimal:
        """Return what the provider's own book should show: holds are not known there."""
        return self.free + self.held


class EntryQuerySet(models.QuerySet["Entry"]):
    """Words that reads are built of."""

    def booked(self) -> "EntryQuerySet":
        """Return what the provider's own book shows too: everything but holds and releases."""
        return self.exclude(kind__in=SETTING_ASIDE)


class Entry(Row):
    """One line of the book. Never changed, never deleted.

    The sum of all amounts of an account is what is free to spend. `reference` names the piece of
    work in words of the app that did it (such as "job:<id>"); one reference has each kind once,
    so nothing can be held, charged or refunded twice. Triggers of the database refuse a release,
    charge or refund that is not exactly what was held or taken, and any change of a stored amount.
    `asked_on` is the day of the hold, copied to all that follows it: budgets count by it. `cause`
    says why an entry follows a difference between our book and the provider's.
    """

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="entries")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="entries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    project_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(
        max_length=10, choices=[(k.value, k.value.replace("_", " ")) for k in EntryKind]
    )
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reference = models.CharField(max_length=80)
    engine = models.CharField(max_length=20, blank=True)
    operation = models.CharField(max_length=30, blank=True)
    model = models.CharField(max_length=40, blank=True)
    price_date = models.DateField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    cause = models.CharField(max_length=12, choices=list(CAUSE_WORDS.items()), blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["Entry"]] = EntryQuerySet.as_manager()

    class Meta:
        """A kind stands once a reference; signs belong to kinds."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reference", "kind"], name="entry_once"),
            models.CheckConstraint(
                condition=(Q(kind__in=sorted(NEGATIVE)) & Q(amount__lt=0))
                | (Q(kind__in=sorted(POSITIVE)) & Q(amount__gt=0))
                | (Q(kind=EntryKind.ADJUSTMENT) & ~Q(amount=0)),
                name="entry_sign_of_kind",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "-created_at", "-id"], name="entry_of_account"),
            models.Index(fields=["team", "-created_at", "-id"], name="entry_of_team"),
            models.Index(fields=["project_id", "-created_at", "-id"], name="entry_of_project"),
            models.Index(
                fields=["account", "-created_at", "-id"],
                condition=Q(team__isnull=True),
                name="entry_of_nobody",
            ),
            models.Index(
                fields=["account", "-created_at", "-id"],
                condition=~Q(cause=""),
                name="entry_with_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    @property
    def job_id(self) -> str:
        """Return the generation that the entry is about, or "" for entries of the account."""
        kind, _, name = self.reference.partition(":")
        return name if kind == "job" else ""


class BalanceSample(Row):
    """What the provider said the balance was, at one moment."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.CASCADE, related_name="samples")
    credits = models.DecimalField(max_digits=12, decimal_places=2)
    extra_credits = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    booked = models.DecimalField(max_digits=12, decimal_places=2)
    """What our own book said at that moment, holds left out."""
    settled = models.BooleanField(default=True)
    """Whether nothing was under way, so that a difference could be booked."""

    class Meta:
        """Samples are read newest first."""

        indexes: ClassVar = [
            models.Index(fields=["account", "-created_at"], name="sample_newest"),
            models.Index(
                fields=["account", "-created_at"],
                condition=~Q(booked=F("credits") + F("extra_credits")),
                name="sample_differing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.total} at {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def total(self) -> Decimal:
        """Return ordinary and extra credits together."""
        return self.credits + self.extra_credits

    @property
    def difference(self) -> Decimal:
        """Return by how much the provider's figure is above ours."""
        return self.total - self.booked


class DayTotal(Row):
    """What one day's entries come to, kept in the transaction that adds them.

    With a team: its charges and refunds, once for each `split` and `value` (a model, a person's id
    and so on). Without: everything of the account, `other` being top-ups and adjustments.
    """

    account = models.ForeignKey(ProviderAccount, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    split = models.CharField(max_length=9, choices=[(s.value, s.value or "all") for s in Split])
    value = models.CharField(max_length=40, blank=True)
    charged = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    refunded = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    other = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        """A day has one total for each value."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "split", "day", "value", "account"],
                condition=Q(team__isnull=False),
                name="day_total_of_team_once",
            ),
            models.UniqueConstraint(
                fields=["account", "day", "split", "value"],
                condition=Q(team__isnull=True),
                name="day_total_of_account_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["value"], condition=Q(split=Split.PROJECT), name="day_total_of_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.charged} charged, {self.refunded} refunded"


class MonthUse(Row):
    """What a team, a project or a person has set aside or spent of what was asked for in a month.

    `value` is the project's or the person's id. Kept in the transaction of each entry, so that a
    budget can be checked without summing the book.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    split = models.CharField(max_length=9, choices=[(s.value, s.value or "all") for s in Split])
    value = models.CharField(max_length=40, blank=True)
    month = models.DateField()
    used = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        """A month has one figure for each value."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "split", "value", "month"], name="month_use_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.used} of {self.month:%Y-%m}"


class Budget(Row):
    """How much a team, one of its projects or one of its people may spend.

    `warned_for` is the first day of the period in which the warning share was reached; `told_at`
    is when the owners were told of it.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="budgets")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="budgets"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="budgets",
    )
    period = models.CharField(max_length=5, choices=[(p.value, p.value) for p in Period])
    limit = models.DecimalField(max_digits=12, decimal_places=2)
    warn_percent = models.PositiveSmallIntegerField(default=80)
    at_limit = models.CharField(max_length=4, choices=[(a.value, a.value) for a in AtLimit])
    warned_for = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One budget a subject and period; shares are shares."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(limit__gt=0), name="budget_limit_positive"),
            models.CheckConstraint(
                condition=Q(warn_percent__range=(1, 100)), name="budget_warn_is_share"
            ),
            models.CheckConstraint(
                condition=Q(project__isnull=True) | Q(person__isnull=True),
                name="budget_one_subject",
            ),
            models.UniqueConstraint(
                fields=["team", "period"],
                condition=Q(project__isnull=True, person__isnull=True),
                name="budget_of_team_once",
            ),
            models.UniqueConstraint(
                fields=["team", "project", "period"],
                condition=Q(project__isnull=False),
                name="budget_of_project_once",
            ),
            models.UniqueConstraint(
                fields=["team", "person", "period"],
                condition=Q(person__isnull=False),
                name="budget_of_person_once",
            ),
        ]

    def __str__(self) -> str:
        subject = self.project or self.person or "The whole team"
        return f"{subject}, {'each month' if self.period == Period.MONTH else 'in total'}"

    @property
    def split(self) -> Split:
        """Return by what the budget's use is kept."""
        if self.project_id:
            return Split.PROJECT
        return Split.PERSON if self.person_id else Split.ALL

    @property
    def value(self) -> str:
        """Return whose use counts."""
        return str(self.project_id or self.person_id or "")


class Approval(Row):
    """A person's request to spend past a budget once, and what an owner said to it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="approvals")
    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="approvals")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=7,
        choices=[(s.value, s.value) for s in ApprovalState],
        default=ApprovalState.ASKED,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    """The work that used it up."""

    class Meta:
        """A person has one open request a budget; a used one names what used it."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["budget", "asked_by"],
                condition=Q(state__in=sorted(OPEN_APPROVAL)),
                name="approval_open_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="approval_amount_positive"),
            models.CheckConstraint(
                condition=(Q(state=ApprovalState.USED) & ~Q(reference=""))
                | (~Q(state=ApprovalState.USED) & Q(reference="")),
                name="approval_used_by_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} past {self.budget}"


class Purse(Row):
    """How a team looks at its credits: what one is worth, and below what it wants to be told."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="purse")
    price_per_credit = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    low_balance = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    low_since = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Prices and thresholds are not negative."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price_per_credit__isnull=True) | Q(price_per_credit__gt=0),
                name="purse_price_positive",
            ),
            models.CheckConstraint(
                condition=Q(low_balance__isnull=True) | Q(low_balance__gte=0),
                name="purse_threshold_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_per_credit} {self.currency} a credit"
