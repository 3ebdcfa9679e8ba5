"""`manage.py studio`: the whole studio in one command, ended by one Ctrl-C."""

import fcntl
import os
import signal
import socket
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from apps.archive import operations as archive
from apps.generation import operations as generation
from apps.stems import operations as stems
from apps.studio.management.supervisor import Program, Supervisor

log = structlog.get_logger(__name__)

GRACE_S = 4.0
PORT_PATIENCE_S = 3.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")
CELERY = ("--quiet", "-A", "musicstudio")
WORK_OF = {"api": (generation,), "archive": (archive, stems)}
"""What each worker works on, and nobody else."""
WORKER = (*CELERY, "worker", "--without-gossip", "--without-mingle", "-P", "threads", "-Q")


class Command(BaseCommand):
    """Run web, workers, beat and, unless a real provider is set, the sandbox."""

    help = "Run the whole studio: web, workers, beat and the sandbox. Ctrl-C stops all of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen; the environment's HOST and PORT are the defaults."""
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument(
            "--alone",
            action="store_true",
            help="No other worker uses this database: go on at once with what was interrupted. "
            "Always so with SQLite.",
        )

    def handle(self, *, host: str, port: int, alone: bool, **_: Any) -> None:
        """Run until Ctrl-C, SIGTERM or a closed terminal."""
        with only_studio(settings.VAR_DIR):
            wait_for_port(host, port, "PORT")
            if uses_sandbox():
                wait_for_port("127.0.0.1", settings.SANDBOX_PORT, "SANDBOX_PORT")
            clear_leftovers()
            crew = programs(host, port)
            if alone or settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
                go_on_at_once()
                crew = [freeing(program) for program in crew]
            self.run_until_stopped(crew, host, port)

    def run_until_stopped(self, everything: list[Program], host: str, port: int) -> None:
        """Keep all programs running and say when the studio can be used."""
        asked_to_stop: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda sent, _frame: asked_to_stop.append(sent))
        crew = Supervisor(everything, folder=settings.BASE_DIR, say=self.say)
        answering = False
        crew.start()
        while not asked_to_stop:
            crew.step()
            if not answering and (answering := web_answers(host, port)):
                self.say(f"musicstudio {settings.VERSION} is ready: {address(host, port)}")
                self.say("Ctrl-C stops it. A restart goes on where it was.")
        self.say("Stopping.")
        crew.stop(GRACE_S)

    def say(self, line: str) -> None:
        """Write one line at once, so that whoever reads along sees it."""
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def only_studio(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, or refuse: two studios would work against each other.

    The system frees the lock when this process ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "studio.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CommandError(
                f"Another studio (process {file.read().strip()}) is running on {folder}. "
                "Stop it first, or set VAR_DIR to another folder."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def wait_for_port(host: str, port: int, variable: str) -> None:
    """Return once the port is free; a studio that was just killed still holds it for a moment."""
    deadline_s = time.monotonic() + PORT_PATIENCE_S
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as trouble:
                if time.monotonic() > deadline_s:
                    raise CommandError(
                        f"Cannot listen on {host}:{port}: {trouble.strerror}. "
                        f"Stop what uses it, or choose another: {variable}={port + 1}"
                    ) from None
            else:
                return
        time.sleep(0.1)


def clear_leftovers() -> None:
    """Remove the messages and counters of a studio that is gone. Rows are the truth."""
    for folder in (settings.VAR_DIR / "broker", settings.METRICS_DIR):
        for path in folder.rglob("*"):
            if path.is_file():
                path.unlink()


def go_on_at_once() -> None:
    """Free what a killed studio was working on; nobody else can be at it."""
    for part in (generation, archive, stems):
        part.release_leases(now=timezone.now())


def freeing(program: Program) -> Program:
    """Return the program so that what it was working on when it died is due at once."""
    return replace(program, after_death=partial(free_work_of, program.name))


def free_work_of(name: str) -> None:
    """Free what a dead worker was working on. Without a database its leases end by and by."""
    try:
        for part in WORK_OF.get(name, ()):
            part.release_leases(now=timezone.now())
    except DatabaseError:
        log.warning("leases not freed", worker=name)
        connection.close()


def uses_sandbox() -> bool:
    """Tell whether the provider's address is the sandbox that we would start."""
    provider = urlsplit(settings.MUSICAPI_BASE_URL)
    return provider.hostname in LOOPBACK and provider.port == settings.SANDBOX_PORT


def programs(host: str, port: int) -> list[Program]:
    """Return what makes up the studio here, each with what it needs to know."""
    own = {
        "HOST": host,
        "PORT": str(port),
        "VAR_DIR": str(settings.VAR_DIR),
        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or address(host, port),
    }
    data_dir = os.environ.get("SANDBOX_DATA_DIR") or str(settings.VAR_DIR / "sandbox")
    crew = [
        Program("web", "gunicorn", ("-c", "python:musicstudio.gunicorn"), own),
        Program("api", "celery", (*WORKER, "api", "-c", "4", "-n", "api@%h"), own),
        Program("archive", "celery", (*WORKER, "archive", "-c", "2", "-n", "archive@%h"), own),
        Program("beat", "celery", (*CELERY, "beat", "--pidfile="), own),
    ]
    if uses_sandbox():
        call = ("sandbox", "--port", str(settings.SANDBOX_PORT))
        # What is uploaded to it comes from the studio itself, on this very machine.
        private = os.environ.get("SANDBOX_FETCH_PRIVATE") or "1"
        needs = {"SANDBOX_DATA_DIR": data_dir, "SANDBOX_FETCH_PRIVATE": private}
        crew.append(Program("sandbox", "manage", call, needs))
    return crew


def address(host: str, port: int) -> str:
    """Return where a browser on this machine finds the studio."""
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104
    return f"http://{near.get(host, host)}:{port}"


def web_answers(host: str, port: int) -> bool:
    """Tell whether the web process answers yet."""
    parts = urlsplit(address(host, port))
    connection = HTTPConnection(parts.hostname or "127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
