"""Old files go: the sound of clips; recordings and sung lines that nothing was made of since.

The rows of clips stay, with what was paid for them; a clip without files is answered as no longer
kept (CONTRACT 7.2). The courier sweeps now and then.
"""

import shutil
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from apps.sandbox import folders
from apps.sandbox.models import Clip, File, Render

EVERY_S = 600.0
_ABANDONED_S = 3600.0
_AT_ONCE = 200


def sweep(*, now: datetime) -> int:
    """Delete what is older than SANDBOX_KEEP_DAYS. Returns how many clips lost their files."""
    _clear_incoming(now)
    if not settings.SANDBOX_KEEP_DAYS:
        return 0
    oldest = now - timedelta(days=settings.SANDBOX_KEEP_DAYS)
    old = Clip.objects.filter(finished_at__lt=oldest, files__isnull=False).distinct()
    clips = list(old.values_list("pk", flat=True)[:_AT_ONCE])
    # Rows first: a file without a row is found by the next sweep's folder, a row without a file
    # would be served as broken.
    File.objects.filter(clip__in=clips).delete()
    Render.objects.filter(clip__in=clips).delete()
    Clip.objects.filter(pk__in=clips).update(score=None)
    for clip_id in clips:
        shutil.rmtree(folders.of_clip(clip_id), ignore_errors=True)
    for path in [*_older(folders.tapes(), oldest), *_older(folders.phrases(), oldest)]:
        path.unlink(missing_ok=True)
    return len(clips)


def touch(tape: Path) -> None:
    """Note that something was made from a recording, so that it is kept for longer."""
    if tape.exists():
        tape.touch()


class Sweeper:
    """Sweeps when the last time is long enough ago."""

    def __init__(self) -> None:
        """Begin without a sweep behind it."""
        self._next = 0.0

    def step(self, *, now: datetime) -> None:
        """Sweep if it is time to."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY_S
            sweep(now=now)


def _clear_incoming(now: datetime) -> None:
    """Remove what listeners left behind whose server died."""
    abandoned = now - timedelta(seconds=_ABANDONED_S)
    for folder in _older(Path(settings.SANDBOX_DATA_DIR) / "incoming", abandoned):
        shutil.rmtree(folder, ignore_errors=True)


def _older(folder: Path, than: datetime) -> list[Path]:
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # workers delete sung lines as well
            if path.stat().st_mtime < than.timestamp():
                found.append(path)
    return found
