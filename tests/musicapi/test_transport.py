"""Did anything leave? Proved on real sockets, because money hangs on the answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import stamina

from apps.musicapi import (
    AuthFailed,
    BadAnswer,
    MusicAPI,
    NoAnswer,
    NotSent,
    RemoteBroken,
    SongRequest,
    Timeouts,
    open_client,
)

from . import servers
from .samples import made, sample
from .servers import Behaviour, Server

KEY = "key-of-the-team-0001"
SONG = SongRequest(model="sonic-v5", lyrics="[Verse]\nOne")
QUICK = Timeouts(connect_s=0.2, write_s=0.5, pool_s=0.1, poll_s=0.3, submit_s=0.3, slow_s=0.3)


@contextmanager
def serving(*behaviours: Behaviour, key: str = KEY) -> Iterator[tuple[Server, MusicAPI]]:
    """Run a server and a client that talks to it."""
    with (
        Server(*behaviours).running() as server,
        open_client(server.base_url, key, timeouts=QUICK) as api,
    ):
        yield server, api


@pytest.fixture(autouse=True)
def no_pauses():
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


def test_a_refused_connection_is_not_sent() -> None:
    with (
        servers.refused() as address,
        open_client(address, KEY, timeouts=QUICK) as api,
        pytest.raises(NotSent) as caught,
    ):
        api.sonic_create(SONG)

    assert "nothing was sent" in caught.value.message


def test_a_connection_that_never_comes_about_is_not_sent() -> None:
    with (
        servers.overrun() as address,
        open_client(address, KEY, timeouts=QUICK) as api,
        pytest.raises(NotSent, match="ConnectTimeout"),
    ):
        api.sonic_create(SONG)


def test_a_failed_handshake_is_not_sent() -> None:
    with Server(servers.speaks_gibberish).running() as server:
        address = server.base_url.replace("http://", "https://")
        with open_client(address, KEY, timeouts=QUICK) as api, pytest.raises(NotSent):
            api.sonic_create(SONG)


def test_no_free_place_in_the_pool_is_not_sent() -> None:
    with (
        Server(servers.holds_its_body).running() as server,
        httpx.Client(limits=httpx.Limits(max_connections=1), trust_env=False) as http,
        http.stream("GET", server.base_url),
        pytest.raises(NotSent, match="PoolTimeout"),
    ):
        MusicAPI(http, server.base_url, KEY, timeouts=QUICK).sonic_create(SONG)

    assert [request.split(b" ")[0] for request in server.requests] == [b"GET"]


@pytest.mark.parametrize("address", ["no-scheme/api", "http://[::bad/api", "ftp://127.0.0.1/api"])
def test_an_unusable_address_is_not_sent(address: str) -> None:
    with open_client(address, KEY) as api, pytest.raises(NotSent):
        api.sonic_create(SONG)


@pytest.mark.parametrize(
    "behaviour",
    [
        servers.hangs_up,
        servers.resets,
        servers.truncates(sample("submitted")),
        servers.speaks_gibberish,
        servers.sleeps(5),
        servers.dribbles(sample("submitted"), 0.05),
        servers.floods,
    ],
    ids=["hangs up", "resets", "truncates", "gibberish", "sleeps", "dribbles", "floods"],
)
def test_a_paid_call_that_left_and_got_no_whole_answer_is_sent_once_and_unknown(behaviour) -> None:
    with serving(behaviour) as (server, api), pytest.raises(NoAnswer) as caught:
        api.sonic_create(SONG)

    assert len(server.requests) == 1
    assert caught.value.status is None


def test_a_whole_paid_call_reaches_the_server_as_documented() -> None:
    with serving(servers.answers(sample("submitted")), key=f" {KEY}\n") as (server, api):
        submission = api.sonic_create(SONG)

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    assert submission.task_id == "71c5e0aa-0d3b-4a9e-b6f2-9d8c7b6a5e44"
    assert lines[0] == "post /api/v1/sonic/create http/1.1"
    assert f"authorization: bearer {KEY}" in lines
    assert "content-type: application/json" in lines
    assert json.loads(body)["prompt"] == "[Verse]\nOne"


def test_paid_calls_never_share_a_connection_that_may_have_died() -> None:
    with serving(servers.answers_and_keeps_open(sample("submitted"))) as (server, api):
        first = api.sonic_create(SONG)
        second = api.sonic_create(SONG)

    assert first == second
    assert server.connections == 2


def test_a_free_call_is_repeated_until_the_server_is_back() -> None:
    balance = servers.answers(sample("credits"))
    broken = servers.answers(sample("server_error"))
    with serving(servers.hangs_up, broken, balance) as (server, api):
        total = api.get_credits().total

    assert str(total) == "1300.5"
    assert len(server.requests) == 3


def test_a_free_call_gives_up_after_three_times() -> None:
    with (
        serving(servers.truncates(sample("credits"))) as (server, api),
        pytest.raises(RemoteBroken),
    ):
        api.get_credits()

    assert len(server.requests) == 3


def test_a_free_call_with_a_bad_answer_is_not_repeated() -> None:
    with serving(servers.answers(made("[]"))) as (server, api), pytest.raises(BadAnswer):
        api.get_credits()

    assert len(server.requests) == 1


def test_a_slow_answer_ends_at_its_own_deadline() -> None:
    with (
        serving(servers.dribbles(sample("credits"), 0.02)) as (_, api),
        pytest.raises(RemoteBroken, match="slowly"),
    ):
        api.get_credits()


@pytest.mark.parametrize("key", ["", "  ", "schlüssel", "two\nlines"])
def test_a_key_that_no_header_can_carry_is_refused_before_anything_is_sent(key: str) -> None:
    with (
        serving(servers.answers(sample("submitted")), key=key) as (server, api),
        pytest.raises(AuthFailed) as caught,
    ):
        api.sonic_create(SONG)

    assert server.requests == []
    assert not key.strip() or key not in str(caught.value)


def test_proxies_are_asked_for_far_servers_only(monkeypatch) -> None:
    with servers.refused() as nowhere, Server(servers.answers(sample("credits"))).running() as near:
        monkeypatch.setenv("HTTP_PROXY", nowhere.removesuffix("/api/v1"))
        monkeypatch.setenv("NO_PROXY", "")
        with open_client(near.base_url, KEY, timeouts=QUICK) as api:
            assert api.get_credits().total
        far = open_client("http://192.0.2.1/api/v1", KEY, timeouts=QUICK)
        with far as api, pytest.raises(NotSent, match="refused"):
            api.get_credits()
