"""HTTP for what can be made out of a clip: the list of it, and asking for what needs no choice."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.accounts.selectors import account_of
from apps.clips.access import clip_for
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond
from apps.generation import operations
from apps.generation.kinds import KINDS, offers
from apps.generation.models import Job
from apps.generation.states import WITHOUT_TAKES
from apps.generation.views.common import MOVED, nudge
from apps.projects.access import project_for

BACK = {"stems": "stems:stem_list"}
"""Pages of a clip from which something is asked for, by their name in a request."""


@require_safe
def offer_list(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Show what can be made of a clip, at what price, and why not; `?only=` names some kinds.

    What is asked for with `?back=stems` leads back to the page of stems.
    """
    clip = clip_for(request, clip_id, Right.PRODUCE)
    only, back = request.GET.getlist("only"), request.GET.get("back", "")
    found = offers.offers_for(clip, now=timezone.now())
    shown = [offer for offer in found if not only or offer.kind in only]
    context = {"clip": clip, "offers": shown, "back": back if back in BACK else ""}
    return respond(request, "generation/offer_list.html", context, partial="offers")


@require_POST
def offer_take(request: HttpRequest, clip_id: UUID, kind: str) -> HttpResponse:
    """Ask for what is made of the clip without further choices."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    if kind not in KINDS or not offers.is_direct(kind):
        raise Http404
    job = _ask(request, clip, kind)
    back = BACK.get(request.POST.get("back", ""))
    if job is None or back:
        return redirect_to(request, back or "clips:clip_show", clip.pk, events=MOVED)
    if kind in WITHOUT_TAKES:
        return redirect_to(request, "generation:generation_show", job.pk, events=MOVED)
    return redirect_to(request, "studio:workspace_show", clip.project_id, events=MOVED)


@require_POST
def offer_again(request: HttpRequest, project_id: UUID, kind: str) -> HttpResponse:
    """Forget that the provider withheld a kind of work, so that it can be asked for again."""
    project = project_for(request, project_id, Right.PRODUCE)
    if kind not in KINDS:
        raise Http404
    operations.forget_absence(kind=kind, account=account_of(project.team))
    messages.success(request, f"{KINDS[kind].NAME} can be asked for again.")
    return redirect_to(request, "studio:workspace_show", project.pk, events=MOVED)


@require_POST
def wav_create(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Ask for a clip's WAV file."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    _ask(request, clip, "wav")
    return redirect_to(request, "clips:clip_show", clip.id, events=MOVED)


def _ask(request: HttpRequest, clip: Clip, kind: str) -> Job | None:
    """Ask once; tell in either case."""
    try:
        job = operations.request_of(kind=kind, clip=clip, by=signed_in(request), now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return None
    nudge()
    name = KINDS[kind].NAME
    messages.success(request, f"{name} of {clip} is on its way, for {job.price:f} credits.")
    return job
