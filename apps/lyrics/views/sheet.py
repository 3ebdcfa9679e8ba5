"""HTTP for the words: read, write, keep while typing, versions, and conflicts of two writers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.core.errors import DomainError
from apps.core.events import Event
from apps.core.http import redirect_to, respond, wants_fragment
from apps.lyrics import operations, selectors
from apps.lyrics.access import version_for
from apps.lyrics.forms import CompareForm, LyricsForm, SettleForm
from apps.projects.access import project_for
from apps.projects.models import Project

CONFLICT = 409


@require_safe
def lyrics_show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show the sheet to read, or to write with `?mode=write`."""
    project = project_for(request, project_id, Right.LISTEN)
    return _pane(request, project, write=request.GET.get("mode") == "write")


@require_POST
def lyrics_save(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Make a version of what was written."""
    project = project_for(request, project_id, Right.PRODUCE)
    form = LyricsForm(request.POST)
    form.is_valid()
    text = form.cleaned_data.get("text", "")
    try:
        version = operations.save(
            project=project,
            text=text,
            by=signed_in(request),
            revision=form.cleaned_data.get("revision"),
            now=timezone.now(),
        )
    except DomainError as error:
        return _pane(request, project, write=True, text=text, error=error)
    if not wants_fragment(request):
        messages.success(request, f"Saved as version {version.number}.")
        return redirect_to(request, "lyrics:lyrics_show", project.id)
    return _pane(request, project, write=True, events=[Event.LYRICS_SAVED])


@require_POST
def lyrics_autosave(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Keep what is being typed, and answer with the words about it only."""
    project = project_for(request, project_id, Right.PRODUCE)
    form = LyricsForm(request.POST)
    form.is_valid()
    text = form.cleaned_data.get("text", "")
    context: dict[str, Any] = {"project": project, "text": text, "write": True}
    try:
        operations.autosave(
            project=project,
            text=text,
            by=signed_in(request),
            revision=form.cleaned_data.get("revision") or 0,
            now=timezone.now(),
        )
    except operations.Conflict as error:
        context["conflict"] = error
        return respond(request, "lyrics/_conflict.html", context, status=CONFLICT)
    except DomainError as error:
        context["error"] = error
        return respond(request, "lyrics/_trouble.html", context, status=422)
    context["pane"] = selectors.pane(project, on=selectors.offer_day(timezone.now()))
    return respond(request, "lyrics/_saved.html", context)


@require_POST
def lyrics_settle(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Go on with one of two texts; the other becomes a version."""
    project = project_for(request, project_id, Right.PRODUCE)
    form = SettleForm(request.POST)
    keep_mine = not form.is_valid() or form.cleaned_data["keep"] == "mine"
    text = form.cleaned_data.get("text", "")
    try:
        operations.settle(
            project=project,
            mine=text,
            by=signed_in(request),
            keep_mine=keep_mine,
            now=timezone.now(),
        )
    except DomainError as error:
        return _pane(request, project, write=True, text=text, error=error)
    messages.success(request, "Both texts are kept as versions.")
    if not wants_fragment(request):
        return redirect_to(request, "lyrics:lyrics_show", project.id)
    return _pane(request, project, write=True, events=[Event.LYRICS_SAVED])


@require_safe
def version_list(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """List all versions of the words, newest first."""
    project = project_for(request, project_id, Right.LISTEN)
    versions = selectors.versions_of(project).defer("text")
    context = {"project": project, "versions": versions}
    return respond(request, "lyrics/version_list.html", context)


@require_safe
def version_show(request: HttpRequest, project_id: UUID, number: int) -> HttpResponse:
    """Show one version, beside what changed since: against the newest, or `?against=` another."""
    project = project_for(request, project_id, Right.LISTEN)
    version = version_for(project, number)
    form = CompareForm(request.GET)
    newest = selectors.latest(project)
    other = version_for(project, form.cleaned_data["against"]) if form.is_valid() else newest
    context = {
        "project": project,
        "version": version,
        "other": other,
        "newest": newest,
        "lines": selectors.difference(version.text, other.text if other else ""),
    }
    return respond(request, "lyrics/version_show.html", context)


@require_POST
def version_restore(request: HttpRequest, project_id: UUID, number: int) -> HttpResponse:
    """Put an old version on top again."""
    project = project_for(request, project_id, Right.PRODUCE)
    version = version_for(project, number)
    newest = operations.restore(
        project=project, number=version.number, by=signed_in(request), now=timezone.now()
    )
    messages.success(request, f"Version {number} is back, as version {newest.number}.")
    return redirect_to(request, "studio:workspace_show", project.id)


def _pane(
    request: HttpRequest,
    project: Project,
    *,
    write: bool,
    text: str | None = None,
    error: DomainError | None = None,
    events: list[Event] | None = None,
) -> HttpResponse:
    pane = selectors.pane(project, on=selectors.offer_day(timezone.now()))
    context: dict[str, Any] = {
        "project": project,
        "pane": pane,
        "write": write,
        "text": pane.text if text is None else text,
        "conflict": error if isinstance(error, operations.Conflict) else None,
        "error": error,
    }
    return respond(
        request,
        "lyrics/lyrics_show.html",
        context,
        partial="pane",
        status=422 if error else 200,
        events=events or [],
    )
