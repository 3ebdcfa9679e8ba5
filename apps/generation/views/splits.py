"""HTTP for taking a clip apart: what it costs, how far it is, and asking for it."""

from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.clips.access import clip_for
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.core.events import Event
from apps.core.http import redirect_to, respond
from apps.generation import operations, selectors
from apps.generation.kinds import KINDS, offers
from apps.generation.models import Job
from apps.generation.selectors.splits import done_splits
from apps.generation.states import SPLITS, JobState
from apps.generation.views.common import MOVED, nudge


@require_safe
def split_list(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Show how a clip can be taken apart, at what price, and what is under way.

    With `?known=` it tells the page when something has moved since.
    """
    clip = clip_for(request, clip_id, Right.PRODUCE)
    now = timezone.now()
    desk = offers.Desk.of(clip.team, now=now)
    jobs = selectors.splits_of(clip, request.user, now=now)
    done = done_splits(clip)
    mark = selectors.fingerprint(jobs)
    known = request.GET.get("known", mark)
    context = {
        "clip": clip,
        "offers": [(desk.offer(kind, clip), done.get(kind)) for kind in SPLITS],
        "jobs": jobs,
        "mark": mark,
        "has_moved": known != mark,
        "is_live": any(generation.is_live for generation in jobs),
    }
    moved = [Event.CLIPS_CHANGED] if known != mark else []
    return respond(request, "generation/split_list.html", context, partial="splits", events=moved)


@require_POST
def split_create(request: HttpRequest, clip_id: UUID, kind: str) -> HttpResponse:
    """Ask for the parts of a clip: once, unless `again` names the split that is to be repeated."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    if kind not in SPLITS:
        raise Http404
    try:
        job = _ask(request, clip, kind)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        nudge()
        messages.success(request, _said(job))
    return redirect_to(request, "stems:stem_list", clip.pk, events=MOVED)


def _ask(request: HttpRequest, clip: Clip, kind: str) -> Job:
    person, now = signed_in(request), timezone.now()
    again = request.POST.get("again", "")
    if not again:
        return operations.request_of(kind=kind, clip=clip, by=person, now=now)
    return operations.request(
        kind=kind,
        project=clip.project,
        by=person,
        spec=KINDS[kind].Spec.of(clip),
        request_key=uuid5(clip.pk, f"{kind} after {again}"),
        now=now,
    )


def _said(job: Job) -> str:
    if job.state == JobState.SUCCEEDED:
        return "These stems are here already. Nothing was spent."
    return f"Taking it apart, for {job.price:f} credits."
