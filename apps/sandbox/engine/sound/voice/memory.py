"""A folder that remembers what was made at some cost, up to a number of bytes.

What was used longest ago goes first. Several processes may share a folder. It is a convenience:
where it cannot be written, or holds rubbish, things are made again.
"""

import logging
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

_ROOM_AFTER_SWEEP = 0.9
_SWEEPS_A_FILL = 16
_TOUCHED_EVERY_S = 600.0


class Memory:
    """Bytes by name below `folder`, together about `limit_bytes` at most."""

    def __init__(self, folder: Path, *, limit_bytes: int) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._unswept = limit_bytes

    def recall(self, name: str) -> bytes | None:
        """Return what is remembered under a name, None if nothing is."""
        path = self._folder / name
        try:
            content = path.read_bytes()
            if time.time() - path.stat().st_mtime > _TOUCHED_EVERY_S:
                os.utime(path)
        except OSError:
            return None
        return content

    def keep(self, name: str, content: bytes) -> None:
        """Remember bytes under a name."""
        if len(content) > self._limit:
            return
        try:
            self._write(name, content)
        except OSError as error:
            logger.warning("nothing can be remembered in %s: %s", self._folder, error)
            return
        self._unswept += len(content)
        if self._unswept > self._limit / _SWEEPS_A_FILL:
            self._sweep()
            self._unswept = 0

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(temporary).replace(self._folder / name)
        except OSError:
            with suppress(OSError):
                Path(temporary).unlink()
            raise

    def _sweep(self) -> None:
        """Delete what was used longest ago until there is room again."""
        kept = []
        for path in self._folder.iterdir():
            with suppress(OSError):  # another process may have deleted it
                state = path.stat()
                kept.append((state.st_mtime_ns, state.st_size, path))
        total = sum(size for _, size, _ in kept)
        if total <= self._limit:
            return
        for _, size, path in sorted(kept):
            path.unlink(missing_ok=True)
            total -= size
            if total <= self._limit * _ROOM_AFTER_SWEEP:
                return
