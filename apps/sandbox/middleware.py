"""What happens around every call: scripted misbehaviour, and envelopes where Django has none."""

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone

from apps.sandbox import accounts, connections, faults, ledger

_API = "/api/v1"
_PLAIN = {400: "the request cannot be read", 404: "not found", 405: "method not allowed"}
_PIECE_BYTES = 65_536
_MOST_BYTES_READ = 16_000_000
_Next = Callable[[HttpRequest], HttpResponseBase]


def bounded(get_response: _Next) -> _Next:
    """Refuse bodies that are far larger than any call needs.

    The body is read and thrown away, within bounds, or the client would not see the answer.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        size_bytes = int(request.META.get("CONTENT_LENGTH") or 0)
        if size_bytes <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return get_response(request)
        left = min(size_bytes, _MOST_BYTES_READ)
        while left > 0 and (piece := request.read(_PIECE_BYTES)):
            left -= len(piece)
        return JsonResponse({"error": "the body is too large"}, status=400)

    return middleware


def misbehaviour(get_response: _Next) -> _Next:
    """Let faults strike before and after a call; those of files act in `files.py`."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith((_API, "/files/")):
            return get_response(request)
        path = request.path.removeprefix(_API)
        if (instead := _before(request, path)) is not None:
            return instead
        answer = get_response(request)
        if not 200 <= answer.status_code < 300:
            return answer
        return _after(request, path) or answer

    return middleware


def envelopes(get_response: _Next) -> _Next:
    """Give unknown addresses, wrong methods and unreadable requests the API's error envelope."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        if answer.status_code not in _PLAIN or is_json:
            return answer
        kept = {name: answer[name] for name in ("Allow",) if name in answer}
        body = {"error": _PLAIN[answer.status_code]}
        return JsonResponse(body, status=answer.status_code, headers=kept)

    return middleware


def _before(request: HttpRequest, path: str) -> HttpResponse | None:
    if struck := faults.strike("balance_jump", path):
        change = ledger.Balance(Decimal(str(struck.options["amount"])), Decimal(0))
        ledger.adjust(account=accounts.own_account(), change=change, now=timezone.now())
    if struck := faults.strike("delay", path):
        time.sleep(float(struck.options["seconds"]))
    if struck := faults.strike("rate_limit", path):
        return _too_many(struck.options["retry_after_s"])
    if struck := faults.strike("error_before", path):
        return _error(struck)
    if faults.strike("drop_before", path):
        return connections.unanswered(request)
    return None


def _after(request: HttpRequest, path: str) -> HttpResponse | None:
    if struck := faults.strike("delay_after", path):
        time.sleep(float(struck.options["seconds"]))
    if struck := faults.strike("error_after", path):
        return _error(struck)
    if faults.strike("drop_after", path):
        return connections.unanswered(request)
    return None


def _too_many(retry_after_s: Any) -> HttpResponse:
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    return JsonResponse({"error": "too many requests"}, status=429, headers=headers)


def _error(struck: faults.Strike) -> HttpResponse:
    body = struck.options["body"]
    if isinstance(body, str):
        return HttpResponse(body, status=struck.options["status"])
    return JsonResponse(body or {"error": "internal error"}, status=struck.options["status"])
