"""Asking the provider for its balance, and judging whether anything could explain a difference."""

from datetime import datetime

import structlog
from django.db.models import Q

from apps import musicapi
from apps.accounts.models import KeyUnreadableError, ProviderAccount
from apps.accounts.operations import instance_account, note_key_state
from apps.accounts.states import KeyState
from apps.credits import operations as credits
from apps.generation.analysis import unreturned
from apps.generation.models import Job
from apps.generation.operations.connecting import Connect
from apps.generation.operations.moving import Clock
from apps.generation.selectors import accounts_in_use
from apps.generation.states import MAYBE_SENT, JobState

log = structlog.get_logger(__name__)

UNDER_WAY = MAYBE_SENT | {JobState.SUBMITTED}


def sample_balances(*, connect: Connect, clock: Clock) -> None:
    """Write down what the provider says each account has; one that cannot be asked is skipped."""
    instance_account()  # a fresh installation has not looked at it yet
    for account in accounts_in_use():
        try:
            with connect(account) as api:
                ask_balance(account, api, clock)
        except (musicapi.MusicAPIError, KeyUnreadableError) as error:
            log.warning("balance not read", account=str(account.pk), trouble=error.message)


def ask_balance(account: ProviderAccount, api: musicapi.MusicAPI, clock: Clock) -> musicapi.Balance:
    """Read the provider's balance, keep it as a sample, and learn whether the key works.

    Raises: musicapi.MusicAPIError.
    """
    asked_at = clock()
    try:
        balance = api.get_credits()
    except musicapi.AuthFailed as error:
        refuse_key(account, error, clock())
        raise
    heard_at = clock()
    if account.key_state != KeyState.WORKING:
        note_key_state(account=account, state=KeyState.WORKING, now=heard_at)
    try:
        credits.record_balance(
            account=account,
            ordinary=balance.credits,
            extra=balance.extra_credits,
            settled=is_quiet(account, since=asked_at),
            now=heard_at,
            unreturned=unreturned(account),
        )
    except credits.SenselessBalance as error:
        log.warning("balance not kept", account=str(account.pk), trouble=error.message)
    return balance


def refuse_key(account: ProviderAccount, error: musicapi.AuthFailed, now: datetime) -> None:
    """Remember that the provider does not accept the account's key."""
    note_key_state(account=account, state=KeyState.REFUSED, trouble=error.message, now=now)


def is_quiet(account: ProviderAccount, *, since: datetime) -> bool:
    """Tell whether no work of the account can have moved the provider's balance since a moment."""
    jobs = Job.objects.filter(account=account)
    return not jobs.filter(Q(state__in=UNDER_WAY) | moved_since(since)).exists()


def moved_since(moment: datetime) -> Q:
    """Return what finds jobs that were sent, accepted or ended since a moment."""
    return (
        Q(sent_at__gte=moment)
        | Q(accepted_at__gte=moment)
        | Q(sent_at__isnull=False, finished_at__gte=moment)
    )
