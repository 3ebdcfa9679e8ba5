"""The balance in the header of every page around which a team is shown."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.accounts import access
from apps.credits import selectors


def balance(request: HttpRequest) -> dict[str, Any]:
    """Return `balance` of the account that the page's team spends from; read when shown."""

    def read() -> selectors.Balance | None:
        place = access.current_membership(request)
        return None if place is None else selectors.balance_of(place.team)

    return {"balance": SimpleLazyObject(read)}
