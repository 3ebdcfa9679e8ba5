"""The laptop's message broker: a folder of files, in which every file appears whole.

Kombu's own filesystem transport lets a reader see a file that is still being written, moves what
it reads through the system's temporary folder, and after a kill at the wrong moment leaves a table
that can never be read again. Here a file is written aside and renamed, which a reader either sees
or does not. What is lost with this folder is a nudge: rows are the truth (docs/adr/0001).
"""

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


def write_whole(path: Path, content: object) -> None:
    """Write `content` as JSON so that no reader ever sees half of it."""
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}.new")
    aside.write_text(dumps(content))
    aside.replace(path)


class Channel(filesystem.Channel):
    """Reads and writes messages by renaming files."""

    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:  # type: ignore[override]
        name = f"{monotonic_ns():020}-{uuid.uuid4().hex}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        folder = Path(self.data_folder_in)
        for path in sorted(folder.glob(f"*.{queue}.msg")):
            taken = path.with_name(f"{path.name}.taken")
            try:
                path.rename(taken)
            except FileNotFoundError:  # another worker was quicker
                continue
            content = taken.read_text()
            taken.unlink()
            return loads(content)
        raise Empty

    def _queue_bind(
        self,
        exchange: str,
        routing_key: str | None,
        pattern: str | None,
        queue: str,
    ) -> None:
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._one_writer():
            table = self.get_table(exchange)
            if binding not in table:
                write_whole(self._exchange_file(exchange), [binding, *table])  # type: ignore[attr-defined]

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        with (Path(self.control_folder) / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    """Celery's `filesystem://` with the careful channel."""

    Channel = Channel
