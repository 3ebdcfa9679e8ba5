"""Read the sandbox's settings from environment variables.

Owns the typed readers; each fails loudly, naming the variable, what it holds and what it may hold.
Must not know any particular setting: those are in `settings.py`, described in docs/sandbox.md.
"""

import os
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


def env_text(name: str, default: str) -> str:
    """Read a text that must not be empty."""
    value = os.environ.get(name, default).strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is empty. Unset it to use {default!r}.")
    return value


def env_flag(name: str, *, default: bool) -> bool:
    """Read a switch: 1/0, true/false, yes/no or on/off."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Use 1 or 0.")


def env_choice(name: str, choices: Sequence[str], default: str) -> str:
    """Read one of several words."""
    value = os.environ.get(name, default).strip()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use one of: {', '.join(choices)}.")
    return value


def env_int(name: str, default: int, *, minimum: int, maximum: int) -> int:
    """Read a whole number within bounds."""
    value = os.environ.get(name, str(default)).strip()
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use a whole number.") from None
    if not minimum <= number <= maximum:
        raise ImproperlyConfigured(f"{name} is {number}. Use {minimum} to {maximum}.")
    return number


def env_seconds(name: str, default: float, *, minimum: float, maximum: float) -> float:
    """Read a length of time in seconds within bounds."""
    number = float(env_decimal(name, Decimal(str(default))))
    if not minimum <= number <= maximum:
        raise ImproperlyConfigured(f"{name} is {number:g}. Use {minimum:g} to {maximum:g} seconds.")
    return number


def env_decimal(name: str, default: Decimal) -> Decimal:
    """Read a number of 0 or more, with or without a fraction."""
    value = os.environ.get(name, str(default)).strip()
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use a number.") from None
    if not number.is_finite() or number < 0:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use a number of 0 or more.")
    return number


def env_base_url(name: str) -> str:
    """Read an http(s) address without its final slash; empty when unset."""
    value = os.environ.get(name, "").strip().rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Use an address such as http://127.0.0.1:8100."
        )
    return value
