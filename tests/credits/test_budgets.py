"""Budgets hold in the transaction that takes the hold; owners may let one request past."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from apps.credits import operations as credits
from apps.credits import selectors
from apps.credits.models import Approval, Budget, Purse
from apps.credits.states import ApprovalState, AtLimit, Period
from tests.factories.accounts import make_team, make_user
from tests.factories.credits import NOON, paid, purpose
from tests.factories.projects import project as make_project

pytestmark = pytest.mark.django_db


def budget(team, limit="50", **fields) -> Budget:
    wish = {
        "project": None,
        "person": None,
        "period": Period.MONTH,
        "warn_percent": 80,
        "at_limit": AtLimit.STOP,
    }
    return credits.set_budget(team=team, limit=Decimal(limit), **{**wish, **fields})


def hold(account, team, reference="job:1", amount="20", *, now=NOON, **fields):
    wish = purpose(team, **fields)
    credits.hold(
        account=account, amount=Decimal(amount), reference=reference, purpose=wish, now=now
    )


def test_a_budget_stops_what_it_does_not_cover(account, team):
    budget(team)
    paid(account, team, "job:1", "40")

    with pytest.raises(credits.BudgetReached) as refusal:
        hold(account, team, "job:2")

    assert refusal.value.message == (
        "This costs 20 credits and the budget “The whole team, each month” has 10 of 50 left. "
        "Nothing was sent."
    )
    assert selectors.balance(account).held == 0


def test_what_was_released_or_refunded_can_be_spent_again(account, team):
    budget(team)
    paid(account, team, "job:1", "40", refunded=True)
    hold(account, team, "job:2", "40")
    credits.release(reference="job:2", now=NOON)

    hold(account, team, "job:3", "50")

    assert selectors.budgets_of(team, on=NOON.date())[0].used == 50


def test_a_month_begins_anew_and_a_late_charge_counts_where_it_was_asked_for(account, team):
    budget(team)
    hold(account, team, "job:1", "50")
    next_month = NOON + timedelta(days=30)

    credits.charge(reference="job:1", now=next_month)
    hold(account, team, "job:2", "50", now=next_month)

    assert selectors.budgets_of(team, on=NOON.date())[0].used == 50
    assert selectors.budgets_of(team, on=next_month.date())[0].used == 50


def test_a_budget_in_total_lasts_for_ever(account, team):
    budget(team, period=Period.TOTAL)
    hold(account, team, "job:1", "50")

    with pytest.raises(credits.BudgetReached):
        hold(account, team, "job:2", now=NOON + timedelta(days=400))


@pytest.mark.parametrize("subject", ["project", "person"])
def test_a_budget_counts_only_its_subject(account, team, subject):
    mine = make_project(team) if subject == "project" else make_user()
    budget(team, "10", **{subject: mine})
    of_mine = {"project_id": mine.pk} if subject == "project" else {"person": mine}

    hold(account, team, "job:1")
    with pytest.raises(credits.BudgetReached):
        hold(account, team, "job:2", **of_mine)


def test_another_team_has_its_own_budgets(account, team):
    budget(team, "10")

    hold(account, make_team("Elsewhere"))

    assert selectors.balance(account).held == 20


def test_an_approval_lets_one_request_pass_and_no_second(account, team, owner):
    limit = budget(team, "10", at_limit=AtLimit.ASK)
    asked = credits.ask_approval(budget=limit, by=owner, amount=Decimal(20), reason="")
    credits.decide_approval(approval=asked, granted=True, by=owner, now=NOON)

    hold(account, team, "job:1", person=owner)
    with pytest.raises(credits.BudgetReached):
        hold(account, team, "job:2", person=owner)

    asked.refresh_from_db()
    assert (asked.state, asked.reference) == (ApprovalState.USED, "job:1")


def test_an_approval_is_for_its_person_and_amount(account, team, owner):
    limit = budget(team, "10", at_limit=AtLimit.ASK)
    asked = credits.ask_approval(budget=limit, by=owner, amount=Decimal(20), reason="")
    credits.decide_approval(approval=asked, granted=True, by=owner, now=NOON)

    for wish in ({"person": make_user()}, {"person": owner, "amount": "21"}, {}):
        with pytest.raises(credits.BudgetReached):
            hold(account, team, **wish)

    assert Approval.objects.get().state == ApprovalState.GRANTED


def test_an_approval_is_not_used_up_when_the_balance_is_too_low(account, team, owner):
    limit = budget(team, "10", at_limit=AtLimit.ASK)
    asked = credits.ask_approval(budget=limit, by=owner, amount=Decimal(5000), reason="")
    credits.decide_approval(approval=asked, granted=True, by=owner, now=NOON)

    with pytest.raises(credits.InsufficientCredits):
        hold(account, team, amount="5000", person=owner)

    assert Approval.objects.get().state == ApprovalState.GRANTED


def test_a_request_is_answered_once(account, team, owner):
    limit = budget(team, "10", at_limit=AtLimit.ASK)
    asked = credits.ask_approval(budget=limit, by=owner, amount=Decimal(20), reason="")
    credits.decide_approval(approval=asked, granted=False, by=owner, now=NOON)

    with pytest.raises(credits.NothingToApprove):
        credits.decide_approval(approval=asked, granted=True, by=owner, now=NOON)


def test_a_budget_that_stops_takes_no_requests(team, owner):
    with pytest.raises(credits.NothingToApprove):
        credits.ask_approval(budget=budget(team), by=owner, amount=Decimal(20), reason="")


def test_an_obstacle_is_told_before_anybody_presses(account, team, project, owner):
    limit = budget(team, "10", at_limit=AtLimit.ASK)
    wish = {
        "team": team,
        "project_id": project.pk,
        "person": owner,
        "price": Decimal(20),
        "now": NOON,
    }

    before = selectors.obstacle(**wish)
    asked = credits.ask_approval(budget=limit, by=owner, amount=Decimal(20), reason="")
    waiting = selectors.obstacle(**wish)
    credits.decide_approval(approval=asked, granted=True, by=owner, now=NOON)

    assert (before.may_ask, before.is_asked, waiting.is_asked) == (True, False, True)
    assert selectors.obstacle(**wish) is None


def test_owners_are_told_once_that_a_budget_is_nearly_used_up(account, team, owner):
    budget(team)
    hold(account, team, "job:1", "39")
    credits.tell_owners(now=NOON)
    hold(account, team, "job:2", "5")

    credits.tell_owners(now=NOON)
    credits.tell_owners(now=NOON)

    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([owner.email], "A budget is nearly used up: Lantern Room")
    ]


def test_owners_are_told_again_after_the_balance_had_recovered(account, team):
    credits.change_purse(team=team, price_per_credit=None, currency="USD", low_balance=Decimal(990))
    for number, recovered in enumerate((False, True)):
        if recovered:
            credits.record_balance(
                account=account, ordinary=Decimal(2000), extra=Decimal(0), settled=True, now=NOON
            )
            hold(account, team, "job:between")
            hold(account, team, "job:most", "1900")
        hold(account, team, f"job:{number}")
        credits.tell_owners(now=NOON)

    assert [letter.subject for letter in mail.outbox] == [
        "Credits are running low: Lantern Room"
    ] * 2


def test_a_mail_that_fails_is_sent_later(account, team, settings):
    budget(team)
    hold(account, team, "job:1", "45")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    credits.tell_owners(now=NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    credits.tell_owners(now=NOON)

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"limit": 0},
        {"limit": -1},
        {"limit": 5, "warn_percent": 0},
        {"limit": 5, "warn_percent": 101},
    ],
)
def test_the_database_refuses_a_senseless_budget(team, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.create(team=team, period="month", at_limit="stop", **fields)


def test_the_database_refuses_a_price_below_nothing(team):
    with pytest.raises(IntegrityError), transaction.atomic():
        Purse.objects.create(team=team, price_per_credit=-1)
