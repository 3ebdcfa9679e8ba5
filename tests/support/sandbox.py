"""A real sandbox server for tests: started as its own processes, stopped with all of them.

    with running_sandbox(tmp_path, create_interval_s=0) as sandbox:
        httpx.get(f"{sandbox.base_url}/get-credits", headers=sandbox.headers)
        sandbox.control("faults", kind="error_after", path="/sonic/create")

`base_url` is what a client is configured with. Everything the server says is in `sandbox.log`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

PROJECT_DIR = Path(__file__).resolve().parents[2]
_START_WITHIN_S = 120.0
_STOP_WITHIN_S = 10.0


@dataclass
class Sandbox:
    """A sandbox server, running or stopped."""

    folder: Path
    port: int
    key: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}/api/v1"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def log(self) -> str:
        path = self.folder / "sandbox.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(f"{self.base_url}{path}", headers=self.headers, **options)

    def post(self, path: str, /, **body: Any) -> httpx.Response:
        return self.client.post(f"{self.base_url}{path}", headers=self.headers, json=body)

    def control(self, path: str, /, **body: Any) -> dict[str, Any]:
        """Call the control desk: with a body (or for a verb) POST, else GET."""
        url = f"{self.origin}/control/{path}"
        if body or path in {"reset", "faults/clear"}:
            answer = self.client.post(url, headers=self.headers, json=body or None)
        else:
            answer = self.client.get(url, headers=self.headers)
        assert answer.is_success, f"{answer.status_code}: {answer.text}"
        result: dict[str, Any] = answer.json()
        return result

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with (self.folder / "sandbox.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "sandbox", "--port", str(self.port)],
                cwd=PROJECT_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_healthy()

    def stop(self) -> int:
        """Stop the server as a person does, and return its exit status."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(timeout=_STOP_WITHIN_S)
        finally:
            self.kill()

    def kill(self) -> None:
        """Kill every process of the server without warning."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + _START_WITHIN_S
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, f"the sandbox ended:\n{self.log}"
            with suppress(httpx.TransportError):
                if self.client.get(f"{self.origin}/healthz", timeout=2).is_success:
                    return
            time.sleep(0.05)
        raise AssertionError(f"the sandbox did not start:\n{self.log}")


@contextmanager
def running_sandbox(
    folder: Path,
    *,
    profile: str = "fast",
    control: bool = True,
    create_interval_s: float = 0,
    key: str = "test-key",
    port: int | None = None,
    workers: int = 1,
    **settings: object,
) -> Iterator[Sandbox]:
    """Run a sandbox with its data below `folder`; further settings as `era="2025-08"`."""
    folder.mkdir(parents=True, exist_ok=True)
    sandbox = Sandbox(
        folder=folder,
        port=port or free_port(),
        key=key,
        environment=_environment(
            folder,
            key=key,
            profile=profile,
            control=int(control),
            create_interval_s=create_interval_s,
            workers=workers,
            **settings,
        ),
    )
    try:
        sandbox.start()
        yield sandbox
        if sandbox.process is not None:
            sandbox.stop()
    finally:
        sandbox.kill()
        sandbox.client.close()


def free_port() -> int:
    """Find a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, **settings: object) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("SANDBOX_")
    }
    chosen = {f"SANDBOX_{name.upper()}": str(value) for name, value in settings.items()}
    return {**inherited, "SANDBOX_DATA_DIR": str(folder / "data"), **chosen}
