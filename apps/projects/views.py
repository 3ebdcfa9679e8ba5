"""HTTP for songs: begin one, describe it, put it away and take it out again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import signed_in, team_for
from apps.accounts.rights import Right
from apps.archive import delivery
from apps.archive.analysis import Unplayable
from apps.archive.store import StorageTrouble
from apps.core.http import redirect_to, respond
from apps.projects import operations
from apps.projects.access import cover_for, project_for
from apps.projects.forms import NewProjectForm, ProjectForm
from apps.projects.models import Project
from apps.projects.states import ProjectStatus


@require_http_methods(["GET", "HEAD", "POST"])
def project_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a title and begin a song."""
    team = team_for(request, slug, Right.PRODUCE)
    form = NewProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        project = operations.create(
            team=team,
            title=form.cleaned_data["title"],
            by=signed_in(request),
            now=timezone.now(),
        )
        return redirect_to(request, "studio:workspace_show", project.id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form}
    return respond(request, "projects/project_create.html", context, partial="form", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show and change the song's title, how far it is, its key and tempo, cover and notes.

    `?key=` is a suggestion for a song of which no key is said: it stands in the field, unsaved.
    """
    project = project_for(request, project_id, Right.PRODUCE)
    now = {name: getattr(project, name) for name in ProjectForm.base_fields if name != "picture"}
    now["key"] = now["key"] or request.GET.get("key", "")
    sent, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ProjectForm(sent, files, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            _save(project, form.cleaned_data)
        except (Unplayable, StorageTrouble) as error:
            form.add_error("picture", error.message)
        else:
            messages.success(request, f"Saved. The song is called {project.title}.")
            return redirect_to(request, "studio:workspace_show", project.id)
    return respond(
        request,
        "projects/project_edit.html",
        {"form": form, "project": project},
        partial="form",
        status=422 if request.method == "POST" else 200,
    )


@require_safe
def cover_show(request: HttpRequest, cover_id: UUID) -> HttpResponseBase:
    """Show the picture on a song's cover. Another picture has another address."""
    return delivery.serve(request, cover_for(request, cover_id, Right.LISTEN))


@require_POST
def cover_remove(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Take the picture away: the cover is drawn from the song again."""
    project = project_for(request, project_id, Right.PRODUCE)
    operations.drop_cover(project=project)
    messages.success(request, f"The cover of {project.title} is drawn from the song again.")
    return redirect_to(request, "projects:project_edit", project.id)


@require_POST
def project_archive(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Put the song away."""
    project = project_for(request, project_id, Right.PRODUCE)
    operations.archive(project=project, now=timezone.now())
    messages.success(request, f"{project.title} is put away. Nothing of it was deleted.")
    return redirect_to(request, "studio:project_list", project.team.slug)


@require_POST
def project_restore(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Take the song out of the archive."""
    project = project_for(request, project_id, Right.PRODUCE)
    operations.restore(project=project)
    messages.success(request, f"{project.title} is back.")
    return redirect_to(request, "studio:workspace_show", project.id)


def _save(project: Project, said: dict[str, Any]) -> None:
    """Keep what was said. The picture comes first: if it is none, nothing is changed."""
    if said["picture"]:
        operations.put_cover(project=project, picture=said["picture"], now=timezone.now())
    status = ProjectStatus(said["status"])
    operations.describe(project=project, title=said["title"], status=status, notes=said["notes"])
    operations.tune(project=project, key=said["key"], tempo_bpm=said["tempo_bpm"])
