"""HTTP for budgets, requests past them, and what a credit is worth."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import signed_in, team_for
from apps.accounts.models import Team
from apps.accounts.rights import Right
from apps.accounts.selectors import members_of
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond
from apps.credits import access, operations, selectors
from apps.credits.forms import ApprovalForm, BudgetForm, PurseForm
from apps.credits.views.common import page_context


@require_safe
def budget_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all budgets, what waits for an owner's answer, and what a credit costs."""
    return _page(request, team_for(request, slug, Right.LISTEN))


@require_POST
def budget_save(request: HttpRequest, slug: str) -> HttpResponse:
    """Set or change a budget."""
    team = team_for(request, slug, Right.OWN)
    form = _budget_form(team, request.POST)
    if not form.is_valid():
        return _page(request, team, budget_form=form)
    budget = operations.set_budget(**form.wish(team))
    messages.success(request, f"Budget set: {budget}, {budget.limit:g} credits.")
    return redirect_to(request, "credits:budget_list", slug)


@require_POST
def budget_remove(request: HttpRequest, slug: str, budget_id: UUID) -> HttpResponse:
    """Lift a budget."""
    budget = access.budget_for(request, slug, budget_id, Right.OWN)
    operations.remove_budget(budget=budget)
    messages.success(request, "The budget is lifted.")
    return redirect_to(request, "credits:budget_list", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def approval_ask(request: HttpRequest, slug: str, budget_id: UUID) -> HttpResponse:
    """Ask the owners to let one request past a budget."""
    budget = access.budget_for(request, slug, budget_id, Right.PRODUCE)
    initial = {"amount": request.GET.get("amount", "")}
    form = ApprovalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_approval(budget=budget, by=signed_in(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Asked. The owners see it on the page of budgets.")
            return redirect_to(request, "credits:budget_list", slug)
    status = 422 if form.errors else 200
    context = {**page_context(request, budget.team), "budget": budget, "form": form}
    return respond(request, "credits/approval_ask.html", context, status=status)


@require_POST
def approval_decide(request: HttpRequest, slug: str, approval_id: UUID) -> HttpResponse:
    """Let a request past its budget, or not."""
    approval = access.approval_for(request, slug, approval_id)
    granted = request.POST.get("answer") == "yes"
    try:
        operations.decide_approval(
            approval=approval, granted=granted, by=signed_in(request), now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Granted, once." if granted else "Refused.")
    return redirect_to(request, "credits:budget_list", slug)


@require_POST
def purse_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Set what a credit costs and the threshold of the low balance."""
    team = team_for(request, slug, Right.OWN)
    form = PurseForm(request.POST)
    if not form.is_valid():
        return _page(request, team, purse_form=form)
    operations.change_purse(team=team, **form.cleaned_data)
    messages.success(request, "Kept.")
    return redirect_to(request, "credits:budget_list", slug)


def _page(
    request: HttpRequest,
    team: Team,
    budget_form: BudgetForm | None = None,
    purse_form: PurseForm | None = None,
) -> HttpResponse:
    context = page_context(request, team)
    purse = context["purse"]
    initial = {name: getattr(purse, name) for name in PurseForm.base_fields}
    context |= {
        "budgets": selectors.budgets_of(team, on=timezone.now().date()),
        "approvals": selectors.approvals_open(team),
        "budget_form": budget_form or _budget_form(team),
        "purse_form": purse_form or PurseForm(initial=initial),
    }
    status = 422 if budget_form or purse_form else 200
    return respond(request, "credits/budget_list.html", context, status=status)


def _budget_form(team: Team, data: object = None) -> BudgetForm:
    people = [membership.user for membership in members_of(team)]
    return BudgetForm(data, projects=selectors.projects_to_choose(team), people=people)
