"""HTTP for what is made of stems: saved mixes, and mixes to take away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond, wants_fragment
from apps.stems import operations, selectors
from apps.stems.access import mix_for, mix_to_delete, rendering_for, set_for
from apps.stems.forms import MixdownForm, MixForm, SaveForm
from apps.stems.models import StemSet
from apps.stems.states import MixFormat
from apps.stems.views.pages import TEMPLATE, page_of


@require_POST
def mix_create(request: HttpRequest, set_id: UUID) -> HttpResponse:
    """Keep the strips as they stand under a name."""
    stem_set = set_for(request, set_id, Right.REVIEW)
    form = SaveForm(request.POST, stems=selectors.sorted_out(stem_set)[0])
    if not form.is_valid():
        return _refused(request, stem_set, form, "stems/_mixes.html")
    try:
        mix = operations.save_mix(
            stem_set=stem_set,
            name=form.cleaned_data["name"],
            strips=form.strips(),
            by=signed_in(request),
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error("name", error.message)
        return _refused(request, stem_set, form, "stems/_mixes.html")
    if wants_fragment(request):
        fresh = selectors.whole_set(set_id)
        return respond(request, "stems/_mixes.html", {"stem_set": fresh, "mix": mix})
    return redirect_to(request, f"{reverse('stems:set_show', args=[set_id])}?mix={mix.pk}")


@require_POST
def mix_delete(request: HttpRequest, mix_id: UUID) -> HttpResponse:
    """Forget a saved mix."""
    mix = mix_to_delete(request, mix_id)
    operations.delete_mix(mix=mix)
    return redirect_to(request, "stems:set_show", mix.stem_set_id)


@require_POST
def mix_render(request: HttpRequest, mix_id: UUID) -> HttpResponse:
    """Have a saved mix made into an MP3, without loading it."""
    mix = mix_for(request, mix_id, Right.PRODUCE)
    try:
        operations.render_mix(
            mix=mix, file_format=MixFormat.MP3, by=signed_in(request), now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
    return mixdowns(request, mix.stem_set_id)


@require_POST
def mixdown_create(request: HttpRequest, set_id: UUID) -> HttpResponse:
    """Have the strips as they stand made into a file."""
    stem_set = set_for(request, set_id, Right.PRODUCE)
    form = MixdownForm(request.POST, stems=selectors.sorted_out(stem_set)[0])
    if not form.is_valid():
        return _refused(request, stem_set, form, "stems/_mixdowns.html")
    try:
        operations.request_mixdown(
            stem_set=stem_set,
            strips=form.strips(),
            file_format=form.cleaned_data["format"],
            by=signed_in(request),
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, error.message)
        return _refused(request, stem_set, form, "stems/_mixdowns.html")
    return mixdowns(request, set_id)


@require_POST
def mixdown_retry(request: HttpRequest, rendering_id: UUID) -> HttpResponse:
    """Try once more to make a mix that could not be made."""
    rendering = rendering_for(request, rendering_id, Right.PRODUCE)
    try:
        operations.make_again(rendering=rendering, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    return mixdowns(request, rendering.stem_set_id)


@require_safe
def mixdown_list(request: HttpRequest, set_id: UUID) -> HttpResponse:
    """Show the mixes that were made, and those that are being made."""
    set_for(request, set_id, Right.PRODUCE)
    return mixdowns(request, set_id)


def mixdowns(request: HttpRequest, set_id: UUID) -> HttpResponse:
    """Answer with the list of mixes, or with the page around it."""
    if not wants_fragment(request):
        return redirect_to(request, "stems:set_show", set_id)
    stem_set = selectors.whole_set(set_id)
    context = {"stem_set": stem_set, **selectors.mixdowns_of(stem_set)}
    return respond(request, "stems/_mixdowns.html", context)


def _refused(request: HttpRequest, stem_set: StemSet, form: MixForm, fragment: str) -> HttpResponse:
    sets = selectors.sets_of(stem_set.clip)
    context = page_of(request, stem_set.clip, sets, stem_set, form)
    template = fragment if wants_fragment(request) else TEMPLATE
    return respond(request, template, context, status=422)
