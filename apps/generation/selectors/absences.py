"""What the provider said lately that it does not offer to an account."""

from datetime import datetime, timedelta

from apps.accounts.models import ProviderAccount
from apps.generation.models import Absence

REMEMBERED_FOR = timedelta(hours=24)

Absences = dict[tuple[str, str], Absence]
"""By engine and operation."""


def absences_of(account: ProviderAccount, *, now: datetime) -> Absences:
    """Return what the provider withheld from the account within the last day. One query."""
    recent = Absence.objects.filter(account=account, seen_at__gt=now - REMEMBERED_FOR)
    return {(absence.engine, absence.operation): absence for absence in recent}
