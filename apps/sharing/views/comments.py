"""Comments over HTTP: said, answered, edited, resolved, taken back; and the pulse of pages."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.clips.access import clip_for
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.core.events import Event
from apps.core.http import redirect_to, respond, wants_fragment
from apps.projects.access import project_for
from apps.sharing import operations, selectors
from apps.sharing.access import comment_for, own_comment_for, written_comment_for
from apps.sharing.forms import AnswerForm, CommentForm, PulseForm, SwitchForm
from apps.sharing.models import Comment


@require_safe
def comment_list(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Show what was said about a take, with its moments."""
    return _page(request, clip_for(request, clip_id, Right.LISTEN))


@require_safe
def thread_list(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Show the threads alone, for pages that follow them."""
    clip = clip_for(request, clip_id, Right.LISTEN)
    context = {"clip": clip, "threads": selectors.threads_of(clip, signed_in(request))}
    return respond(request, "sharing/_threads.html", context)


@require_safe
def pin_list(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Show the pins of a take's waveform."""
    clip = clip_for(request, clip_id, Right.LISTEN)
    context = {"clip": clip, "threads": selectors.threads_of(clip)}
    return respond(request, "sharing/_pins.html", context)


@require_POST
def comment_create(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Say something about a take, about a moment of it, or about a range."""
    clip = clip_for(request, clip_id, Right.REVIEW)
    form = CommentForm(request.POST)

    def say() -> None:
        operations.comment(
            clip=clip, by=signed_in(request), now=timezone.now(), **form.cleaned_data
        )

    if not _done(form, say):
        return _page(request, clip, form)
    return _back(request, clip)


@require_POST
def comment_answer(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Answer a comment."""
    comment = comment_for(request, comment_id, Right.REVIEW)
    form = AnswerForm(request.POST)

    def say() -> None:
        text = form.cleaned_data["text"]
        operations.answer(to=comment, by=signed_in(request), text=text, now=timezone.now())

    if not _done(form, say):
        return _page(request, comment.clip, answer_form=form, answered=comment)
    return _back(request, comment.clip)


@require_POST
def comment_edit(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Let one's own comment say something else; others see that it was edited."""
    comment = written_comment_for(request, comment_id)
    form = AnswerForm(request.POST)

    def say() -> None:
        operations.edit(comment=comment, text=form.cleaned_data["text"], now=timezone.now())

    if not _done(form, say):
        return _page(request, comment.clip, edit_form=form, edited=comment)
    return _back(request, comment.clip)


@require_POST
def comment_resolve(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Note that a thread is dealt with, or open it again."""
    comment = comment_for(request, comment_id, Right.REVIEW)
    form = SwitchForm(request.POST)
    on = form.is_valid() and form.cleaned_data["on"]
    try:
        operations.resolve(comment=comment, by=signed_in(request), resolved=on, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    return _back(request, comment.clip)


@require_POST
def comment_delete(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Take one's own comment back; an owner may take away any."""
    comment = own_comment_for(request, comment_id)
    operations.take_back(comment=comment, now=timezone.now())
    return _back(request, comment.clip)


@require_safe
def pulse_show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Say what has changed since a page looked last: with nothing new, nothing."""
    project = project_for(request, project_id, Right.LISTEN)
    form = PulseForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    marks = selectors.pulse_of(project, asked.get("take"))
    seen = asked.get("seen", "")
    now = "-".join(marks.values())
    if seen == now:
        return HttpResponse(status=204)
    before = dict(zip(marks, seen.split("-"), strict=False))
    changed = [event for event, mark in marks.items() if before.get(event, mark) != mark]
    context = {"project_id": project_id, "clip_id": asked.get("take"), "mark": now}
    return respond(request, "sharing/_pulse.html", context, events=changed if seen else [])


def _done(form: forms.Form, act: Callable[[], None]) -> bool:
    """Act if the form is whole; tell in it what a rule of ours says against it."""
    if not form.is_valid():
        return False
    try:
        act()
    except DomainError as error:
        form.add_error(None, error.message)
    return form.is_valid()


def _page(
    request: HttpRequest,
    clip: Clip,
    form: CommentForm | None = None,
    *,
    answer_form: AnswerForm | None = None,
    answered: Comment | None = None,
    edit_form: AnswerForm | None = None,
    edited: Comment | None = None,
) -> HttpResponse:
    context = {
        "clip": clip,
        "threads": selectors.threads_of(clip, signed_in(request)),
        "comment_form": form or CommentForm(),
        "answer_form": answer_form,
        "answered": answered,
        "edit_form": edit_form,
        "edited": edited,
    }
    status = 422 if form or answer_form or edit_form else 200
    template = "sharing/comment_list.html"
    return respond(request, template, context, partial="comments", status=status)


def _back(request: HttpRequest, clip: Clip) -> HttpResponse:
    if not wants_fragment(request):
        return redirect_to(request, "sharing:comment_list", clip.pk)
    context = {
        "clip": clip,
        "threads": selectors.threads_of(clip, signed_in(request)),
        "comment_form": CommentForm(),
    }
    events = [Event.COMMENTS_CHANGED]
    return respond(request, "sharing/comment_list.html", context, partial="comments", events=events)
