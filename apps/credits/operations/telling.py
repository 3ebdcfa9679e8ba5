"""Mails to owners: a budget is nearly used up, the balance is low, somebody asks to go past."""

from datetime import datetime
from smtplib import SMTPException
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from apps.accounts.models import Team
from apps.accounts.rights import Role
from apps.credits import selectors
from apps.credits.models import Budget, Purse

log = structlog.get_logger(__name__)


def tell_owners(*, now: datetime) -> None:
    """Send what was noted and not told yet. A mail that fails is tried again at the next call."""
    for budget in Budget.objects.select_related("team", "project", "person").filter(
        warned_for__isnull=False, told_at__isnull=True
    ):
        used = selectors.used_of(budget, now.date())
        text = f"{budget}: {used:g} of {budget.limit:g} credits are used."
        _tell(budget, budget.team, "A budget is nearly used up", text, now)
    for purse in Purse.objects.select_related("team").filter(
        low_since__isnull=False, told_at__isnull=True
    ):
        text = f"Fewer than {purse.low_balance:g} credits are free."
        _tell(purse, purse.team, "Credits are running low", text, now)


def _tell(row: Budget | Purse, team: Team, subject: str, text: str, now: datetime) -> None:
    """Claim the row, then send: two workers send one mail. Given back if nothing was sent."""
    rows: Any = type(row).objects.filter(pk=row.pk)
    if not rows.filter(told_at__isnull=True).update(told_at=now):
        return
    owners = team.memberships.filter(role=Role.OWNER).values_list("user__email", flat=True)
    address = settings.PUBLIC_URL + reverse("credits:credits_show", args=[team.slug])
    try:
        send_mail(f"{subject}: {team}", f"{text}\n\n{address}\n", None, list(owners))
    except (OSError, SMTPException) as error:
        log.warning("owners not told", team=str(team.pk), trouble=str(error))
        rows.update(told_at=None)
