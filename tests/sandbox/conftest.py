"""One sandbox server for the whole directory, with a full account for every test."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.receiver import Receiver, receiving
from tests.support.sandbox import Sandbox, running_sandbox

Body = dict[str, Any]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("sandbox")
    with running_sandbox(folder, credits=1000, fetch_private=1) as sandbox:
        sandbox.client.timeout = httpx.Timeout(150)
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Sandbox:
    """The server with a full account and no faults; what others made is still there."""
    server.control("faults/clear")
    server.control("credits", credits=1000, extra_credits=0)
    return server


@pytest.fixture
def fresh(server: Sandbox) -> Sandbox:
    """The server as it was at its first start."""
    server.control("reset")
    return server


@pytest.fixture
def song() -> Body:
    """The smallest request that makes a sung song, as short as the contract allows."""
    return {
        "task_type": "create_music",
        "custom_mode": True,
        "mv": "sonic-v5",
        "title": "Harbour",
        "tags": "folk, guitar",
        "prompt": "[Verse]\nRopes are creaking by the quay\nSalt is drying on my sleeve",
        "duration": 10,
    }


@pytest.fixture(scope="session")
def shelf() -> dict[str, str]:
    """Where the one song that many tests look at is remembered."""
    return {}


@pytest.fixture
def clip(server: Sandbox, song: Body, shelf: dict[str, str]) -> Body:
    """A finished clip that any test may look at and none may spoil."""
    if "task" not in shelf or "data" not in (seen := poll(server, shelf["task"])):
        server.control("faults/clear")
        server.control("credits", credits=1000, extra_credits=0)
        shelf["task"] = submit(server, song)
        seen = finish(server, shelf["task"])
    server.control("credits", credits=1000, extra_credits=0)
    made: Body = seen["data"][0]
    return made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as kept:
        yield kept


def submit(sandbox: Sandbox, body: Body) -> str:
    answer = sandbox.post("/sonic/create", **body)
    assert answer.status_code == 200, answer.text
    task_id: str = answer.json()["task_id"]
    return task_id


def poll(sandbox: Sandbox, task_id: str) -> Body:
    body: Body = sandbox.get(f"/sonic/task/{task_id}").json()
    return body


def is_final(body: Body) -> bool:
    if body.get("type", "not_ready") != "not_ready":
        return True
    items = body.get("data", [])
    clips = [clip for item in items for clip in (item.values() if "full" in item else [item])]
    ended = {"succeeded", "failed"}
    return bool(clips) and all(clip is not None and clip["state"] in ended for clip in clips)


def wait_for(look: Callable[[], Any], *, within_s: float = 120) -> Any:
    """Look again and again, less and less often, until something true is seen; return it."""
    deadline, pause_s = time.monotonic() + within_s, 0.05
    while not (seen := look()):
        assert time.monotonic() < deadline, "nothing was seen in time"
        time.sleep(pause_s)
        pause_s = min(0.25, 1.2 * pause_s)
    return seen


def finish(sandbox: Sandbox, task_id: str) -> Body:
    """Poll until the task is final."""

    def look() -> Body | None:
        body = poll(sandbox, task_id)
        return body if is_final(body) else None

    body: Body = wait_for(look)
    return body


def finished_song(sandbox: Sandbox, body: Body) -> list[Body]:
    """Make a song and return its clips."""
    clips: list[Body] = finish(sandbox, submit(sandbox, body))["data"]
    return clips


def balance(sandbox: Sandbox) -> tuple[float, float]:
    body = sandbox.get("/get-credits").json()
    return body["credits"], body["extra_credits"]


def fetch(sandbox: Sandbox, url: str, **headers: str) -> httpx.Response:
    return sandbox.client.get(url, headers={k.replace("_", "-"): v for k, v in headers.items()})


def own_sandbox(folder: Path, **settings: Any) -> Any:
    """Run a sandbox of one's own, for tests that kill it or need other settings."""
    return running_sandbox(folder / "own", **settings)
