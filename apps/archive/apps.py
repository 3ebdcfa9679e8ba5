"""Registers the app."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Our own copy of every file."""

    name = "apps.archive"
