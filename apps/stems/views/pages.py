"""The page of a clip's stems: the newest set, or the one that is chosen, with its mixer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.rights import Right
from apps.clips.access import clip_for
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond
from apps.lyrics.selectors import art_of
from apps.stems import operations, selectors
from apps.stems.access import set_for, stem_for
from apps.stems.forms import FORMATS, MixForm
from apps.stems.models import StemSet

TEMPLATE = "stems/stem_list.html"


@require_safe
def stem_list(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Show the newest stems of a clip, and how to get some."""
    clip = clip_for(request, clip_id, Right.LISTEN)
    sets = selectors.sets_of(clip)
    stem_set = selectors.whole_set(sets[0].pk) if sets else None
    return respond(request, TEMPLATE, page_of(request, clip, sets, stem_set), partial="set")


@require_safe
def set_show(request: HttpRequest, set_id: UUID) -> HttpResponse:
    """Show one set, with the saved mix `?mix=` if one is named."""
    stem_set = set_for(request, set_id, Right.LISTEN)
    sets = selectors.sets_of(stem_set.clip)
    context = page_of(request, stem_set.clip, sets, stem_set)
    return respond(request, TEMPLATE, context, partial="set")


@require_POST
def stem_fetch(request: HttpRequest, stem_id: UUID) -> HttpResponse:
    """Fetch the file of a part once more."""
    stem = stem_for(request, stem_id, Right.PRODUCE)
    try:
        operations.fetch_again(stem=stem, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    return redirect_to(request, "stems:set_show", stem.stem_set_id)


@require_POST
def set_prepare(request: HttpRequest, set_id: UUID) -> HttpResponse:
    """Check and pack a set once more."""
    stem_set = set_for(request, set_id, Right.PRODUCE)
    try:
        operations.prepare_again(stem_set=stem_set, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    return redirect_to(request, "stems:set_show", set_id)


def page_of(
    request: HttpRequest,
    clip: Clip,
    sets: list[StemSet],
    stem_set: StemSet | None,
    form: MixForm | None = None,
) -> dict[str, Any]:
    """Return what the page shows; `form` is one that was refused, with what was typed."""
    context: dict[str, Any] = {
        "clip": clip,
        "tempo_bpm": selectors.tempo_of(clip),
        "art": art_of(clip.project, clip.lyrics),
        "sets": sets,
        "stem_set": stem_set,
    }
    if stem_set is None:
        return context
    mix = selectors.mix_named(stem_set, request.GET.get("mix", ""))
    heard, silent, missing = selectors.sorted_out(stem_set)
    return {
        **context,
        "mix": mix,
        "form": form or MixForm(stems=heard, mix=mix),
        "silent": silent,
        "missing": missing,
        "longest_s": (longest_s := selectors.longest_s(stem_set)),
        "ruler": selectors.ruler_of(clip, longest_s),
        "findings": selectors.findings_of(stem_set),
        "formats": FORMATS,
        **selectors.mixdowns_of(stem_set),
    }
