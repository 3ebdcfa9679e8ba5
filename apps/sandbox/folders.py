"""Where the files of clips lie below SANDBOX_DATA_DIR, and the rows that describe them."""

import hashlib
import uuid
from pathlib import Path

from django.conf import settings

from apps.sandbox.models import Clip, File, Render


def of_clip(clip_id: uuid.UUID) -> Path:
    """Name the folder that holds everything of a clip."""
    return Path(settings.SANDBOX_DATA_DIR) / "clips" / str(clip_id)


def of_attempt(render: Render) -> Path:
    """Name the folder of the present attempt to render a clip."""
    return of_clip(render.clip_id) / render.lease_token


def tapes() -> Path:
    """Name the folder that holds recordings from elsewhere, which scores play."""
    return Path(settings.SANDBOX_DATA_DIR) / "tapes"


def phrases() -> Path:
    """Name the folder that holds sung lines, so that they need not be sung again."""
    return Path(settings.SANDBOX_DATA_DIR) / "phrases"


def described(clip: Clip, name: str, path: Path) -> File:
    """Describe a finished file of a clip in a new row, not saved yet."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    relative = path.relative_to(Path(settings.SANDBOX_DATA_DIR))
    return File(
        clip=clip, name=name, path=str(relative), size_bytes=path.stat().st_size, sha256=digest
    )
