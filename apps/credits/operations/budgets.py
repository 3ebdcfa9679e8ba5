"""Budgets: how much may be spent by whom on what, and asking an owner to go past one.

A budget is checked under its own lock in the transaction that takes the hold, so that two people
can never both spend the last of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from apps.accounts.models import Team, User
from apps.core.errors import DomainError
from apps.credits import selectors
from apps.credits.models import Approval, Budget
from apps.credits.states import ApprovalState, AtLimit, Period
from apps.projects.models import Project

if TYPE_CHECKING:
    from apps.credits.operations.booking import Purpose


class BudgetReached(DomainError):
    """A budget does not cover the price, and nobody approved going past it."""

    def __init__(self, *, budget: Budget, used: Decimal, price: Decimal) -> None:
        super().__init__(f"{selectors.limit_words(budget, used, price)} Nothing was sent.")
        self.budget = budget
        self.price = price


class NothingToApprove(DomainError):
    """The request is decided already, or one is still open."""


def set_budget(
    *,
    team: Team,
    project: Project | None,
    person: User | None,
    period: Period,
    limit: Decimal,
    warn_percent: int,
    at_limit: AtLimit,
) -> Budget:
    """Set the budget of the team (neither project nor person), a project or a person.

    A budget of the same subject and period is changed; its warning counts anew.
    """
    budget, _ = Budget.objects.update_or_create(
        team=team,
        project=project,
        person=person,
        period=period,
        defaults={
            "limit": limit,
            "warn_percent": warn_percent,
            "at_limit": at_limit,
            "warned_for": None,
            "told_at": None,
        },
    )
    return budget


def remove_budget(*, budget: Budget) -> None:
    """Lift a budget. What was asked of it goes with it."""
    budget.delete()


def ask_approval(*, budget: Budget, by: User, amount: Decimal, reason: str) -> Approval:
    """Ask the owners to let `by` spend `amount` past the budget, once.

    Raises NothingToApprove if the budget stops for good, or while an earlier request is open.
    """
    if budget.at_limit != AtLimit.ASK:
        raise NothingToApprove("This budget ends where it ends: it takes no requests.")
    try:
        with transaction.atomic():
            return Approval.objects.create(
                team=budget.team, budget=budget, asked_by=by, amount=amount, reason=reason
            )
    except IntegrityError:
        raise NothingToApprove("You have asked already.") from None


def decide_approval(*, approval: Approval, granted: bool, by: User, now: datetime) -> None:
    """Say yes or no to a request. Raises NothingToApprove if somebody already did."""
    state = ApprovalState.GRANTED if granted else ApprovalState.REFUSED
    rows = Approval.objects.filter(pk=approval.pk, state=ApprovalState.ASKED)
    if not rows.update(state=state, decided_by=by, decided_at=now):
        raise NothingToApprove("Somebody has answered this already.")


def lock_for(purpose: Purpose) -> Sequence[Budget]:
    """Return the budgets that count for `purpose`, locked in one order until the hold is taken."""
    if purpose.team is None:
        return []
    rows = selectors.budgets_for(purpose.team, purpose.project_id, purpose.person)
    # Only the budgets themselves: an outer join's other side can not be locked.
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def check(limits: Sequence[Budget], purpose: Purpose, amount: Decimal, reference: str) -> None:
    """Let `amount` pass all locked budgets, using up a granted approval where it must.

    Raises BudgetReached.
    """
    assert not limits or purpose.asked_on  # noqa: S101  set by hold
    for budget in limits:
        used = selectors.used_of(budget, purpose.asked_on)
        if used + amount > budget.limit and not _use_up(budget, purpose, amount, reference):
            raise BudgetReached(budget=budget, used=used, price=amount)


def note_warnings(limits: Sequence[Budget], purpose: Purpose) -> None:
    """Mark the budgets whose warning share is reached, once a period."""
    for budget in limits:
        used = selectors.used_of(budget, purpose.asked_on)
        period = selectors.period_of(budget, purpose.asked_on)
        if used * 100 >= budget.limit * budget.warn_percent and budget.warned_for != period:
            Budget.objects.filter(pk=budget.pk).update(warned_for=period, told_at=None)


def _use_up(budget: Budget, purpose: Purpose, amount: Decimal, reference: str) -> bool:
    if budget.at_limit != AtLimit.ASK or purpose.person is None:
        return False
    granted = Approval.objects.filter(
        budget=budget, asked_by=purpose.person, state=ApprovalState.GRANTED, amount__gte=amount
    )
    return bool(granted.update(state=ApprovalState.USED, reference=reference))
