"""What the web process says about itself: that it is well, or that it is broken."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from apps.sandbox.accounts import own_account


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when requests can be served."""
    own_account()
    return JsonResponse({"status": "ok"})


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a bug of ours in the API's envelope; Django has logged the trace."""
    return JsonResponse({"error": "internal error"}, status=500)
