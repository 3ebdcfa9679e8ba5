"""HTTP for the composer: what to ask for, what it costs, and asking."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.clips.access import clip_for
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.core.events import Event
from apps.core.http import redirect_to, respond, wants_fragment
from apps.generation import operations, selectors
from apps.generation.forms import FORMS, ComposerForm
from apps.generation.models import Job
from apps.generation.states import WITHOUT_TAKES
from apps.generation.views.begun import again, begin_with
from apps.generation.views.common import nudge, place
from apps.generation.views.panels import composer_context
from apps.lyrics import operations as lyrics
from apps.lyrics.forms import LyricsForm
from apps.lyrics.models import LyricVersion
from apps.lyrics.selectors import offer_day
from apps.projects.access import project_for
from apps.projects.models import Project

TEMPLATE = "generation/composer_show.html"

WISHES = {"persona", "style", "tags", "vocal"}
"""Fields that a link to the composer may choose."""


@require_safe
def composer_show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show the composer alone, fresh, for `?operation=` on the clip `?source=`."""
    project = project_for(request, project_id, Right.PRODUCE)
    kind, source = _chosen(request, request.GET, project)
    composer = composer_context(project, kind=kind, source=source)
    begin_with(request, project, composer["form"])
    composer["form"].initial |= {name: request.GET[name] for name in WISHES & set(request.GET)}
    return _composer(request, project, composer)


@require_safe
def price_show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show what the chosen model costs, as the choice changes."""
    project = project_for(request, project_id, Right.PRODUCE)
    form = bound(request, request.GET, project)
    context = {"project": project, "composer": composer_context(project, form)}
    return respond(request, TEMPLATE, context, partial="price")


@require_POST
def work_create(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Ask for what the composer says: sets its price aside and queues it."""
    project = project_for(request, project_id, Right.PRODUCE)
    form = bound(request, request.POST, project)
    job = _request(request, project, form) if form.is_valid() else None
    if job is None:
        return _composer(request, project, composer_context(project, form), status=422)
    nudge()
    return _after_request(request, project, form, job)


def _composer(
    request: HttpRequest,
    project: Project,
    composer: dict[str, object],
    *,
    status: int = 200,
    events: list[Event] | None = None,
) -> HttpResponse:
    context = {"project": project, "composer": composer}
    return respond(
        request, TEMPLATE, context, partial="composer", status=status, events=events or []
    )


def _chosen(request: HttpRequest, data: QueryDict, project: Project) -> tuple[str, Clip | None]:
    """Return the operation and the clip that the request names. Raises: Http404."""
    kind = data.get("operation") or "song"
    if kind not in FORMS:
        raise Http404
    if not FORMS[kind].needs_source:
        return kind, None
    source_id = place(data.get("source"))
    if source_id is None:
        raise Http404
    source = clip_for(request, source_id, Right.PRODUCE)
    if source.project_id != project.pk:
        raise Http404
    return kind, source


def bound(request: HttpRequest, data: QueryDict, project: Project) -> ComposerForm:
    """Return the composer's form as it was sent."""
    kind, source = _chosen(request, data, project)
    on = offer_day(timezone.now())
    form = FORMS[kind](data, request.FILES, on=on, project=project, source=source)
    form.by = signed_in(request)
    return form


def _request(request: HttpRequest, project: Project, form: ComposerForm) -> Job | None:
    """Ask for what the form says; what stands against it becomes the form's errors."""
    try:
        words = _words(request, project) if form.uses_sheet else None
        version_id = str(words.pk) if words else None
        spec = form.spec(lyrics=words.text if words else "", lyric_version_id=version_id)
        if not form.check(spec):
            return None
        jobs = operations.request_variants(
            count=form.count,
            kind=form.kind,
            project=project,
            by=signed_in(request),
            spec=spec,
            request_key=form.cleaned_data["request_key"],
            now=timezone.now(),
            retry_of=again(request, request.POST, project),
            recipe=selectors.recipe_of(project.team, place(request.POST.get("recipe"))),
        )
        return jobs[0]
    except DomainError as error:
        form.add_error(None, error.message)
        return None


def _words(request: HttpRequest, project: Project) -> LyricVersion | None:
    """Return the words as the person sees them: sent along from the open sheet, else as saved."""
    if "text" not in request.POST:
        return lyrics.version_for_generation(project=project, now=timezone.now())
    sheet = LyricsForm(request.POST)
    sheet.is_valid()
    return lyrics.save(
        project=project,
        text=sheet.cleaned_data.get("text", ""),
        by=signed_in(request),
        revision=sheet.cleaned_data.get("revision"),
        now=timezone.now(),
    )


def _after_request(
    request: HttpRequest, project: Project, form: ComposerForm, job: Job
) -> HttpResponse:
    events = [Event.JOB_QUEUED, Event.BALANCE_CHANGED, Event.LYRICS_SAVED]
    if form.kind in WITHOUT_TAKES or form.needs_source or not wants_fragment(request):
        where = "" if form.kind in WITHOUT_TAKES else " The takes appear here as they come."
        messages.success(request, f"Queued.{where}")
        return redirect_to(request, form.page_after(job), events=events)
    return _composer(request, project, composer_context(project), events=events)
