"""What machines ask: alive, ready, how much work. Open to strangers, but for the numbers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import metrics as instruments
from apps.studio import operations
from apps.studio.selectors.health import work_in_numbers


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say for each thing that we stand on whether it works: 200 if all do, else 503."""
    found = operations.readiness(now=timezone.now())
    lines = [f"{name}: {trouble or 'ok'}\n" for name, trouble in found.items()]
    status = 503 if any(found.values()) else 200
    return HttpResponse("".join(lines), content_type="text/plain", status=status)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give Prometheus its numbers. Not there without METRICS_TOKEN, closed without the token."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    numbers = instruments.exposition(work_in_numbers(timezone.now()))
    return HttpResponse(numbers, content_type="text/plain; version=0.0.4; charset=utf-8")
