"""What people do with a take. Every action says where things shall stand, so twice is once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.clips import operations, selectors
from apps.clips.access import clip_for
from apps.clips.forms import NotesForm, StarsForm, SwitchForm, TitleForm
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.core.events import Event
from apps.core.http import redirect_to, respond, wants_fragment


@require_POST
def clip_rate(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Put one to five stars of the reader on the clip, or take them away."""
    clip = clip_for(request, clip_id, Right.REVIEW)
    form = StarsForm(request.POST)
    if not form.is_valid():
        return _marks(request, clip, trouble="Give one to five stars.")
    operations.rate(clip=clip, by=signed_in(request), stars=form.cleaned_data["stars"])
    return _marks(request, clip)


@require_POST
def clip_like(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Note whether the reader likes the clip."""
    clip = clip_for(request, clip_id, Right.REVIEW)
    operations.like(clip=clip, by=signed_in(request), liked=_switch(request))
    return _marks(request, clip)


@require_POST
def clip_pick(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Make the clip the take of its song, or take that back."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    try:
        if _switch(request):
            operations.pick(clip=clip, now=timezone.now())
        else:
            operations.unpick(clip=clip)
    except DomainError as error:
        return _marks(request, clip, trouble=error.message)
    return _marks(request, clip, events=[Event.CLIPS_CHANGED])


@require_POST
def clip_rename(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Give the clip a title of its own."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    form = TitleForm(request.POST)
    if not form.is_valid():
        context = {"clip": clip, "form": form}
        return respond(request, "clips/clip_rename.html", context, partial="form", status=422)
    operations.rename(clip=clip, title=form.cleaned_data["title"])
    messages.success(request, f"The take is called {clip.title}.")
    return redirect_to(request, "clips:clip_show", clip.id)


@require_POST
def clip_note(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Keep the team's notes about the clip, and its ISRC."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    form = NotesForm(request.POST)
    if not form.is_valid():
        context = {"clip": clip, "notes_form": form}
        return respond(request, "clips/clip_note.html", context, status=422)
    operations.annotate(clip=clip, **form.cleaned_data)
    messages.success(request, "Notes are kept.")
    return redirect_to(request, "clips:clip_show", clip.pk)


@require_POST
def clip_delete(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Take the clip out of the lists; what is left in its place can bring it back."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    operations.delete(clip=clip, now=timezone.now())
    return _row(request, clip)


@require_POST
def clip_restore(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Bring a deleted clip back."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    operations.restore(clip=clip)
    return _row(request, clip)


@require_POST
def clip_fetch(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Try again to archive the audio of a broken clip."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    try:
        operations.fetch_again(clip=clip, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    return _row(request, clip)


def _switch(request: HttpRequest) -> bool:
    form = SwitchForm(request.POST)
    form.is_valid()
    return bool(form.cleaned_data["on"])


def _marks(
    request: HttpRequest, clip: Clip, *, trouble: str = "", events: list[Event] | None = None
) -> HttpResponse:
    """Answer with the marks as they are now; a page without scripts goes back to the takes."""
    if trouble:
        messages.error(request, trouble)
    if not wants_fragment(request):
        return _back(request, clip)
    fresh = selectors.take(clip.pk, request.user)
    return respond(
        request,
        "clips/_row.html",
        {"clip": fresh},
        partial="marks",
        status=422 if trouble else 200,
        events=events or [],
    )


def _row(request: HttpRequest, clip: Clip) -> HttpResponse:
    """Answer with the whole take row, or what stands in its place."""
    if not wants_fragment(request):
        return redirect_to(request, "clips:clip_show", clip.pk)
    context = {"clip": selectors.take(clip.pk, request.user)}
    return respond(request, "clips/_row.html", context, partial="row")


def _back(request: HttpRequest, clip: Clip) -> HttpResponse:
    page = reverse("studio:workspace_show", args=[clip.project_id])
    return redirect_to(request, f"{page}#clip-{clip.pk}")
