"""`manage.py rotate_field_keys`: encrypt stored secrets again with the newest key."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from apps.accounts import operations


class Command(BaseCommand):
    """Encrypt every stored secret again with the first of FIELD_ENCRYPTION_KEYS."""

    help = (
        "Encrypt every stored secret again with the first of FIELD_ENCRYPTION_KEYS. Put the new "
        "key first and keep the old one behind it; after this command the old one can go."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Encrypt them, or say that a needed key is missing."""
        try:
            count = operations.rotate_field_keys()
        except InvalidToken:
            raise CommandError(
                "A secret can be read with none of FIELD_ENCRYPTION_KEYS. Nothing was changed. "
                "Add the key that it was stored with at the end of the list."
            ) from None
        self.stdout.write(f"{count} secrets are encrypted with the first key.")
