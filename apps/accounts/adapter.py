"""Where allauth asks how accounts work here."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts import operations
from apps.accounts.models import User, field_cipher

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up may be closed by a setting; a mail server that is down stops nobody."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether strangers may make themselves an account (SIGN_UP_OPEN)."""
        return bool(settings.SIGN_UP_OPEN)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail, or say that it could not be sent and log why.

        By then the account exists or the password is changed; a page of ours that breaks would
        leave the person unsure of it. Asking again sends again.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("mail_not_sent", template=template_prefix)
            messages.error(self.request, "The mail could not be sent. Ask for it again later.")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are stored encrypted, as provider keys are."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret of a second factor for storing."""
        return field_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a stored secret."""
        return field_cipher().decrypt(encrypted_text.encode()).decode()


def welcome(*, user: User, **_: Any) -> None:
    """Give whoever signs in a team of their own.

    Listens to Django's `user_logged_in`, which everybody passes however they came to be:
    by signing up, by `createsuperuser`, by an invitation or as the demonstration person.
    """
    operations.ensure_personal_team(user=user, now=timezone.now())
