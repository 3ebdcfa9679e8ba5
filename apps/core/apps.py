"""Registers the app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app stands on."""

    name = "apps.core"

    def ready(self) -> None:
        """Time every Celery task."""
        from apps.core import metrics  # noqa: PLC0415 - settings must be ready first

        metrics.time_tasks()
