"""A team's account at the music provider: where its requests go and what pays for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.accounts import access, operations, selectors
from apps.accounts.forms import ProviderForm
from apps.accounts.models import Team
from apps.accounts.rights import Right
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond
from apps.musicapi.client import open_client
from apps.musicapi.transport import Timeouts

PATIENCE = Timeouts(connect_s=3, poll_s=5)
"""Somebody waits for the answer with the page open."""


@require_GET
def provider_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which account the team uses and what the provider said of its key."""
    return _page(request, access.team_for(request, slug, Right.OWN))


@require_POST
def provider_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the team's requests go to its own address with its own key."""
    team = access.team_for(request, slug, Right.OWN)
    form = ProviderForm(request.POST)
    if not form.is_valid():
        return _page(request, team, form)
    try:
        operations.change_account(team=team, **form.cleaned_data, now=timezone.now())
    except DomainError as error:
        form.add_error("base_url", error.message)
        return _page(request, team, form)
    messages.success(request, "The key is kept. Test it before you write the next song.")
    return redirect_to(request, "accounts:provider_show", slug=slug)


@require_POST
def provider_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Forget the team's own key."""
    team = access.team_for(request, slug, Right.OWN)
    operations.remove_account(team=team, now=timezone.now())
    messages.success(request, "The team's own key is gone. The installation's account pays again.")
    return redirect_to(request, "accounts:provider_show", slug=slug)


@require_POST
def provider_test(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the provider whether the key works. Costs nothing."""
    account = selectors.account_of(access.team_for(request, slug, Right.OWN))
    try:
        with open_client(account.base_url, account.key, timeouts=PATIENCE) as client:
            balance = operations.try_key(account=account, client=client, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"The key works. {balance.total:,.0f} credits are left on it.")
    return redirect_to(request, "accounts:provider_show", slug=slug)


def _page(request: HttpRequest, team: Team, form: ProviderForm | None = None) -> HttpResponse:
    account = selectors.account_of(team)
    initial = {"base_url": account.own_base_url} if account.team_id else None
    context = {"account": account, "form": form or ProviderForm(initial=initial)}
    status = 422 if form else 200
    return respond(request, "accounts/provider_show.html", context, status=status)
