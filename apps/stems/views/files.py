"""The files of stems: to play, to mix, to take away."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from apps.accounts.rights import Right
from apps.archive import delivery
from apps.archive.models import Asset
from apps.stems import operations, selectors
from apps.stems.access import rendering_for, set_for, stem_for


@require_safe
def stem_audio(request: HttpRequest, stem_id: UUID) -> HttpResponseBase:
    """Play one part, in ranges."""
    stem = stem_for(request, stem_id, Right.LISTEN)
    return delivery.serve(request, _there(stem.asset))


@require_safe
def stem_download(request: HttpRequest, stem_id: UUID) -> HttpResponseBase:
    """Give one part as it came."""
    stem = stem_for(request, stem_id, Right.PRODUCE)
    asset = _there(stem.asset)
    return delivery.serve(request, asset, download_name=selectors.stem_file(stem, asset))


@require_safe
def pack_show(request: HttpRequest, set_id: UUID) -> HttpResponseBase:
    """Give the mixer a range of all parts together; from us, since scripts may ask nobody else."""
    stem_set = set_for(request, set_id, Right.LISTEN)
    return delivery.serve(request, _there(stem_set.pack), by_us=True)


@require_safe
def manifest_show(request: HttpRequest, set_id: UUID) -> HttpResponseBase:
    """Tell the mixer where in the pack everything is."""
    stem_set = set_for(request, set_id, Right.LISTEN)
    return delivery.serve(request, _there(stem_set.manifest), by_us=True)


@require_safe
def mixdown_download(request: HttpRequest, rendering_id: UUID) -> HttpResponseBase:
    """Give a mix that was made."""
    rendering = rendering_for(request, rendering_id, Right.PRODUCE)
    asset = _there(rendering.asset)
    return delivery.serve(request, asset, download_name=selectors.mix_file(rendering))


@require_safe
def set_download(request: HttpRequest, set_id: UUID) -> HttpResponseBase:
    """Give all parts as a zip of WAV files of one length, written while it is sent."""
    stem_set = set_for(request, set_id, Right.PRODUCE)
    if not selectors.can_mix(stem_set):
        raise Http404
    if request.method == "HEAD":
        return HttpResponse(content_type="application/zip")
    answer = StreamingHttpResponse(
        operations.zip_of(stem_set=stem_set), content_type="application/zip"
    )
    name = selectors.zip_file(stem_set)
    answer["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=name)
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _there(asset: Asset | None) -> Asset:
    if asset is None:
        raise Http404
    return asset
