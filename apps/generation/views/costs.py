"""HTTP for what work cost and yielded: claims to the provider, cost per kept take."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.access import team_for
from apps.accounts.rights import Right
from apps.core.http import respond
from apps.credits.views.common import page_context
from apps.generation import analysis


@require_safe
def claim_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List what was charged without usable audio, with what a claim needs."""
    team = team_for(request, slug, Right.LISTEN)
    context = {**page_context(request, team), "claims": analysis.claims_of(team)}
    return respond(request, "generation/claim_list.html", context)


@require_safe
def yield_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show cost per kept take and per finished project, success and waiting by model."""
    team = team_for(request, slug, Right.LISTEN)
    returns = analysis.returns_of(team, now=timezone.now())
    context = {**page_context(request, team), "returns": returns}
    return respond(request, "generation/yield_show.html", context, partial="returns")
