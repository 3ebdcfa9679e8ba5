"""What the shell around every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the product's version and whether this is a laptop installation."""
    return {"version": settings.VERSION, "is_local": settings.ON_LAPTOP}
