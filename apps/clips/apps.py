"""Registers the app."""

from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils import timezone


class ClipsConfig(AppConfig):
    """Clips, takes, ratings and lineage."""

    name = "apps.clips"

    def ready(self) -> None:
        """Listen to the archive, so that a clip is ready as soon as its file is; keep search up."""
        from apps.archive.signals import asset_settled  # noqa: PLC0415  needs loaded apps

        asset_settled.connect(_follow, dispatch_uid="clips follow their files")
        post_migrate.connect(_keep_search, sender=self, dispatch_uid="search outlives migrations")


def _follow(asset_id: UUID, **_: Any) -> None:
    from apps.clips import operations  # noqa: PLC0415  needs loaded apps

    operations.follow_asset(asset_id=asset_id, now=timezone.now())


def _keep_search(using: str, **_: Any) -> None:
    from apps.clips.migrations import _search  # noqa: PLC0415  only where something migrates

    connection = connections[using]
    table = "clips_clip"
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return
        fields = connection.introspection.get_table_description(cursor, table)
    if "labels" in {field.name for field in fields}:
        _search.install(connection)
