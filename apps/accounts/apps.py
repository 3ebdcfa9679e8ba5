"""Registers the app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """People, teams, roles and provider accounts."""

    name = "apps.accounts"

    def ready(self) -> None:
        """Connect the one signal that we listen to."""
        from apps.accounts.adapter import welcome  # noqa: PLC0415 - needs the models

        user_logged_in.connect(welcome, dispatch_uid="accounts.welcome")
