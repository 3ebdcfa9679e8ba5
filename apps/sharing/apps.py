"""Registers the app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Links for people outside of the team."""

    name = "apps.sharing"
