"""Registers the app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Songs in the making."""

    name = "apps.projects"
