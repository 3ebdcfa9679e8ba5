"""A real S3 server for tests: juicefs' gateway over a temporary folder."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.support.services import free_port, gateway_program

START_WITHIN_S = 20.0
ACCESS_KEY = "musicstudio-tests"
SECRET_KEY = "musicstudio-tests-secret"


@dataclass
class Gateway:
    """A running gateway."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End the gateway and forget its files."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_gateway(folder: Path) -> Gateway:
    """Start a gateway that keeps everything below `folder`, and wait until it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    meta = f"sqlite3://{folder / 'meta.db'}"
    subprocess.run(
        [
            *(gateway_program(), "format", "--quiet", "--storage", "file"),
            *("--bucket", f"{folder / 'blocks'}/", meta, "musicfs"),
        ],
        check=True,
        capture_output=True,
    )
    port = free_port()
    with (folder / "gateway.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(gateway_program(), "gateway", "--no-usage-report", "--multi-buckets"),
                *("--keep-etag", "--object-meta", "--cache-dir", str(folder / "cache")),
                *(meta, f"127.0.0.1:{port}"),
            ],
            env={**os.environ, "MINIO_ROOT_USER": ACCESS_KEY, "MINIO_ROOT_PASSWORD": SECRET_KEY},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    gateway = Gateway(process, folder, port)
    wait_until_it_answers(gateway)
    return gateway


def wait_until_it_answers(gateway: Gateway) -> None:
    """Wait for the first answer, of any kind."""
    deadline_s = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline_s and gateway.process.poll() is None:
        try:
            urlopen(gateway.url, timeout=2).close()
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            return
    log = (gateway.folder / "gateway.log").read_text(errors="replace")
    gateway.stop()
    raise RuntimeError(f"The S3 gateway did not start:\n{log}")
