"""Places by link, and the mails to those who are asked in by address."""

import hashlib
from datetime import datetime, timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F

from apps.accounts.models import Invitation, JoinLink, Membership, Team, User
from apps.accounts.rights import Role
from apps.core.errors import DomainError

log = structlog.get_logger(__name__)


class JoinLinkEndedError(DomainError):
    """The link has ended, was used up, or taken back."""


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_join_link(
    *, team: Team, role: Role, days: int, uses: int, by: User, now: datetime
) -> JoinLink:
    """Make a link by which `uses` people may join as `role` within `days`."""
    link = JoinLink(
        team=team,
        role=role,
        expires_at=now + timedelta(days=days),
        uses_left=uses,
        created_by=by,
        created_at=now,
    )
    link.token_digest = digest_of(link.token)
    link.save()
    return link


def drop_join_link(*, link: JoinLink) -> None:
    """Take a link back. Who has joined by it stays."""
    JoinLink.objects.filter(pk=link.pk).delete()


@transaction.atomic
def join(*, link: JoinLink, user: User, now: datetime) -> None:
    """Make the person a member by the link, which has one place less then.

    A member stays what they are, and uses up nothing; so a second press is none.
    Raises: JoinLinkEndedError.
    """
    Team.objects.select_for_update().get(pk=link.team_id)
    if Membership.objects.filter(team=link.team_id, user=user).exists():
        return
    standing = JoinLink.objects.filter(pk=link.pk, uses_left__gt=0, expires_at__gt=now)
    if not standing.update(uses_left=F("uses_left") - 1):
        raise JoinLinkEndedError("This invitation has ended. Ask whoever sent it for a new one.")
    Membership.objects.create(team_id=link.team_id, user=user, role=link.role, created_at=now)


def tell_invited(*, now: datetime) -> int:
    """Send those who were asked in by address their mail; return how many went out.

    Claimed before it is sent, so two workers send one; given back if it was not, and tried again.
    """
    waiting = Invitation.objects.filter(mailed_at__isnull=True)
    rows = list(waiting.select_related("team", "invited_by").order_by("created_at"))
    return sum(_tell(row, now) for row in rows)


def _tell(invitation: Invitation, now: datetime) -> bool:
    row = Invitation.objects.filter(pk=invitation.pk)
    if not row.filter(mailed_at__isnull=True).update(mailed_at=now):
        return False
    who = invitation.invited_by.display_name if invitation.invited_by else "Somebody"
    subject = " ".join(f"{who} asks you into {invitation.team}".split())
    text = (
        f"{subject}, as {invitation.role}.\n\n"
        f"Sign in or make an account with this address, and accept:\n"
        f"{settings.PUBLIC_URL}/profile/\n"
    )
    try:
        send_mail(subject, text, None, [invitation.email])
    except (OSError, SMTPException) as error:
        log.warning("invited person not told", team=str(invitation.team_id), trouble=str(error))
        row.update(mailed_at=None)
        return False
    return True
