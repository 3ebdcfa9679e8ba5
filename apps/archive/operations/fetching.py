"""One step of bringing a file home: download, verify, measure, store, record."""

import hashlib
import time
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import structlog
from django.conf import settings

from apps.archive import analysis, formats, source, store
from apps.archive.models import Asset
from apps.archive.operations.patience import Changes, after_failure
from apps.archive.states import AssetKind, AssetState, Hindrance

log = structlog.get_logger(__name__)

COVER_MAX_BYTES: Final = 20_000_000
BUSY_WAIT: Final = timedelta(seconds=10)


def fetch(*, asset_id: UUID, lease: UUID, now: datetime) -> Asset:
    """Bring one asset home, as far as one step goes: download, verify, store, measure.

    Only if `lease` is still the row's; it is used up, so that the same message twice fetches
    once. Whatever hinders is written to the row together with the next attempt or the end of all
    attempts. Returns the row as it is then.
    """
    claim = uuid4()
    ends = now + timedelta(seconds=settings.LEASE_S)
    claimed = Asset.objects.filter(pk=asset_id, lease=lease, state=AssetState.PENDING)
    if claimed.update(lease=claim, due_at=ends):
        _take_step(Asset.objects.get(pk=asset_id), claim, now)
    return Asset.objects.get(pk=asset_id)


def _take_step(asset: Asset, claim: UUID, now: datetime) -> None:
    started = time.monotonic()
    try:
        with source.incoming(settings.VAR_DIR / "incoming", str(asset.pk)) as file:
            changes = _attempt(asset, file, now, started)
            if _record(asset, claim, changes) and changes["state"] != AssetState.PENDING:
                file.discard()
                _drop_replaced(asset, changes)
    except source.Busy:
        _record(asset, claim, {"due_at": now + BUSY_WAIT})
    except OSError as error:
        _record(asset, claim, after_failure(asset, error, now))


def _attempt(asset: Asset, file: source.Incoming, now: datetime, started: float) -> Changes:
    try:
        family = "image" if asset.kind == AssetKind.COVER else "audio"
        source.download(url=asset.source_url, to=file, family=family, rules=_rules(family))
        return _stored(asset, file, family, now)
    except (source.SourceError, analysis.Unplayable, store.StorageTrouble, OSError) as error:
        changes = after_failure(asset, error, now + timedelta(seconds=time.monotonic() - started))
        return _with_file_set_aside(asset, file, changes, now)


def _rules(family: str) -> source.Rules:
    named = [*settings.ARCHIVE_ALLOWED_PRIVATE_HOSTS, settings.MUSICAPI_BASE_URL]
    most = settings.ARCHIVE_MAX_BYTES
    return source.Rules(
        private_origins=frozenset(filter(None, map(source.origin_of, named))),
        max_bytes=most if family == "audio" else min(most, COVER_MAX_BYTES),
        time_limit_s=settings.HTTP_TIMEOUT_S,
    )


def _stored(asset: Asset, file: source.Incoming, family: str, now: datetime) -> Changes:
    """Verify the whole file, store it, and return what the row shall say."""
    media_type = _media_type(file.path, family)
    changes = _measured(asset, file.path)
    digest = _sha256(file.path)
    folder = "covers" if family == "image" else "audio"
    key = store.key_for(folder, asset.pk, formats.extension_of(media_type))
    store.put(file.path, key=key, media_type=media_type, sha256=digest)
    return changes | {
        "state": AssetState.STORED,
        "storage_key": key,
        "media_type": media_type,
        "size_bytes": file.size_bytes,
        "sha256": digest,
        "stored_at": now,
        "due_at": None,
        "attempts": 0,
        "hindrance": "",
        "trouble": "",
    }


def _media_type(path: Path, family: str) -> str:
    with path.open("rb") as file:
        media_type = formats.sniff(file.read(formats.HEAD_BYTES)) or ""
    if not media_type.startswith(f"{family}/"):
        word = "audio" if family == "audio" else "a picture"
        raise analysis.Unplayable(f"What came is not {word} of a kind that the studio knows.")
    return media_type


def _measured(asset: Asset, path: Path) -> Changes:
    if asset.kind == AssetKind.COVER:
        analysis.check_picture(path)
        return {}
    if asset.kind == AssetKind.STEM:
        return asdict(analysis.measure(path))
    measures = analysis.check_audio(path, expected_duration_s=asset.expected_duration_s)
    return asdict(measures)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _with_file_set_aside(
    asset: Asset, file: source.Incoming, changes: Changes, now: datetime
) -> Changes:
    """Keep a file that is given up; have one that is no good fetched from its first byte."""
    if changes["state"] == AssetState.PENDING:
        if changes["hindrance"] == Hindrance.UNPLAYABLE:
            file.restart()
        return changes
    if changes["state"] == AssetState.BROKEN:
        if not file.size_bytes:
            return changes | {"state": AssetState.LOST}
        key = store.key_for("aside", asset.pk, "bin")
        try:
            store.put(
                file.path,
                key=key,
                media_type="application/octet-stream",
                sha256=_sha256(file.path),
            )
        except store.StorageTrouble as error:
            return after_failure(asset, error, now)
        return changes | {"storage_key": key, "size_bytes": file.size_bytes}
    return changes


def _record(asset: Asset, claim: UUID, changes: Changes) -> bool:
    """Write the outcome if the step is still ours; tell whether it was."""
    ours = Asset.objects.filter(pk=asset.pk, lease=claim, state=AssetState.PENDING)
    is_ours = bool(ours.update(**changes, lease=None))
    if is_ours and changes.get("state") == AssetState.STORED:
        log.info("asset_stored", asset_id=str(asset.pk), size_bytes=changes["size_bytes"])
    return is_ours


def _drop_replaced(asset: Asset, changes: Changes) -> None:
    """Remove what an earlier life of the asset kept aside."""
    if asset.storage_key and asset.storage_key != changes.get("storage_key", asset.storage_key):
        try:
            store.delete(asset.storage_key)
        except store.StorageTrouble as error:
            log.warning("aside_not_removed", key=asset.storage_key, error=str(error))
