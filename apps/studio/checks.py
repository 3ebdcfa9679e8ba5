"""What `manage.py check --deploy` looks for in our own settings."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.http.request import validate_host

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@register(Tags.security)
def debug_stays_at_home(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Refuse DEBUG where others can reach us: it signs anybody in as the demo person."""
    if settings.ON_LAPTOP and urlsplit(settings.PUBLIC_URL).hostname not in LOOPBACK:
        return [
            Error(
                f"DEBUG is on, but PUBLIC_URL is {settings.PUBLIC_URL}.",
                hint="Set DEBUG=0: with DEBUG anybody may sign in as the demo person.",
                id="studio.E001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def provider_is_real(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Warn of the sandbox as the provider of a real installation, and of its well-known key."""
    found: list[CheckMessage] = []
    provider = urlsplit(settings.MUSICAPI_BASE_URL)
    if provider.port == settings.SANDBOX_PORT or provider.hostname in LOOPBACK:
        found.append(
            Warning(
                "Songs come from the sandbox.",
                hint="Set MUSICAPI_BASE_URL and MUSICAPI_KEY to a real account.",
                id="studio.W001",
            )
        )
    elif settings.MUSICAPI_KEY in {"", "sandbox-key"}:
        found.append(
            Error("MUSICAPI_KEY is not set.", hint="Set the account's key.", id="studio.E002")
        )
    return found


@register(Tags.security, deploy=True)
def address_is_served(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Warn when our own address would be refused, or is not encrypted."""
    found: list[CheckMessage] = []
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        found.append(
            Error(
                f"ALLOWED_HOSTS does not contain {host}, the host of PUBLIC_URL.",
                hint=f"Set ALLOWED_HOSTS={host}",
                id="studio.E003",
            )
        )
    if not settings.HTTPS:
        found.append(
            Warning(
                "PUBLIC_URL does not begin with https://.",
                hint="Put a proxy that speaks TLS in front, and set BEHIND_PROXY=1.",
                id="studio.W002",
            )
        )
    return found


@register(Tags.security, deploy=True)
def work_is_shared(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Warn of half a team's set-up: a shared database needs a shared broker."""
    on_laptop = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if not on_laptop and settings.BROKER_URL.startswith("filesystem://"):
        return [
            Warning(
                "The database may be shared between machines, but the broker is a local folder.",
                hint="Set BROKER_URL, for example redis://redis:6379/0.",
                id="studio.W003",
            )
        ]
    return []
