"""Registers the app."""

from django.apps import AppConfig


class LyricsConfig(AppConfig):
    """Lyric sheets and their versions."""

    name = "apps.lyrics"
