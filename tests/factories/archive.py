"""Rows of the archive for tests."""

from datetime import UTC, datetime

from apps.archive import operations
from apps.archive.models import Asset
from apps.archive.states import AssetKind

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def pending_asset(source_url: str, kind: AssetKind = AssetKind.MP3, **fields) -> Asset:
    """Return a registered asset that is due at NOON."""
    return operations.register(kind=kind, source_url=source_url, **{"now": NOON, **fields})
