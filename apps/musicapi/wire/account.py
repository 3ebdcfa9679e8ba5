"""The balance. CONTRACT section 4.5."""

from decimal import Decimal, InvalidOperation

from apps.musicapi.results import Balance

from .message import Answer, Pace, Request, bad_answer, members_of


def balance() -> Request:
    """Build the free call for the two counters."""
    return Request("GET", "/get-credits", pace=Pace.POLL, paid=False)


def read_balance(answer: Answer) -> Balance:
    """Read both counters exactly; the extra one may be absent."""
    members = members_of(answer)
    ordinary = _amount(members.get("credits"))
    if ordinary is None:
        raise bad_answer(answer, "no credits")
    return Balance(ordinary, _amount(members.get("extra_credits")) or Decimal(0))


def _amount(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
