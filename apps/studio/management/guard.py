"""Run a Python module that must not outlive the process that started it.

    python -m apps.studio.management.guard PARENT_PID MODULE [ARGUMENT…]

A studio that was killed outright cannot stop its own processes, and a worker left behind would
work beside the next studio's. Linux ends the child at once when its parent dies; elsewhere the
child looks every second. Imports nothing of ours, because it runs before everything else.
"""

import ctypes
import os
import runpy
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
LOOK_EVERY_S = 1.0


def die_with(parent_pid: int) -> None:
    """Arrange for this process to end when the process `parent_pid` does."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL)) != 0:
            raise OSError(ctypes.get_errno(), "prctl failed")
    else:
        start_watching(parent_pid)
    end_if_orphaned(parent_pid)


def start_watching(parent_pid: int) -> None:
    """Look for the parent beside whatever this process does."""
    threading.Thread(target=watch, args=(parent_pid,), daemon=True).start()


def watch(parent_pid: int) -> None:
    """Look for the parent for as long as this process lives."""
    while True:
        time.sleep(LOOK_EVERY_S)
        end_if_orphaned(parent_pid)


def end_if_orphaned(parent_pid: int) -> None:
    """End this process at once if the parent is gone: it may have died before we could watch."""
    if os.getppid() != parent_pid:
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Tie this process to its parent, then become the module."""
    parent_pid, module, *arguments = sys.argv[1:]
    die_with(int(parent_pid))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
