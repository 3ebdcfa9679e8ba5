"""Registers the app."""

from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.utils import timezone


class StemsConfig(AppConfig):
    """Separated parts of clips."""

    name = "apps.stems"

    def ready(self) -> None:
        """Listen to the archive, so that a set is checked as soon as its last file is here."""
        from apps.archive.signals import asset_settled  # noqa: PLC0415  needs loaded apps

        asset_settled.connect(_follow, dispatch_uid="stem sets follow their files")


def _follow(asset_id: UUID, **_: Any) -> None:
    from apps.stems import operations  # noqa: PLC0415  needs loaded apps

    operations.follow_asset(asset_id=asset_id, now=timezone.now())
