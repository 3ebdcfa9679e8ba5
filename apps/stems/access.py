"""The only way from a view to stems: the row, or 404 for strangers and 403 for the role."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from apps.accounts.access import member_or_404
from apps.accounts.rights import Right
from apps.stems import selectors
from apps.stems.models import Mix, Rendering, Stem, StemSet


def set_for(request: HttpRequest, set_id: UUID, right: Right) -> StemSet:
    """Return the set with its parts if the reader's role in its team has `right`.

    Raises: Http404 for strangers, PermissionDenied for members whose role is too narrow.
    """
    try:
        stem_set = selectors.whole_set(set_id)
    except StemSet.DoesNotExist:
        raise Http404 from None
    member_or_404(request, stem_set.team, right)
    return stem_set


def stem_for(request: HttpRequest, stem_id: UUID, right: Right) -> Stem:
    """Return one part. Raises: as `set_for`."""
    related = ("stem_set__team", "stem_set__clip__project", "asset")
    stem = get_object_or_404(Stem.objects.select_related(*related), pk=stem_id)
    member_or_404(request, stem.stem_set.team, right)
    return stem


def rendering_for(request: HttpRequest, rendering_id: UUID, right: Right) -> Rendering:
    """Return one rendering. Raises: as `set_for`."""
    related = ("stem_set__team", "stem_set__clip__project", "asset")
    rendering = get_object_or_404(Rendering.objects.select_related(*related), pk=rendering_id)
    member_or_404(request, rendering.stem_set.team, right)
    return rendering


def mix_for(request: HttpRequest, mix_id: UUID, right: Right) -> Mix:
    """Return one saved mix. Raises: as `set_for`."""
    mix = get_object_or_404(Mix.objects.select_related("stem_set__team"), pk=mix_id)
    member_or_404(request, mix.stem_set.team, right)
    return mix


def mix_to_delete(request: HttpRequest, mix_id: UUID) -> Mix:
    """Return one's own saved mix, or anybody's for who may produce. Raises: as `set_for`."""
    mix = mix_for(request, mix_id, Right.REVIEW)
    if mix.created_by_id != request.user.pk:
        member_or_404(request, mix.stem_set.team, Right.PRODUCE)
    return mix
