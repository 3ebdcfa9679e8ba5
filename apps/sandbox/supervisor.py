"""The process that `manage.py sandbox` is: it starts the others, watches and stops them.

Children: one web process (gunicorn), one courier, N render workers. A child that dies is replaced;
its leases are ended first. All of them stop with the supervisor (`lifeline.py`), and the supervisor
stops with the process that started it.
"""

import fcntl
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from django.conf import settings

from apps.sandbox import leasing

logger = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.2
_STOP_WITHIN_S = 6.0
_QUICK_DEATH_S = 10.0
_MOST_QUICK_DEATHS = 5
# Matrices are small here: threads for them wait for each other longer than they work.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class CannotRun(Exception):
    """The sandbox cannot run as asked; the message says why and what to do."""


@dataclass
class Child:
    """One process and how often it died soon after its start."""

    name: str
    command: Sequence[str]
    fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0


class Supervisor:
    """Keeps the children running until it is told to stop."""

    def __init__(self, *, listener: socket.socket, workers: int) -> None:
        self._stopping = False
        self._parent = os.getppid()
        # The children's standard input; nobody writes, everybody notices when it closes.
        self._lifeline, self._held_end = os.pipe()
        fd = listener.fileno()
        gunicorn = ("-m", "gunicorn", "-c", "python:apps.sandbox.webserver", "-b", f"fd://{fd}")
        self._children = [
            Child("web", gunicorn, (fd,)),
            Child("courier", ("-m", "apps.sandbox.worker", "callbacks", "courier")),
            *(
                Child(f"render{n}", ("-m", "apps.sandbox.worker", "renders", f"render{n}"))
                for n in range(1, workers + 1)
            ),
        ]

    def run(self, announce: Callable[[], None]) -> None:
        """Start everything and keep it running; returns after everything was stopped.

        Raises: CannotRun when a child keeps dying.
        """
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, self._on_signal)
        try:
            for child in self._children:
                self._start(child)
            announce()
            while not self._stopping and os.getppid() == self._parent:
                for child in self._children:
                    self._look_after(child)
                time.sleep(_LOOK_EVERY_S)
        finally:
            self._stop()

    def _on_signal(self, signal_number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, child: Child) -> None:
        environment = {
            **_ONE_THREAD,
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "apps.sandbox.settings",
            # Children run in another folder, so a relative one would mean something else to them.
            "SANDBOX_DATA_DIR": str(settings.SANDBOX_DATA_DIR),
            "SANDBOX_SINGER_DIR": str(settings.SANDBOX_SINGER_DIR),
        }
        child.process = subprocess.Popen(
            [sys.executable, *child.command],
            stdin=self._lifeline,
            pass_fds=child.fds,
            cwd=settings.PROJECT_DIR,
            env=environment,
        )
        child.started = time.monotonic()

    def _look_after(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None or self._stopping:
            return
        logger.warning("%s ended with %s; starting it again", child.name, child.process.returncode)
        quick = time.monotonic() - child.started < _QUICK_DEATH_S
        child.quick_deaths = child.quick_deaths + 1 if quick else 0
        if child.quick_deaths > _MOST_QUICK_DEATHS:
            raise CannotRun(f"{child.name} keeps dying at its start; see the log above.")
        leasing.release_of(child.name)
        self._start(child)

    def _stop(self) -> None:
        self._stopping = True
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _STOP_WITHIN_S
        for process in running:
            try:
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        os.close(self._held_end)
        os.close(self._lifeline)


def lock_data_dir(data_dir: Path) -> int:
    """Make the data folder and take it for this process alone; returns the lock's descriptor.

    Raises: CannotRun when it cannot be written or another sandbox uses it.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = os.open(data_dir / "sandbox.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotRun(
            f"SANDBOX_DATA_DIR {data_dir} cannot be written: {error.strerror}."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise CannotRun(
            f"Another sandbox uses {data_dir}. Stop it, or set SANDBOX_DATA_DIR to another folder."
        ) from None
    return lock


def listen(host: str, port: int) -> socket.socket:
    """Open the web process's socket.

    Raises: CannotRun when the address cannot be used.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        raise CannotRun(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another --port."
        ) from error
    listener.set_inheritable(True)
    return listener
