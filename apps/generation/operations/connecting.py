"""How steps reach the provider: the client for an account, the callback address, when to look."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.conf import settings
from django.urls import reverse

from apps import musicapi
from apps.accounts.models import ProviderAccount
from apps.generation.models import Job
from apps.generation.selectors.providers import is_near

Connect = Callable[[ProviderAccount], AbstractContextManager[musicapi.MusicAPI]]

NEAR = musicapi.PollAdvice(first_s=1.0, every_s=1.5, slow_every_s=5.0)
"""A sandbox on this machine answers at once and is nobody's shared resource."""


def connect(account: ProviderAccount) -> AbstractContextManager[musicapi.MusicAPI]:
    """Open a client for the account. Raises accounts' KeyUnreadableError."""
    return musicapi.open_client(account.base_url, account.key)


def advice_for(job: Job) -> musicapi.PollAdvice:
    """Return how often to look at a job of this engine and account."""
    if is_near(job.account):
        return NEAR
    return musicapi.POLL_ADVICE[musicapi.Engine(job.engine)]


def webhook_for(job: Job) -> musicapi.Webhook | None:
    """Return where the provider may call back, or None where it could not reach us."""
    reachable = settings.PUBLIC_URL.startswith("https://") or is_near(job.account)
    if not (settings.WEBHOOKS and reachable):
        return None
    path = reverse("generation:callback_create", args=[job.pk])
    return musicapi.Webhook(url=settings.PUBLIC_URL + path, secret=job.callback_secret)
