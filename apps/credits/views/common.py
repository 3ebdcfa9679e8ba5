"""What every page about credits needs: the team, its purse, and in which unit figures are shown."""

from typing import Any

from django.http import HttpRequest

from apps.accounts.models import Team
from apps.accounts.selectors import account_of
from apps.credits import selectors

IN_MONEY = "credits_in_money"
"""The session's name for the wish to see figures in a currency."""


def page_context(request: HttpRequest, team: Team) -> dict[str, Any]:
    """Return what templates of this app rely on."""
    purse = selectors.purse_of(team)
    wish = bool(request.session.get(IN_MONEY))
    return {
        "team": team,
        "account": account_of(team),
        "purse": purse,
        "in_money": wish and purse.price_per_credit is not None,
    }
