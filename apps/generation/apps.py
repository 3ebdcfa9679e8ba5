"""Registers the app."""

from typing import Any
from uuid import UUID

from django.apps import AppConfig


class GenerationConfig(AppConfig):
    """Work asked of the provider: jobs, their steps and their results."""

    name = "apps.generation"

    def ready(self) -> None:
        """Listen to the archive, so that work whose every file is no good is booked as such."""
        from apps.archive.signals import asset_settled  # noqa: PLC0415  needs loaded apps

        asset_settled.connect(_follow, dispatch_uid="work follows its files")


def _follow(asset_id: UUID, **_: Any) -> None:
    from apps.generation import operations  # noqa: PLC0415  needs loaded apps

    operations.follow_asset(asset_id=asset_id)
