"""HTTP for the dashboard: what is free, where credits went, how long they last."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import team_for
from apps.accounts.rights import Right
from apps.core.http import redirect_to, respond
from apps.credits import art, selectors
from apps.credits.forms import ChartForm
from apps.credits.states import Split
from apps.credits.views.common import IN_MONEY, page_context

RECENT = timedelta(days=30)


@require_safe
def balance_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the balance alone, for the header."""
    team = team_for(request, slug, Right.LISTEN)
    return respond(request, "_components/balance.html", {"team": team})


@require_safe
def credits_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is free, what was spent on what over time, budgets, and the newest entries."""
    team = team_for(request, slug, Right.LISTEN)
    context = page_context(request, team)
    now = timezone.now()
    form = ChartForm.read(request.GET)
    since, until = form.days(now.date())
    wish = {"split": Split(form.cleaned_data["by"]), "step": form.cleaned_data["step"]}
    chart = selectors.chart_of(team, **wish, since=since, until=until)
    standing = selectors.standing(context["account"])
    outlook = selectors.forecast(context["account"], standing.balance.free, today=now.date())
    held = selectors.balance_by_day(context["account"], since=since, until=until)
    context |= {
        "standing": standing,
        "outlook": outlook,
        "totals": selectors.totals(team, since=now - RECENT),
        "recent_days": RECENT.days,
        "recent_since": (now - RECENT).date(),
        "form": form,
        "spending": art.draw_spending(chart),
        "course": art.draw_course(held, outlook, since=since, until=until),
        "budgets": selectors.budgets_of(team, on=now.date()),
        "approvals": selectors.approvals_open(team),
        "entries": selectors.entries_of(context["account"], team, limit=8)[0],
    }
    return respond(request, "credits/credits_show.html", context, partial="charts")


@require_POST
def unit_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Show figures in credits, or in the team's currency."""
    team_for(request, slug, Right.LISTEN)
    request.session[IN_MONEY] = request.POST.get("unit") == "money"
    return redirect_to(request, "credits:credits_show", slug)
