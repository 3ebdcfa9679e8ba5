"""Accounts at the music provider: whose key is used, what the provider says of it."""

import ipaddress
import socket
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from apps.accounts.models import ProviderAccount, Team, field_cipher
from apps.accounts.states import KeyState
from apps.core.errors import DomainError
from apps.musicapi.client import MusicAPI
from apps.musicapi.errors import AuthFailed, Forbidden, MusicAPIError
from apps.musicapi.results import Balance

log = structlog.get_logger(__name__)

ENCRYPTED_IN_AUTHENTICATOR = ("secret", "seed")
"""What allauth keeps encrypted in `Authenticator.data`, through our adapter."""


class UnreachableAddressError(DomainError):
    """The provider's address leads nowhere, or into a network that is none of a team's business."""


class KeyTroubleError(DomainError):
    """The provider refused the key, or could not be asked about it."""


def instance_account() -> ProviderAccount:
    """Return the account of the whole installation, whose key stands in the settings."""
    return ProviderAccount.objects.get_or_create(team=None)[0]


def change_account(*, team: Team, base_url: str, key: str, now: datetime) -> ProviderAccount:
    """Let the team's requests go to `base_url` and be paid with `key` from now on.

    The same address with another key is the same account with a renewed key. Another address is
    another account with a book of its own: the old one is retired and its key wiped.
    Raises UnreachableAddressError.
    """
    refuse_private_host(base_url)
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        account = ProviderAccount.objects.in_use().filter(team=team).first()
        if account is not None and account.own_base_url != base_url:
            _retire(account, now)
            account = None
        account = account or ProviderAccount(team=team, own_base_url=base_url, created_at=now)
        account.put_key(key)
        account.key_state, account.key_trouble, account.key_state_at = KeyState.UNTRIED, "", None
        account.save()
    return account


@transaction.atomic
def remove_account(*, team: Team, now: datetime) -> None:
    """Wipe the team's own key; its requests go by the installation's account again.

    The row stays, since ledger entries and clips name it. Does nothing without an own account.
    """
    Team.objects.select_for_update().get(pk=team.pk)
    account = ProviderAccount.objects.in_use().filter(team=team).first()
    if account is not None:
        _retire(account, now)


def _retire(account: ProviderAccount, now: datetime) -> None:
    account.wipe_key()
    account.retired_at = now
    account.save()


def refuse_private_host(base_url: str) -> None:
    """Refuse an address that leads to this machine or into a private network.

    Otherwise a team's owner could make the studio talk to its neighbours. On a laptop (DEBUG),
    where the owner sits at the machine, everything is allowed. Raises UnreachableAddressError.
    """
    if settings.ON_LAPTOP:
        return
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or 443, proto=socket.IPPROTO_TCP)
    except OSError:
        raise UnreachableAddressError(f"There is no server called {host}.") from None
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not all(address.is_global and not address.is_multicast for address in addresses):
        raise UnreachableAddressError(f"{host} is in a private network. Use a public address.")


def try_key(*, account: ProviderAccount, client: MusicAPI, now: datetime) -> Balance:
    """Ask the provider for the balance, which is free, and note what that says of the key.

    Raises KeyTroubleError when the provider refuses the key (noted) or gives no answer (not
    noted: it says nothing of the key).
    """
    try:
        balance = client.get_credits()
    except (AuthFailed, Forbidden) as error:
        reason = error.reason or error.message
        note_key_state(account=account, state=KeyState.REFUSED, trouble=reason, now=now)
        raise KeyTroubleError(f"The provider refused the key: {reason}") from error
    except MusicAPIError as error:
        log.warning("key_not_tried", account=str(account.pk), trouble=error.message)
        raise KeyTroubleError(
            "The provider gives no answer, so the key could not be tried. Try again in a minute."
        ) from error
    note_key_state(account=account, state=KeyState.WORKING, now=now)
    return balance


def note_key_state(
    *, account: ProviderAccount, state: KeyState, trouble: str = "", now: datetime
) -> None:
    """Write down what the provider said of the account's key.

    `account` is the row as it was read before asking: when its key was replaced meanwhile, the
    answer is about a key that is gone, and is dropped.
    """
    told = {"key_state": state, "key_trouble": trouble[:300], "key_state_at": now}
    ProviderAccount.objects.filter(
        pk=account.pk, own_key_encrypted=bytes(account.own_key_encrypted)
    ).update(**told)


def rotate_field_keys() -> int:
    """Encrypt every stored secret again with the first of FIELD_ENCRYPTION_KEYS.

    Returns how many secrets there were. Safe to run twice and beside a running studio. Raises
    cryptography.fernet.InvalidToken, and changes nothing, when a secret can be read with none
    of the keys.
    """
    with transaction.atomic():
        return _rotate_accounts() + _rotate_authenticators()


def _rotate_accounts() -> int:
    cipher, count = field_cipher(), 0
    for account in ProviderAccount.objects.select_for_update().stored().iterator():
        account.own_key_encrypted = cipher.rotate(bytes(account.own_key_encrypted))
        account.save(update_fields=["own_key_encrypted"])
        count += 1
    return count


def _rotate_authenticators() -> int:
    cipher, count = field_cipher(), 0
    for authenticator in Authenticator.objects.select_for_update().iterator():
        for name in ENCRYPTED_IN_AUTHENTICATOR:
            if name in authenticator.data:
                secret = authenticator.data[name].encode()
                authenticator.data[name] = cipher.rotate(secret).decode()
                count += 1
        authenticator.save(update_fields=["data"])
    return count
