"""The file of one asset on its way in: the bytes so far, and how to go on from there."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from apps.archive.source.errors import Busy


@dataclass(frozen=True)
class Note:
    """What is known of a file that is on its way; kept beside it. `link` is a hash of the URL."""

    link: str = ""
    validator: str = ""
    total_bytes: int | None = None
    is_complete: bool = False


class Incoming:
    """The file of one asset on its way in: the bytes so far, and how to go on from there."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file = file
        self.path = path
        self._note_path = path.with_suffix(".json")
        self.note = self._read_note()

    @property
    def size_bytes(self) -> int:
        """Return how much has come so far."""
        return os.fstat(self._file.fileno()).st_size

    def point_at(self, url: str) -> None:
        """Forget what came if it came from another link."""
        link = hashlib.sha256(url.encode()).hexdigest()
        if self.note.link != link:
            self.restart()
            self._write_note(Note(link=link))

    def restart(self) -> None:
        """Forget what came, so that the next attempt begins at the first byte."""
        self._file.truncate(0)
        self._write_note(Note(link=self.note.link))

    def expect(self, *, validator: str, total_bytes: int | None) -> None:
        """Note what the server says of the whole file, before its bytes are written."""
        self._write_note(replace(self.note, validator=validator, total_bytes=total_bytes))

    def append(self, chunk: bytes) -> None:
        """Write the next bytes."""
        self._file.write(chunk)

    def flush(self) -> None:
        """Hand everything to the operating system."""
        self._file.flush()

    def complete(self) -> None:
        """Note that all of it is there."""
        self.flush()
        self._write_note(replace(self.note, is_complete=True))

    def discard(self) -> None:
        """Remove the file; its work is done."""
        self.path.unlink(missing_ok=True)
        self._note_path.unlink(missing_ok=True)

    def _read_note(self) -> Note:
        try:
            return Note(**json.loads(self._note_path.read_text()))
        except (OSError, ValueError, TypeError):
            return Note()

    def _write_note(self, note: Note) -> None:
        fresh = self._note_path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(note)))
        fresh.replace(self._note_path)
        self.note = note


@contextmanager
def incoming(folder: Path, name: str) -> Iterator[Incoming]:
    """Open the file that is on its way, for this process alone. Raises Busy if it is taken."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.part"
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("Another worker is fetching this file.") from None
        if os.fstat(file.fileno()).st_nlink == 0:
            raise Busy("Another worker has just fetched this file.")
        yield Incoming(file, path)
