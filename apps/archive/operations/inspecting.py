"""Comparing what the rows say with what the storage holds, and tidying what was left behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from apps.archive import store
from apps.archive.models import Asset
from apps.archive.states import AssetState

INCOMING_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """A stored asset whose file is not as the row says; `what` tells the difference."""

    asset_id: UUID
    storage_key: str
    what: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """One batch: what was found, the last id looked at (None at the end), and how much it was."""

    findings: list[Finding]
    last: UUID | None
    assets: int
    size_bytes: int


def inspect_stored(*, after: UUID | None, limit: int, read: bool) -> Inspection:
    """Compare the next `limit` stored assets, by id, with what the storage holds.

    `read` reads every byte and compares SHA-256 too. Changes nothing. Raises StorageTrouble if
    the storage cannot be asked.
    """
    rows = Asset.objects.stored().order_by("id")
    batch = list((rows.filter(id__gt=after) if after else rows).defer("peaks")[:limit])
    findings = [finding for asset in batch if (finding := _inspect(asset, read=read))]
    last = batch[-1].pk if batch else None
    size_bytes = sum(asset.size_bytes or 0 for asset in batch)
    return Inspection(findings, last, len(batch), size_bytes)


def _inspect(asset: Asset, *, read: bool) -> Finding | None:
    try:
        size_bytes = store.head(asset.storage_key).size_bytes
        if size_bytes != asset.size_bytes:
            what = f"{size_bytes} bytes instead of {asset.size_bytes}"
        elif read and store.sha256_of(asset.storage_key) != asset.sha256:
            what = "other content than was stored"
        else:
            return None
    except store.Missing:
        what = "missing"
    return Finding(asset.pk, asset.storage_key, what)


def sweep_incoming(*, now: datetime) -> int:
    """Remove what interrupted fetches left a week ago and more; return how many files.

    What a waiting asset still needs stays.
    """
    oldest = (now - INCOMING_KEPT).timestamp()
    stale = [path for path in _left_behind() if path.stat().st_mtime < oldest]
    waiting = Asset.objects.filter(
        state=AssetState.PENDING, pk__in={path.name.split(".")[0] for path in stale}
    )
    needed = {str(asset_id) for asset_id in waiting.values_list("pk", flat=True)}
    removed = [path for path in stale if path.name.split(".")[0] not in needed]
    for path in removed:
        path.unlink(missing_ok=True)
    return len(removed)


def _left_behind() -> list[Path]:
    return list((settings.VAR_DIR / "incoming").glob("????????-*.*"))
