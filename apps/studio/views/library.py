"""The library: all takes of a team, found by words and facts."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from apps.accounts.access import team_for
from apps.accounts.rights import Right
from apps.clips import selectors as clips
from apps.clips.forms import LibraryForm
from apps.clips.views.shelf import UNDO
from apps.core.http import respond
from apps.personas.selectors import personas_of_names

PAGE = "studio/library_show.html"


@gzip_page
@require_safe
def library_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the takes of a team that match what is asked for, newest first."""
    team = team_for(request, slug, Right.LISTEN)
    form = LibraryForm(request.GET)
    wish = form.wish
    page = clips.library(team, request.user, wish, after=request.GET.get("after", ""))
    undo = request.session.get(UNDO) if "done" in request.GET else None
    kept = [(name, value) for name, value in form.data.items() if value and name in form.fields]
    context = {
        "team": team,
        "page": page,
        "wish": wish,
        "form": form,
        "asked": urlencode(kept),
        "undo": undo if undo and undo["team"] == team.slug else None,
        "options": clips.options(team),
        "personas": personas_of_names(team),
        "states": clips.STATE_NAMES,
        "dates": [form["since"], form["until"]],
        "five": range(1, 6),
    }
    status = 422 if form.errors else 200
    return respond(request, PAGE, context, partial="found", status=status)
