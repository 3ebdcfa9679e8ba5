"""Registers the app."""

from django.apps import AppConfig


class PersonasConfig(AppConfig):
    """Reusable voices made from clips."""

    name = "apps.personas"
