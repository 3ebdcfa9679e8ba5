"""The sandbox as a Django app, installed only by its own settings."""

from contextlib import suppress
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class SandboxConfig(AppConfig):
    """Name the app for its own process."""

    name = "apps.sandbox"
    label = "sandbox"
    verbose_name = "Sandbox"

    def ready(self) -> None:
        """Make the folder that the database lies in, for commands of Django's own.

        If that fails, `manage.py sandbox` says what to do, and others that there is no database.
        """
        with suppress(OSError):
            Path(settings.SANDBOX_DATA_DIR).mkdir(parents=True, exist_ok=True)
