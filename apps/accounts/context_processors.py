"""The team that the page belongs to, what its reader may do in it, and their other teams."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.accounts import access, selectors
from apps.accounts.models import User
from apps.accounts.rights import Right, allows


def team(request: HttpRequest) -> dict[str, Any]:
    """Return `team`, `role`, `memberships`, `invitations`, `may_review`, `may_produce`, `may_own`.

    All of them are lazy: a page that shows none costs no query, a team's page costs one for
    `memberships`, one for `invitations`. Around a page that belongs to no team, `team` is the one
    looked at last.
    """

    def may(right: Right) -> Callable[[], bool]:
        return lambda: (
            (place := access.current_membership(request)) is not None and allows(place.role, right)
        )

    return {
        "team": SimpleLazyObject(lambda: getattr(access.current_membership(request), "team", None)),
        "role": SimpleLazyObject(lambda: getattr(access.current_membership(request), "role", "")),
        "memberships": SimpleLazyObject(lambda: _mine(request, selectors.memberships_of)),
        "invitations": SimpleLazyObject(lambda: _mine(request, selectors.invitations_for)),
        "may_review": SimpleLazyObject(may(Right.REVIEW)),
        "may_produce": SimpleLazyObject(may(Right.PRODUCE)),
        "may_own": SimpleLazyObject(may(Right.OWN)),
    }


def _mine(request: HttpRequest, read: Callable[[User], Iterable[Any]]) -> list[Any]:
    user = getattr(request, "user", None)
    return list(read(user)) if isinstance(user, User) else []
