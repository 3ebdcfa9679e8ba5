"""HTTP for the provider: files of ours, by links that it was given."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from apps.archive import delivery
from apps.generation import selectors
from apps.generation.kinds import links


@login_not_required
@require_safe
def file_show(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the file that the link names, to whoever has the link, as long as it lives."""
    asset_id = links.asset_id_of(token)
    asset = selectors.asset_of(asset_id) if asset_id else None
    if asset is None:
        raise Http404
    answer = delivery.serve(request, asset)
    answer["Cache-Control"] = "private, no-store"
    return answer
