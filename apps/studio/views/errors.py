"""The pages for what went wrong, in the studio's own look."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def error_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this member's role does not reach so far."""
    return render(request, "errors/403.html", status=403)


def error_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here, or nothing for this person."""
    return render(request, "errors/404.html", status=404)


def error_500(request: HttpRequest) -> HttpResponse:
    """Say that we failed, and that nothing typed or paid is lost.

    Without the request, so that no context processor can fail for the reason that brought us here.
    """
    return HttpResponse(render_to_string("errors/500.html"), status=500)


@login_not_required
@require_safe
def offline_show(request: HttpRequest) -> HttpResponse:
    """Show what the service worker keeps for when there is no way to us; the same to everybody."""
    return HttpResponse(render_to_string("errors/offline.html"))


@login_not_required
@never_cache
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give static/js/service-worker.js at the root, since it may only serve what lies below it."""
    script = settings.BASE_DIR / "static" / "js" / "service-worker.js"
    return HttpResponse(script.read_text(encoding="utf-8"), content_type="text/javascript")
