"""HTTP for personas: the list of them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.accounts.access import team_for
from apps.accounts.rights import Right
from apps.core.http import respond
from apps.personas import selectors


@require_safe
def persona_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a team's personas, what they were made from and what they sang.

    With `?known=` the page asks again until there are more personas than so many.
    """
    team = team_for(request, slug, Right.LISTEN)
    personas = selectors.personas_of(team, request.user)
    known = request.GET.get("known", "")
    awaited = known if known.isdecimal() and len(personas) <= int(known) else ""
    context = {"team": team, "personas": personas, "awaited": awaited}
    return respond(request, "personas/persona_list.html", context, partial="personas")
