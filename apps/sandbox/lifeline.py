"""How a process of the sandbox notices that the one that started it is gone.

The supervisor holds the writing end of a pipe that is each child's standard input and never writes
to it. When the supervisor dies, however it dies, the system closes the pipe and every child reads
its end. This needs no polling and works on every POSIX system.
"""

import os
import threading
from typing import Final

_STDIN: Final = 0
ORPHANED_EXIT: Final = 70


def hold() -> None:
    """End this process at once when its starter dies."""
    threading.Thread(target=_wait_for_the_end, name="lifeline", daemon=True).start()


def _wait_for_the_end() -> None:
    # Nobody writes, so this returns when the pipe is closed. Whatever this process was doing is
    # resumed from the database at the next start.
    os.read(_STDIN, 1)
    os._exit(ORPHANED_EXIT)  # pragma: no cover - ends the process, and with it the measuring
