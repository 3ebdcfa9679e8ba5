"""Who is calling: the bearer key of a request and its account."""

import hmac

from django.conf import settings
from django.http import HttpRequest

from apps.sandbox.models import Account
from apps.sandbox.refusals import Refusal


def bearer(request: HttpRequest) -> Account:
    """Check the bearer key of a request, before anything else of it is looked at.

    Raises: Refusal 401, in the two envelopes of the contract (openapi: Unauthorized).
    """
    header = request.headers.get("Authorization", "")
    if not header:
        raise Refusal(401, error="authorization header missing")
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Refusal(401, error="authorization header must be: Bearer <key>")
    if not hmac.compare_digest(key.strip().encode(), settings.SANDBOX_KEY.encode()):
        raise Refusal(401, type="unauthorized", message="invalid key")
    return own_account()


def operator(request: HttpRequest) -> Account:
    """Let the holder of the key to the control desk, if there is one (docs/sandbox.md).

    Raises: Refusal 404 without SANDBOX_CONTROL, 401 as everywhere.
    """
    if not settings.SANDBOX_CONTROL:
        raise Refusal(404, error="not found")
    return bearer(request)


def caller(request: HttpRequest) -> Account:
    """Tell whose key was checked for this request."""
    account: Account = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    return account


def own_account() -> Account:
    """Find the account that this sandbox was started with."""
    return Account.objects.get(key=settings.SANDBOX_KEY)
