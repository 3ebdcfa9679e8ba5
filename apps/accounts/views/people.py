"""What people choose for themselves, and the one-click sign-in of a laptop."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import access, operations
from apps.accounts.forms import ProfileForm, ThemeForm
from apps.core.http import redirect_to, respond

View = Callable[[HttpRequest], HttpResponse]


@require_http_methods(["GET", "POST"])
def profile_edit(request: HttpRequest) -> HttpResponse:
    """Show and keep a person's name and theme; show their teams and who asks them in."""
    user = access.signed_in(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "theme": user.theme})
    if request.method == "POST" and form.is_valid():
        operations.change_profile(user=user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect_to(request, "accounts:profile_edit")
    status = 422 if form.is_bound else 200
    return respond(request, "accounts/profile_edit.html", {"form": form}, status=status)


@require_POST
def theme_change(request: HttpRequest) -> HttpResponse:
    """Keep the theme that the page has taken on already; so there is nothing to show."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponse("The theme is dark, light or auto.", status=422)
    operations.change_theme(user=access.signed_in(request), theme=form.cleaned_data["theme"])
    return HttpResponse(status=204)


def only_on_a_laptop(view: View) -> View:
    """Answer 404 unless DEBUG is on: elsewhere the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.ON_LAPTOP:
            raise Http404
        return view(request)

    return guarded


@login_not_required
@only_on_a_laptop
@require_POST
def demo_signin(request: HttpRequest) -> HttpResponse:
    """Sign in as the demonstration person, without a password, and go on to `next`."""
    user = operations.ensure_demo(now=timezone.now())
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect_to(request, target if safe else settings.LOGIN_REDIRECT_URL)
