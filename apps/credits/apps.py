"""Registers the app."""

from django.apps import AppConfig


class CreditsConfig(AppConfig):
    """The append-only book of credits."""

    name = "apps.credits"
