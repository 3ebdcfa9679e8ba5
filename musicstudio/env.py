"""Typed readers for environment variables. Every setting is read through one of these.

A value that cannot be understood stops the start with the variable's name and a hint,
rather than surfacing later as a strange failure.
"""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return the variable as text without surrounding spaces."""
    return os.environ.get(name, default).strip()


def boolean(name: str, *, default: bool = False) -> bool:
    """Return the variable as a yes or no. Accepts 1/0, true/false, yes/no, on/off."""
    value = text(name, "1" if default else "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def integer(name: str, default: int, *, least: int = 0) -> int:
    """Return the variable as a whole number of at least `least`."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from None
    if number < least:
        raise ImproperlyConfigured(f"{name} is {number}; write {least} or more.")
    return number


def number(name: str, default: float) -> float:
    """Return the variable as a number that is zero or more."""
    value = text(name, str(default))
    try:
        result = float(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a number.") from None
    if not 0 <= result < float("inf"):
        raise ImproperlyConfigured(f"{name} is {value!r}; write a number of zero or more.")
    return result


def words(name: str, default: str = "") -> list[str]:
    """Return the variable as a list, split at commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return the variable if it is one of `allowed`."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(allowed)}.")
    return value


def secret(name: str, *, fallback: Path | None) -> str:
    """Return a secret from the variable, or from a file that is made once.

    `fallback` is the file for a laptop, readable by its owner alone; None means that the
    variable must be set.
    """
    value = text(name)
    if value:
        return value
    if fallback is None:
        raise ImproperlyConfigured(f"{name} must be set when DEBUG is off.")
    if not fallback.exists():
        fallback.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(fallback, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return fallback.read_text().strip()
