"""Files that a person brings: checked and measured like any other, and stored at once."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

from django.conf import settings

from apps.archive import analysis, formats, store
from apps.archive.models import Asset
from apps.archive.operations.keeping import keep
from apps.archive.states import AssetKind, AssetState
from apps.core.models import new_id

COVER_SIDE_PX: Final = 800


def take_in(*, path: Path, lengths_s: tuple[int, int], now: datetime) -> Asset:
    """Store a person's audio file, and return its row with what was measured.

    `lengths_s` are the shortest and the longest that it may be. Raises: analysis.Unplayable for
    what is no audio, damaged, silent or of another length; store.StorageTrouble.
    """
    with path.open("rb") as file:
        media_type = formats.sniff(file.read(formats.HEAD_BYTES)) or ""
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if not media_type.startswith("audio/"):
        raise analysis.Unplayable("This is not an audio file of a kind that the studio knows.")
    measures = analysis.check_audio(path, expected_duration_s=None)
    shortest_s, longest_s = lengths_s
    if not shortest_s <= measures.duration_s <= longest_s:
        raise analysis.Unplayable(
            f"The file has {measures.duration_s:.1f} seconds; from {shortest_s} to {longest_s} can"
            " be brought."
        )
    name = new_id()
    key = store.key_for("audio", name, formats.extension_of(media_type))
    store.put(path, key=key, media_type=media_type, sha256=digest)
    return Asset.objects.create(
        pk=name,
        kind=AssetKind.MP3,
        state=AssetState.STORED,
        storage_key=key,
        media_type=media_type,
        size_bytes=path.stat().st_size,
        sha256=digest,
        stored_at=now,
        created_at=now,
        **asdict(measures),
    )


def take_picture(*, source: IO[bytes], now: datetime) -> Asset:
    """Store the square that was made of a person's picture, and return its row.

    Raises: analysis.Unplayable for what is no picture or too large, store.StorageTrouble.
    """
    with NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as made:
        path = Path(made.name)
        analysis.write_square(source, path, side_px=COVER_SIDE_PX)
        return keep(path=path, kind=AssetKind.COVER, media_type="image/jpeg", now=now)
