"""Files that we made ourselves: stored without a fetch, and removed when nobody needs them."""

import hashlib
from datetime import datetime
from pathlib import Path

from apps.archive import formats, store
from apps.archive.models import Asset
from apps.archive.states import AssetKind, AssetState
from apps.core.models import new_id


def keep(
    *,
    path: Path,
    kind: AssetKind,
    media_type: str,
    duration_s: float | None = None,
    now: datetime,
) -> Asset:
    """Store a file that we made, and return its row. Raises: store.StorageTrouble."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = new_id()
    key = store.key_for("made", name, formats.extension_of(media_type))
    store.put(path, key=key, media_type=media_type, sha256=digest)
    return Asset.objects.create(
        pk=name,
        kind=kind,
        state=AssetState.STORED,
        storage_key=key,
        media_type=media_type,
        size_bytes=path.stat().st_size,
        sha256=digest,
        duration_s=duration_s,
        stored_at=now,
        created_at=now,
    )


def discard(*, asset: Asset) -> None:
    """Remove a file that we made and can make again. Raises: store.StorageTrouble."""
    store.delete(asset.storage_key)
    asset.delete()
