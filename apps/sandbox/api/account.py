"""GET /get-credits (CONTRACT 4.5)."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from apps.sandbox import ledger
from apps.sandbox.accounts import caller
from apps.sandbox.viewing import number

router = Router()


@router.get("/get-credits")
def get_credits(request: HttpRequest) -> dict[str, Any]:
    """Show the balance, without an envelope."""
    have = ledger.balance(account=caller(request), now=timezone.now())
    return {"credits": number(have.credits), "extra_credits": number(have.extra_credits)}
