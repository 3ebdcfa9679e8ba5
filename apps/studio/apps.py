"""Registers the app."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    """Pages that show many apps together."""

    name = "apps.studio"

    def ready(self) -> None:
        """Register what `manage.py check` looks for."""
        from apps.studio import checks  # noqa: F401, PLC0415 - registering is what it does
