"""The sandbox as a Django app, installed only by its own settings."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """Name the app for its own process."""

    name = "apps.sandbox"
    label = "sandbox"
    verbose_name = "Sandbox"
