"""Budgets: how much of each is used, and which one stands in the way of a request."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet, Sum

from apps.accounts.models import Team, User
from apps.credits.models import Approval, Budget, MonthUse, Purse, to_cents
from apps.credits.states import ApprovalState, AtLimit, Period
from apps.projects.models import Project

BEGINNING = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """A budget with what is set aside and spent of it."""

    budget: Budget
    used: Decimal

    @property
    def left(self) -> Decimal:
        """Return what may still be spent."""
        return max(self.budget.limit - self.used, Decimal(0))

    @property
    def percent(self) -> int:
        """Return the used share, at most 100."""
        return min(100, max(0, int(100 * self.used / self.budget.limit)))

    @property
    def state(self) -> str:
        """Return `failed` for a used-up budget, `unsettled` for a warning, else ""."""
        if self.used >= self.budget.limit:
            return "failed"
        return "unsettled" if self.percent >= self.budget.warn_percent else ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The budget that does not allow a request, in words; `may_ask`: an owner may let it pass."""

    budget: Budget
    words: str
    may_ask: bool
    is_asked: bool


def budgets_of(team: Team, *, on: date) -> list[BudgetUse]:
    """Return the team's budgets, its own first. Two queries, however many there are."""
    budgets = list(
        Budget.objects.filter(team=team)
        .select_related("team", "project", "person")
        .order_by("project__title", "person__name", "period", "pk")
    )
    rows = MonthUse.objects.filter(team=team).values_list("split", "value")
    total = {(s, v): to_cents(u) for s, v, u in rows.annotate(used=Sum("used")).order_by()}
    this = rows.filter(month=on.replace(day=1)).annotate(used=Sum("used")).order_by()
    month = {(split, value): to_cents(used) for split, value, used in this}
    return [
        BudgetUse(
            budget,
            (month if budget.period == Period.MONTH else total).get(
                (budget.split.value, budget.value), Decimal(0)
            ),
        )
        for budget in budgets
    ]


def budgets_for(
    team: Team, project_id: UUID | None, person: User | AnonymousUser | None
) -> QuerySet[Budget]:
    """Return the budgets that count for a request of this person in this project."""
    counts = Q(project__isnull=True, person__isnull=True)
    if project_id is not None:
        counts |= Q(project_id=project_id)
    if person is not None and person.pk is not None:
        counts |= Q(person_id=person.pk)
    return Budget.objects.filter(counts, team=team)


def used_of(budget: Budget, on: date | None) -> Decimal:
    """Return what is set aside and spent of a budget in the period of a day. One query."""
    rows = MonthUse.objects.filter(team_id=budget.team_id, split=budget.split, value=budget.value)
    if budget.period == Period.MONTH:
        rows = rows.filter(month=period_of(budget, on))
    return to_cents(rows.aggregate(used=Sum("used"))["used"])


def period_of(budget: Budget, on: date | None) -> date:
    """Return the first day of the budget's period of a day."""
    if budget.period == Period.TOTAL or on is None:
        return BEGINNING
    return on.replace(day=1)


def limit_words(budget: Budget, used: Decimal, price: Decimal) -> str:
    """Say that a budget does not cover a price."""
    left = max(budget.limit - used, Decimal(0)).normalize()
    asks = " An owner can let it pass." if budget.at_limit == AtLimit.ASK else ""
    return (
        f"This costs {price.normalize():f} credits and the budget “{budget}” has {left:f} of "
        f"{budget.limit.normalize():f} left.{asks}"
    )


def obstacle(
    *,
    team: Team,
    project_id: UUID,
    person: User | AnonymousUser | None,
    price: Decimal,
    now: datetime,
) -> Obstacle | None:
    """Return the first budget that would refuse this request, or None.

    Without a budget one query; else two more for each.
    """
    budgets = budgets_for(team, project_id, person).select_related("project", "person")
    for budget in budgets.order_by("pk"):
        used = used_of(budget, now.astimezone(UTC).date())
        if used + price <= budget.limit:
            continue
        asks = budget.at_limit == AtLimit.ASK and person is not None
        mine = Approval.objects.filter(budget=budget, asked_by_id=person.pk if person else None)
        if asks and mine.filter(state=ApprovalState.GRANTED, amount__gte=price).exists():
            continue
        is_asked = asks and mine.filter(state=ApprovalState.ASKED).exists()
        return Obstacle(budget, limit_words(budget, used, price), asks, is_asked)
    return None


def approvals_open(team: Team) -> list[Approval]:
    """Return what waits for an owner's answer, oldest first. One query."""
    rows = Approval.objects.filter(team=team, state=ApprovalState.ASKED)
    return list(rows.select_related("budget__project", "budget__person", "asked_by").order_by("pk"))


def purse_of(team: Team) -> Purse:
    """Return the team's purse; one that was never set has no price and no threshold."""
    return Purse.objects.filter(team=team).first() or Purse(team=team)


def projects_to_choose(team: Team) -> list[Project]:
    """Return the projects that a budget may be set for, by title. One query."""
    return list(Project.objects.of(team).open().order_by("title", "pk"))
