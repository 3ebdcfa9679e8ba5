"""HTTP for work under way: lists that follow it, one generation, and what can be done about it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in, team_for
from apps.accounts.rights import Right
from apps.core.errors import DomainError
from apps.core.events import Event
from apps.core.http import redirect_to, respond
from apps.generation import operations, selectors
from apps.generation.access import job_for
from apps.generation.models import Job
from apps.generation.states import SPLITS
from apps.generation.views.common import MOVED, nudge, place
from apps.generation.views.panels import running_context, settled_context
from apps.projects.access import project_for


@require_safe
def live_list(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show the project's generations that are going on; nothing new is said with nothing."""
    project = project_for(request, project_id, Right.LISTEN)
    live = selectors.live_of(project, request.user, now=timezone.now())
    seen = request.GET.get("seen")
    mark = selectors.mark_of(project, live)
    if seen == mark:
        return HttpResponse(status=204)
    context = {"project": project, "live": live, "live_mark": mark}
    moved = seen is not None and seen.partition("-")[0] != mark.partition("-")[0]
    events = [Event.CLIPS_CHANGED, Event.BALANCE_CHANGED] if moved else []
    return respond(request, "generation/_live.html", context, events=events)


@require_safe
def settled_list(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show a page of the project's finished generations."""
    project = project_for(request, project_id, Right.LISTEN)
    context = settled_context(request, project)
    return respond(request, "generation/_settled.html", context)


@require_safe
def running_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything of the team that is going on."""
    team = team_for(request, slug, Right.LISTEN)
    context = running_context(request, team)
    if request.GET.get("seen") == context["running_mark"]:
        return HttpResponse(status=204)
    return respond(request, "generation/_running.html", context)


@require_safe
def generation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the queue: what is under way, what went wrong, and everything there was."""
    team = team_for(request, slug, Right.LISTEN)
    show = request.GET.get("show", "all")
    page, more = selectors.queue_of(
        team,
        request.user,
        now=timezone.now(),
        show=show,
        before=place(request.GET.get("before")),
    )
    context = {"team": team, "generations": page, "more": more, "show": show}
    return respond(request, "generation/generation_list.html", context, partial="generations")


@require_safe
def generation_show(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show one generation: what was asked, each step it took, and what it cost."""
    job = job_for(request, job_id, Right.LISTEN)
    context = {
        "generation": selectors.one(job, request.user, now=timezone.now()),
        "transitions": selectors.transitions_of(job),
    }
    return respond(request, "generation/generation_show.html", context, partial="outcome")


@require_POST
def generation_cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Take a queued generation out of the queue."""
    job = job_for(request, job_id, Right.PRODUCE)
    return _act(request, job, lambda: operations.cancel(job=job, now=timezone.now()), "Cancelled.")


@require_POST
def generation_place(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Give a queued generation another place in the queue."""
    job = job_for(request, job_id, Right.PRODUCE)
    to = request.POST.get("to", "")
    if to not in set(operations.Place):
        return HttpResponse(status=422)

    def placed() -> None:
        operations.place(job=job, to=operations.Place(to), now=timezone.now())

    return _act(request, job, placed, "The queue is in a new order.")


@require_POST
def generation_retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Ask for a failed generation once more."""
    job = job_for(request, job_id, Right.PRODUCE)

    def again() -> None:
        operations.retry(job=job, by=signed_in(request), now=timezone.now())

    return _act(request, job, again, "Queued again.")


@require_POST
def generation_look(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Look once more for a result that was given up."""
    job = job_for(request, job_id, Right.PRODUCE)
    return _act(
        request, job, lambda: operations.look_again(job=job, now=timezone.now()), "Looking again."
    )


@require_POST
def generation_settle(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Take a person's word for what became of a call that got no answer."""
    job = job_for(request, job_id, Right.OWN)
    was_taken = request.POST.get("taken") == "yes"

    def settled() -> None:
        operations.settle(job=job, was_taken=was_taken, by=signed_in(request), now=timezone.now())

    return _act(request, job, settled, "Settled.")


def _act(request: HttpRequest, job: Job, action: Callable[[], object], done: str) -> HttpResponse:
    try:
        action()
    except DomainError as error:
        messages.error(request, error.message)
    else:
        nudge()
        messages.success(request, done)
    back = request.POST.get("back")
    if back == "workspace":
        return redirect_to(request, "studio:workspace_show", job.project_id, events=MOVED)
    if back == "stems" and job.kind in SPLITS:
        return redirect_to(request, "stems:stem_list", job.spec["clip_id"], events=MOVED)
    return redirect_to(request, "generation:generation_show", job.pk, events=MOVED)
