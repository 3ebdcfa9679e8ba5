"""The sandbox as a Django app, installed only by its own settings."""

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

        Raises: SystemExit, with a line that says why, when that cannot be done.
        """
        folder = Path(settings.SANDBOX_DATA_DIR)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SystemExit(
                f"SANDBOX_DATA_DIR {folder} cannot be made: {error.strerror}."
            ) from error
