"""The pages that show many apps together: home, the song workspace, all songs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import current_membership, signed_in, team_for
from apps.accounts.operations import ensure_personal_team
from apps.accounts.rights import Right, allows
from apps.clips import selectors as clips
from apps.core.http import redirect_to, respond, wants_fragment
from apps.generation.views.panels import composer_context, generations_context, running_context
from apps.lyrics import selectors as lyrics
from apps.projects import operations as projects
from apps.projects.access import project_for
from apps.projects.forms import TuneForm
from apps.projects.models import Project
from apps.studio.selectors import pages

FACTS = "studio/_facts.html"


@require_safe
def start_show(request: HttpRequest) -> HttpResponse:
    """Lead to the home of the team that was looked at last, else of the person's own."""
    place = current_membership(request)
    team = (
        place.team if place else ensure_personal_team(user=signed_in(request), now=timezone.now())
    )
    return redirect("studio:home_show", team.slug)


@require_safe
def home_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is in the making, the newest takes and the songs of a team."""
    team = team_for(request, slug, Right.LISTEN)
    context = {
        **running_context(request, team),
        "songs": pages.songs_at_home(team),
        "takes": pages.takes_at_home(team, request.user),
    }
    return respond(request, "studio/home_show.html", context)


@require_safe
def workspace_show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show a song: its words, its takes, and what to ask for next."""
    project = project_for(request, project_id, Right.LISTEN)
    pane = lyrics.pane(project, on=lyrics.offer_day(timezone.now()))
    context = {
        "pane": pane,
        "write": not pane.text,
        "text": pane.text,
        **_facts(project),
        "moved": pages.takes_moved_here(project, request.user),
        **generations_context(request, project),
    }
    place = current_membership(request)
    if place and allows(place.role, Right.PRODUCE):
        context["composer"] = composer_context(project)
    return respond(request, "studio/workspace_show.html", context)


@require_safe
def facts_show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show the line of facts below a song's title, as they are now."""
    project = project_for(request, project_id, Right.LISTEN)
    return respond(request, FACTS, _facts(project))


@require_POST
def facts_fill(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Say of the song the key or tempo that was measured; what somebody said meanwhile stays."""
    project = project_for(request, project_id, Right.PRODUCE)
    form = TuneForm(request.POST)
    if form.is_valid():
        projects.fill_in(project=project, **form.cleaned_data)
    if not wants_fragment(request):
        return redirect_to(request, "studio:workspace_show", project.pk)
    return respond(request, FACTS, _facts(project))


@require_safe
def project_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all songs of a team: those at work, or with `?archived=1` those put away."""
    team = team_for(request, slug, Right.LISTEN)
    archived = "archived" in request.GET
    page = pages.songs(team, archived=archived, after=request.GET.get("after", ""))
    context = {"team": team, "page": page, "archived": archived}
    return respond(request, "studio/project_list.html", context)


def _facts(project: Project) -> dict[str, Any]:
    """Return what the line of facts below a song's title shows."""
    measured = clips.measured_of(project)
    return {"project": project, "takes": pages.takes_of_project(project), "measured": measured}
