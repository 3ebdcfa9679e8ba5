"""What settings change, on one server that has them all changed."""

import time
from collections.abc import Iterator

import pytest

from tests.sandbox import library
from tests.sandbox.conftest import Body, balance, fetch, finish, own_sandbox, poll, submit, wait_for
from tests.support.sandbox import Sandbox

ELSEWHERE = "https://sandbox.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A server without control desk that wants half an hour between two creates."""
    changed = {"create_interval_s": 1800, "link_lifetime_s": 1, "control": False}
    folder = tmp_path_factory.mktemp("settings")
    with own_sandbox(folder, public_url=ELSEWHERE, **changed) as running:
        yield running


@pytest.fixture(scope="module")
def task_id(server: Sandbox) -> str:
    body = {"custom_mode": True, "mv": "sonic-v5", "tags": "[fail:one] folk", "prompt": "la la"}
    made = submit(server, body)
    finish(server, made)
    return made


def link_to(server: Sandbox, task_id: str) -> str:
    clips = poll(server, task_id)["data"]
    url: str = next(clip["audio_url"] for clip in clips if clip["audio_url"])
    return url


def test_links_begin_with_the_public_address_and_expire(server: Sandbox, task_id: str):
    def here() -> str:
        return link_to(server, task_id).replace(ELSEWHERE, server.origin)

    def opens_at_once() -> bool:
        return fetch(server, here()).status_code == 200

    url = link_to(server, task_id)
    old = here()
    wait_for(opens_at_once)  # a busy machine may need longer than a link lives
    time.sleep(2.1)

    stale = fetch(server, old)
    wait_for(opens_at_once)

    assert url.startswith(f"{ELSEWHERE}/files/")
    assert stale.status_code == 403
    assert stale.json() == {"error": "this link is expired"}


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/sonic/create", 429, {"custom_mode": True, "mv": "sonic-v5", "prompt": "la"}),
        ("/riffusion/create", 429, {"custom_mode": True, "mv": "FUZZ-1.0", "sound": "folk"}),
        ("/producer/create", 429, {"sound": "folk"}),
        ("/sonic/create-voice", 429, {"audio_url": "http://127.0.0.1:9/a.mp3"}),
        ("/nuro/create", 403, {"type": "vocal", "lyrics": "la la"}),
    ],
)
def test_a_second_create_comes_too_soon_and_is_told_when_to_come(
    server: Sandbox, task_id: str, path: str, status: int, body: Body
):
    before = balance(server)

    answer = server.post(path, **body)

    assert answer.status_code == status
    if status == 429:
        assert answer.json() == {"error": "too many requests"}
        assert 1000 < int(answer.headers["Retry-After"]) <= 1800
    else:
        assert answer.json()["type"] == "forbidden"
    assert balance(server) == before


def test_uploads_are_no_creates_and_private_addresses_are_refused(server: Sandbox, task_id: str):
    answers = {
        "/a.wav": library.file(b"RIFF"),
        "/moved": library.moved("/a.wav"),
    }
    with library.serving(answers) as address:
        urls = [f"{address}/a.wav", f"{address}/moved", address.replace("127.0.0.1", "localhost")]
        refusals = [server.post("/sonic/upload", url=url) for url in (*urls, "http://[::1]/a.mp3")]

    assert [(one.status_code, one.json()["error"]) for one in refusals] == [
        (400, "the address is not public")
    ] * 4


def test_without_permission_there_is_no_control_desk(server: Sandbox):
    calls = [("GET", "ledger"), ("POST", "reset"), ("GET", "faults"), ("POST", "faults")]
    for method, path in calls:
        url = f"{server.origin}/control/{path}"
        answer = server.client.request(method, url, headers=server.headers)

        assert (answer.status_code, answer.json()) == (404, {"error": "not found"})
