"""Signing in is the rule; views that need none say so with `login_not_required`."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme


class LoginRequired(LoginRequiredMiddleware):
    """Send strangers to the sign-in page; tell htmx to go there as a whole page."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Answer a stranger, who comes back after signing in to the page they were on.

        An htmx request would otherwise show the sign-in page inside a card; and what it asked
        for, like any form's target, is no page to come back to.
        """
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        from_htmx = request.headers.get("HX-Request") == "true"
        if answer is None or (request.method == "GET" and not from_htmx):
            return answer
        sign_in = redirect_to_login(_page_behind(request), str(settings.LOGIN_URL))
        if not from_htmx:
            return sign_in
        response = HttpResponse(status=204)
        response["HX-Redirect"] = sign_in["Location"]
        return response


def _page_behind(request: HttpRequest) -> str:
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/"
    if not url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
