"""Where the provider of an account runs."""

from urllib.parse import urlsplit

from apps.accounts.models import ProviderAccount

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def is_near(account: ProviderAccount) -> bool:
    """Tell whether the account's provider runs on this machine, as the sandbox does."""
    return urlsplit(account.base_url).hostname in LOOPBACK
