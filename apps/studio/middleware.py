"""What surrounds every request: one log line, and the page for maintenance."""

import re
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter
from typing import Any

import structlog
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from structlog.contextvars import bind_contextvars, clear_contextvars

from apps.core.metrics import REQUEST_SECONDS

log = structlog.get_logger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECRET_PARTS = {"key", "token", "secret", "signature", "uidb36"}
ASKED_BY_MACHINES = frozenset({"/healthz", "/readyz", "/metrics"})
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
RETRY_AFTER_S = 120


def request_log(get_response: GetResponse) -> GetResponse:
    """Log one line a request, and give all lines of the request its id.

    The id comes from the proxy's X-Request-ID if it looks like one, and goes back in the answer.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        began_s = perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        queries = QueryCount()
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(queries))
            response = get_response(request)
        response["X-Request-ID"] = request_id
        _report(request, response, perf_counter() - began_s, queries.count)
        clear_contextvars()
        return response

    return handle


class QueryCount:
    """Counts the queries that pass through it."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        """Count one query and let it through."""
        self.count += 1
        return execute(*args)


def _report(
    request: HttpRequest, response: HttpResponseBase, duration_s: float, queries: int
) -> None:
    match = request.resolver_match
    view = match.view_name if match else "none"
    # A series is kept for ever, and strangers may invent as many methods as they like.
    method = request.method if request.method in METHODS else "other"
    REQUEST_SECONDS.labels(view, method, response.status_code).observe(duration_s)
    tell = log.debug if request.path in ASKED_BY_MACHINES else log.info
    user = getattr(request, "user", None)
    tell(
        "request",
        method=request.method,
        path=_public_path(request),
        status=response.status_code,
        duration_ms=round(duration_s * 1000, 1),
        queries=queries,
        user=str(user.pk) if user is not None and user.is_authenticated else None,
    )


def _public_path(request: HttpRequest) -> str:
    """Return the path without what lets somebody in, such as the key of a password reset."""
    path = request.path
    match = request.resolver_match
    for name, value in match.kwargs.items() if match else ():
        if name in SECRET_PARTS:
            path = path.replace(str(value), "hidden")
    return path


def maintenance(get_response: GetResponse) -> GetResponse:
    """Answer with the maintenance page while MAINTENANCE is set or VAR_DIR/maintenance is there."""
    switch = settings.VAR_DIR / "maintenance"

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.path in ASKED_BY_MACHINES or not (settings.MAINTENANCE or switch.exists()):
            return get_response(request)
        # Before sessions and people are known, so without what context processors would add.
        page = render_to_string("errors/maintenance.html", {"request": request})
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_S)})

    return handle
