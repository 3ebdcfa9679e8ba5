"""The real studio for tests: `manage.py studio` with its web, workers, beat and sandbox.

    studio.start()
    studio.control("faults", kind="error_after", path="/sonic/create")
    studio.kill()      # as a power cut would: no warning to anybody
    studio.start()     # goes on with the same folder and database

Runs in the profile of the test run: SQLite and folders, or PostgreSQL, Redis and S3.
"""

import fcntl
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.support import services

START_WITHIN_S = 180.0
STOP_WITHIN_S = 60.0
SANDBOX_KEY = "sandbox-key"


@dataclass
class Studio:
    """A studio in a folder of its own, running or not."""

    folder: Path
    port: int
    sandbox_port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        path = self.folder / "studio.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a management command in the studio's environment."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=services.ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=check,
        )

    def start(self) -> None:
        """Start everything and wait until pages are answered."""
        with (self.folder / "studio.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "studio", "--alone", "--port", str(self.port)],
                cwd=services.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for(self.answers, within_s=START_WITHIN_S)

    def answers(self) -> bool:
        """Tell whether the studio and its sandbox answer."""
        assert self.process is None or self.process.poll() is None, f"it ended:\n{self.log}"
        with suppress(httpx.TransportError):
            web = httpx.get(f"{self.url}/readyz", timeout=5)
            sandbox = httpx.get(f"http://127.0.0.1:{self.sandbox_port}/healthz", timeout=5)
            return web.status_code == 200 and sandbox.status_code == 200
        return False

    def kill(self) -> None:
        """Kill the studio's first process outright, and wait until all others are gone too."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None
        self.wait_for(lambda: not self.processes(), within_s=STOP_WITHIN_S)

    def stop(self) -> float:
        """Stop as Ctrl-C does, and wait until nothing is left. Returns the seconds that it took."""
        assert self.process is not None
        began_s = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_WITHIN_S)
            self.process = None
            self.wait_for(lambda: not self.processes(), within_s=STOP_WITHIN_S)
        finally:
            self.end()
        return time.monotonic() - began_s

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """End, and give back what the studio had of the services."""
        self.end()
        broker = self.environment.get("BROKER_URL", "")
        if broker.startswith(services.REDIS):
            services.release_redis_database(int(broker.rpartition("/")[2]))

    def processes(self) -> list[int]:
        """Return the ids of all processes that work on this studio's folder."""
        mark = f"VAR_DIR={self.environment['VAR_DIR']}\0".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                alive = b"\nState:\tZ" not in (entry / "status").read_bytes()
                if alive and mark in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
        return found

    def cpu_seconds(self) -> dict[str, float]:
        """Return the CPU seconds of all processes so far, those of the sandbox by themselves."""
        spent = {"studio": 0.0, "sandbox": 0.0}
        tick_s = 1 / os.sysconf("SC_CLK_TCK")
        for pid in self.processes():
            with suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                # Fields 14 to 17: user and system time, of the process and of its dead children.
                ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
                part = "sandbox" if b"sandbox" in command else "studio"
                spent[part] += sum(map(int, ticks)) * tick_s
        return spent

    def control(self, path: str, /, **body: Any) -> Any:
        """Call the sandbox's control desk: with a body (or for a verb) POST, else GET."""
        post = bool(body) or path in {"reset", "faults/clear"}
        answer = httpx.request(
            "POST" if post else "GET",
            f"http://127.0.0.1:{self.sandbox_port}/control/{path}",
            headers={"Authorization": f"Bearer {SANDBOX_KEY}"},
            json=body or None,
            timeout=30,
        )
        assert answer.is_success, f"{answer.status_code}: {answer.text}"
        return answer.json()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT on the studio's database."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("sqlite:///"):
            with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(url) as connection:
            return connection.execute(sql).fetchall()  # type: ignore[call-overload]

    def wait_for(self, condition: Callable[[], object], *, within_s: float) -> None:
        """Wait until `condition` holds; fail with the studio's log if it does not."""
        deadline_s = time.monotonic() + within_s
        while not condition():
            if time.monotonic() > deadline_s:
                raise AssertionError(f"It did not happen within {within_s} s:\n{self.log[-6000:]}")
            time.sleep(0.1)


def prepare(folder: Path, **settings: str) -> Studio:
    """Return a studio with a migrated database and the demo team, not started yet."""
    folder.mkdir(parents=True, exist_ok=True)
    port, sandbox_port = services.free_port(), services.free_port()
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "PYTEST_CURRENT_TEST", "LOG_LEVEL"}
    }
    environment = inherited | {
        "DEBUG": "1",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": own_database(folder),
        **own_broker(),
        "SANDBOX_PORT": str(sandbox_port),
        "SANDBOX_DATA_DIR": str(folder / "var" / "sandbox"),
        "SANDBOX_PROFILE": "fast",
        "SANDBOX_CONTROL": "1",
        "SANDBOX_CREATE_INTERVAL_S": "0",
        "MUSICAPI_CREATE_INTERVAL_S": "0",
        "POLL_FIRST_S": "0.5",
        "POLL_EVERY_S": "0.5",
        "TICK_EVERY_S": "0.5",
        **settings,
    }
    return Studio(folder, port, sandbox_port, environment)


def own_database(folder: Path) -> str:
    """Return the address of a new database: a copy of one that was set up once a run."""
    name = f"musicstudio_{os.environ['TEST_RUN']}"
    if os.environ["TEST_PROFILE"] == "team":
        template = f"{services.POSTGRES}/{name}_template"
        with set_up_once(template) as is_new:
            own = f"{name}_{secrets.token_hex(6)}"
            with psycopg.connect(f"{services.POSTGRES}/postgres", autocommit=True) as server:
                if is_new:
                    server.execute(f'CREATE DATABASE "{name}_template"')
                    set_up(template)
                server.execute(f'CREATE DATABASE "{own}" TEMPLATE "{name}_template"')
        return f"{services.POSTGRES}/{own}"
    template_file = Path(os.environ["TEST_DIR"]) / "template.sqlite3"
    with set_up_once(f"sqlite:///{template_file}") as is_new:
        if is_new:
            set_up(f"sqlite:///{template_file}")
    shutil.copy(template_file, folder / "studio.sqlite3")
    return f"sqlite:///{folder / 'studio.sqlite3'}"


def own_broker() -> dict[str, str]:
    """Return where nudges go: workers of two studios would take each other's from one broker."""
    if os.environ["TEST_PROFILE"] != "team":
        return {}
    return {"BROKER_URL": f"{services.REDIS}/{services.claim_redis_database()}"}


@contextmanager
def set_up_once(_template: str) -> Iterator[bool]:
    """Hold the run's lock, and tell whether nobody has set the template up yet."""
    folder = Path(os.environ["TEST_DIR"])
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        marker = folder / "template.ready"
        is_new = not marker.exists()
        yield is_new
        marker.touch()


def set_up(database_url: str) -> None:
    """Do what `make setup` does to a database."""
    environment = {**os.environ, "DEBUG": "1", "DATABASE_URL": database_url}
    for command in (("migrate", "--verbosity", "0"), ("demo",)):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=services.ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A studio of the test's own, not started yet."""
    prepared = prepare(tmp_path / "studio")
    yield prepared
    prepared.close()


@pytest.fixture(scope="session")
def running_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A running studio that tests share: each brings what it needs and minds nobody else's."""
    prepared = prepare(tmp_path_factory.mktemp("shared") / "studio")
    try:
        prepared.start()
        yield prepared
    finally:
        prepared.close()
