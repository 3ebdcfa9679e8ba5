"""The only way from a request to a budget or to a request past one."""

from uuid import UUID

from django.http import Http404, HttpRequest

from apps.accounts.access import team_for
from apps.accounts.rights import Right
from apps.credits.models import Approval, Budget


def budget_for(request: HttpRequest, slug: str, budget_id: UUID, right: Right) -> Budget:
    """Return a budget of the team with this slug, for somebody with `right` in it.

    Raises Http404 for strangers and others' budgets, PermissionDenied without the right.
    """
    team = team_for(request, slug, right)
    rows = Budget.objects.select_related("team", "project", "person")
    budget = rows.filter(team=team, pk=budget_id).first()
    if budget is None:
        raise Http404
    return budget


def approval_for(request: HttpRequest, slug: str, approval_id: UUID) -> Approval:
    """Return a request to go past a budget, for one of the team's owners. Raises as above."""
    team = team_for(request, slug, Right.OWN)
    approval = Approval.objects.filter(team=team, pk=approval_id).first()
    if approval is None:
        raise Http404
    return approval
