"""Whatever happens in whatever order, the book stays balanced and nothing is paid twice."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from apps.core.errors import DomainError
from apps.credits import operations as credits
from apps.credits import selectors
from apps.credits.models import Approval, Book, DayTotal, Entry, MonthUse
from apps.credits.states import ApprovalState, AtLimit, EntryKind, Period
from tests.factories.accounts import add_member, make_team
from tests.factories.credits import NOON, opened_account, purpose
from tests.factories.projects import project as make_project

LIMIT = Decimal(60)
REFERENCES = st.sampled_from([f"job:{number}" for number in range(6)])
PRICES = st.sampled_from([Decimal("0.10"), Decimal(2), Decimal("12.50"), Decimal(15), Decimal(20)])
FIGURES = st.decimals(min_value=-50, max_value=500, places=2)


class Crash(Exception):
    """A worker dies: what its transaction wrote is gone."""


class Bookkeeping(RuleBasedStateMachine):
    """Requests, answers, refunds, retries, crashes, other prices, the provider's odd figures."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = NOON

    def teardown(self) -> None:
        try:
            rows = list(figures())
            credits.rebuild_totals()
            assert rows == list(figures())
            assert selectors.totals_agree()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @initialize(at_limit=st.sampled_from(AtLimit), opening=st.sampled_from([0, 30, 100, 1000]))
    def open(self, at_limit, opening):
        self.account = opened_account(opening)
        self.team = make_team()
        self.person = self.team.memberships.get().user
        self.project = make_project(self.team)
        self.budgets = [
            credits.set_budget(
                team=self.team,
                project=self.project if narrow else None,
                person=None,
                period=period,
                limit=LIMIT,
                warn_percent=80,
                at_limit=at_limit,
            )
            for narrow, period in ((False, Period.MONTH), (True, Period.TOTAL))
        ]

    def act(self, step, dies, **words):
        with suppress(DomainError, Crash), transaction.atomic():
            step(**words)
            if dies:
                raise Crash

    @rule(reference=REFERENCES, price=PRICES, dies=st.booleans())
    def request(self, reference, price, dies):
        wish = purpose(self.team, person=self.person, project_id=self.project.pk)
        self.act(
            credits.hold,
            dies,
            account=self.account,
            amount=price,
            reference=reference,
            purpose=wish,
            now=self.now,
        )

    @rule(
        reference=REFERENCES,
        step=st.sampled_from([credits.charge, credits.release, credits.refund]),
        dies=st.booleans(),
    )
    def answer(self, reference, step, dies):
        self.act(step, dies, reference=reference, now=self.now)

    @rule(ordinary=FIGURES, extra=FIGURES, settled=st.booleans())
    def hear_anything(self, ordinary, extra, settled):
        self.hear(ordinary, extra, settled=settled)

    @rule(more=st.sampled_from([-20, -15, -5, -2, 2, 5, 15, 20, 40]), count=st.integers(1, 3))
    def hear_what_could_be_explained(self, more, count):
        booked = Book.objects.get(account=self.account).booked
        self.hear(booked + more * count, Decimal(0), settled=True)

    def hear(self, ordinary, extra, *, settled):
        charged = Entry.objects.filter(kind=EntryKind.CHARGE).order_by("id")
        credits.record_balance(
            account=self.account,
            ordinary=ordinary,
            extra=extra,
            settled=settled,
            now=self.now,
            unreturned=list(charged.values_list("reference", flat=True)[:2]),
        )

    @rule(amount=PRICES, granted=st.booleans())
    def approve(self, amount, granted):
        for budget in self.budgets:
            with suppress(DomainError), transaction.atomic():
                asked = credits.ask_approval(
                    budget=budget, by=self.person, amount=amount, reason=""
                )
                credits.decide_approval(
                    approval=asked, granted=granted, by=self.person, now=self.now
                )

    @rule(hours=st.sampled_from([-2, 1, 30, 24 * 20]))
    def time_passes_or_a_clock_is_behind(self, hours):
        self.now += timedelta(hours=hours)

    @invariant()
    def sums_are_the_balance(self):
        if hasattr(self, "account"):
            assert selectors.sums_agree(self.account)
            assert Book.objects.get(account=self.account).held >= 0

    @invariant()
    def budgets_hold(self):
        for budget in getattr(self, "budgets", []):
            assert within(budget, self.now)


def within(budget, now) -> bool:
    """Tell whether no more is used than the limit and what owners let past it."""
    passed = Approval.objects.filter(budget=budget, state=ApprovalState.USED)
    allowed = sum((approval.amount for approval in passed), LIMIT)
    # A price that turned out higher at the provider is the only thing that goes past a budget.
    raised = Entry.objects.filter(team=budget.team, kind=EntryKind.ADJUSTMENT, amount__lt=0)
    allowed -= sum((entry.amount for entry in raised), Decimal(0))
    return selectors.used_of(budget, now.date()) <= allowed


def figures() -> Iterator[tuple[object, ...]]:
    """Yield every total that is not nothing, in one order."""
    days = DayTotal.objects.order_by("account", "team", "day", "split", "value")
    columns = ("account", "team", "day", "split", "value", "charged", "refunded", "other")
    yield from (row for row in days.values_list(*columns) if any(row[5:]))
    months = MonthUse.objects.order_by("team", "split", "value", "month")
    yield from (
        row for row in months.values_list("team", "split", "value", "month", "used") if row[4]
    )


@pytest.mark.django_db
def test_any_interleaving_keeps_the_book_balanced():
    run_state_machine_as_test(
        Bookkeeping,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes; replay the seed
            database=None,
        ),
    )


@pytest.mark.team
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_two_connections_at_once_keep_the_book_balanced(seed):
    account, team = opened_account(400), make_team()
    people = [add_member(team), add_member(team)]
    budget = credits.set_budget(
        team=team,
        project=None,
        person=None,
        period=Period.MONTH,
        limit=LIMIT,
        warn_percent=80,
        at_limit=AtLimit.STOP,
    )
    start = threading.Barrier(2)
    broken: list[BaseException] = []

    def work(number: int) -> None:
        dice = Random(seed * 10 + number)
        start.wait()
        try:
            for _ in range(40):
                with suppress(DomainError):
                    step(dice, account, purpose(team, person=people[number]))
        except BaseException as error:  # noqa: BLE001  handed to the test, which fails with it
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert broken == []
    assert selectors.sums_agree(account)
    assert selectors.totals_agree()
    assert within(budget, NOON)
    rows = list(figures())
    credits.rebuild_totals()
    assert rows == list(figures())


def step(dice: Random, account, wish) -> None:
    """Do one of the things that workers do, about one of a few songs that both know.

    Two of the songs never reach the provider. What was let go and charged after all would go past
    a budget, rightly: it is booked, being true.
    """
    number = dice.randrange(8)
    reference = f"job:{number}"
    is_taken = number < 6
    kind = dice.randrange(5)
    if kind <= 1:
        price = Decimal(dice.choice(["10", "15", "20.50"]))
        credits.hold(account=account, amount=price, reference=reference, purpose=wish, now=NOON)
    elif kind == 2 and is_taken:
        credits.charge(reference=reference, now=NOON)
    elif kind in (2, 3):
        (credits.refund if is_taken else credits.release)(reference=reference, now=NOON)
    else:
        credits.record_balance(
            account=account,
            ordinary=Decimal(dice.randrange(100, 900)),
            extra=Decimal(0),
            settled=dice.random() < 0.3,
            now=NOON,
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "amount"), [("release", 5), ("charge", -5), ("refund", 5), ("charge", -20)]
)
def test_the_database_refuses_what_follows_from_nothing(kind, amount):
    account = opened_account()

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(account=account, kind=kind, amount=amount, reference="job:9")


@pytest.mark.django_db
def test_the_database_refuses_another_amount_than_was_held():
    account = opened_account()
    Entry.objects.create(account=account, kind="hold", amount=-5, reference="job:9")

    for kind, amount in (("release", 6), ("charge", -4)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(account=account, kind=kind, amount=amount, reference="job:9")


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"amount": 1}, {"kind": "hold"}, {"reference": "job:0"}])
def test_the_database_refuses_to_change_an_entry(change):
    opened_account()

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(**change)
