"""Notices: told once to each person, read, and mailed as the person wishes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

import structlog
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from apps.accounts.models import User
from apps.clips.models import Clip
from apps.projects.models import Project
from apps.sharing import selectors
from apps.sharing.models import Mailing, Notice
from apps.sharing.states import MailWish, NoticeKind

log = structlog.get_logger(__name__)

OFF_SALT = "sharing.mail-off"
WAIT_S = 20
"""Mails at once wait so long: who reads a notice in the app needs none of it."""
MOST_IN_A_MAIL = 50


def tell(
    *,
    users: Iterable[User],
    kind: NoticeKind,
    about: UUID,
    by: str,
    text: str,
    project: Project,
    clip: Clip | None,
    now: datetime,
) -> None:
    """Leave each of `users` a notice of the thing `about`. Told twice, it stands once."""
    notices = [
        Notice(
            user=user,
            team_id=project.team_id,
            project=project,
            clip=clip,
            kind=kind,
            about=about,
            by=by[:100],
            text=" ".join(text.split())[:200],
            created_at=now,
        )
        for user in users
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def read_all(*, user: User, now: datetime) -> None:
    """Note that the person has seen all their notices."""
    Notice.objects.filter(user=user, read_at__isnull=True).update(read_at=now)


def wish_mail(*, user: User, wish: MailWish) -> None:
    """Note how the person wants notices by mail."""
    Mailing.objects.update_or_create(user=user, defaults={"wish": wish})


def off_token(user: User) -> str:
    """Return what switches this person's mails off, for a link in a mail; it does nothing else."""
    return signing.dumps(user.pk, salt=OFF_SALT)


def mail_off(*, token: str) -> bool:
    """Switch off the mails of the person whose link this is. False for a forged one."""
    try:
        user = User.objects.filter(pk=signing.loads(token, salt=OFF_SALT)).first()
    except signing.BadSignature:
        return False
    if user is not None:
        wish_mail(user=user, wish=MailWish.OFF)
    return user is not None


def send_mails(*, now: datetime) -> int:
    """Send everybody what is due to them; return how many mails went out.

    What could not be sent waits for the next call. Read, or not wanted, needs no mail. Somebody
    who left a team gets nothing of it any more.
    """
    unread = Notice.objects.filter(mailed_at__isnull=True)
    unread.filter(read_at__isnull=False).update(mailed_at=now)
    unread.filter(user__mailing__wish=MailWish.OFF).update(mailed_at=now)
    waiting = unread.filter(created_at__lte=now - timedelta(seconds=WAIT_S))
    people = User.objects.filter(pk__in=waiting.values("user")).select_related("mailing")
    return sum(_mail(user, waiting.filter(user=user), now) for user in people.order_by("pk"))


def _mail(user: User, notices: QuerySet[Notice], now: datetime) -> bool:
    mailing = getattr(user, "mailing", None)
    if mailing is not None and mailing.wish == MailWish.DAILY:
        day_ago = now - timedelta(days=1)
        due = Mailing.objects.filter(pk=mailing.pk).exclude(daily_at__gt=day_ago)
        if not due.update(daily_at=now):
            return False
    rows = list(
        notices.filter(team__memberships__user=user)
        .select_related("project", "clip", "team")
        .order_by("created_at")[:MOST_IN_A_MAIL]
    )
    # Claimed before it is sent, and given back if it was not: two workers send one mail.
    if not notices.update(mailed_at=now) or not rows:
        return False
    try:
        _message(user, rows).send()
    except (OSError, SMTPException) as error:
        log.warning("notices not mailed", user=str(user.pk), trouble=str(error))
        claimed = Notice.objects.filter(pk__in=[row.pk for row in rows])
        claimed.update(mailed_at=None, trouble="The mail server did not take it; tried again.")
        if mailing is not None:
            Mailing.objects.filter(pk=mailing.pk).update(daily_at=None)
        return False
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(trouble="")
    return True


def _message(user: User, rows: list[Notice]) -> EmailMessage:
    off = settings.PUBLIC_URL + reverse("sharing:mail_off", args=[off_token(user)])
    lines = [(row, settings.PUBLIC_URL + selectors.page_of_notice(row)) for row in rows]
    subject = str(rows[0]) if len(rows) == 1 else f"{len(rows)} things happened in your songs"
    body = render_to_string("sharing/email/notices.txt", {"lines": lines, "off": off})
    headers = {
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return EmailMessage(" ".join(subject.split()), body, None, [user.email], headers=headers)
