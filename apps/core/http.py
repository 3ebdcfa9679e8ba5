"""`respond`: the only place that chooses between page and fragment and that knows an HX- name."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers

from apps.core.events import Event


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asked for a part of a page: not for a boosted or a restored page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def respond(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partial: str | None = None,
    status: int = 200,
    events: Iterable[Event] = (),
) -> HttpResponse:
    """Render the page, or its `partial` when htmx asked for a fragment.

    `events` travel as `HX-Trigger`; flash messages ride along out of band with a fragment, since
    a fragment has no page around it that would show them.
    """
    fragment = partial is not None and wants_fragment(request)
    name = f"{template}#{partial}" if fragment else template
    response = render(request, name, dict(context), status=status)
    if fragment:
        _append_messages(request, response)
    return _finish(response, events)


def redirect_to(
    request: HttpRequest, to: Any, *args: Any, events: Iterable[Event] = (), **kwargs: Any
) -> HttpResponse:
    """Send the browser to another page of ours; the player plays on.

    A plain or boosted request is redirected. An answer to a fragment's request tells htmx to visit
    the page the way a link does, and static/js/navigation.js puts the page's parts into place.
    """
    url = resolve_url(to, *args, **kwargs)
    if not wants_fragment(request):
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    visit = {"path": url, "target": "#main", "headers": {"HX-Boosted": "true"}}
    response["HX-Location"] = json.dumps(visit)
    return _finish(response, events)


def _finish(response: HttpResponse, events: Iterable[Event]) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    facts = list(events)
    if facts:
        response["HX-Trigger"] = ", ".join(facts)
    return response


def _append_messages(request: HttpRequest, response: HttpResponse) -> None:
    waiting = messages.get_messages(request)
    if len(waiting):
        toasts = render(request, "_components/toasts.html", {"out_of_band": True})
        response.content += toasts.content
