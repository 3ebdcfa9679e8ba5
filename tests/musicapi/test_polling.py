"""Many tasks in one round: each gets its own result, and trouble stops what has not begun."""

import threading
import time

import pytest

from apps.musicapi import (
    AuthFailed,
    Engine,
    NotFound,
    NotSent,
    PollTarget,
    RateLimited,
    RemoteBroken,
    Snapshot,
    TaskState,
    Timeouts,
    poll_many,
)

from . import servers
from .samples import made, sample
from .servers import Server

KEY = "key-of-the-team-0001"
QUICK = Timeouts(connect_s=1.0, poll_s=1.0)


def test_every_task_gets_its_own_result() -> None:
    found = {
        "t-done": sample("poll_done"),
        "t-running": sample("poll_running"),
        "t-failed": sample("poll_failed"),
        "t-lost": sample("unknown_task"),
        "t-young": sample("unknown_task"),
        "t-broken": sample("server_error"),
        "t-nuro": sample("nuro_running"),
    }
    targets = [PollTarget(name) for name in found if name not in ("t-young", "t-nuro")]
    targets += [PollTarget("t-young", age_s=5), PollTarget("t-nuro", Engine.NURO)]

    with Server(servers.answers_by_path(found)).running() as server:
        seen = poll_many(targets, base_url=server.base_url, key=KEY)

    states = {name: result.state for name, result in seen.items() if isinstance(result, Snapshot)}
    assert states == {
        "t-done": TaskState.DONE,
        "t-running": TaskState.IN_PROGRESS,
        "t-failed": TaskState.FAILED,
        "t-young": TaskState.NOT_READY,
        "t-nuro": TaskState.IN_PROGRESS,
    }
    assert isinstance(seen["t-lost"], NotFound)
    assert isinstance(seen["t-broken"], RemoteBroken)
    assert len(server.requests) == 7


def test_nothing_to_look_at_needs_no_server() -> None:
    assert poll_many([], base_url="http://127.0.0.1:1", key=KEY) == {}


def test_looks_run_side_by_side_up_to_the_limit() -> None:
    gate = threading.Barrier(3, timeout=30)

    def together(connection, request) -> None:
        gate.wait()
        servers.answers(sample("poll_running"))(connection, request)

    targets = [PollTarget(f"t{number}") for number in range(6)]
    with Server(together).running() as server:
        seen = poll_many(targets, base_url=server.base_url, key=KEY, limit=3)

    assert all(isinstance(result, Snapshot) for result in seen.values())


def test_one_slow_task_does_not_hold_up_the_others() -> None:
    with Server(servers.sleeps(5), servers.answers(sample("poll_done"))).running() as server:
        targets = [PollTarget("t0"), PollTarget("t1"), PollTarget("t2")]
        seen = poll_many(targets, base_url=server.base_url, key=KEY, limit=3, timeouts=QUICK)

    kinds = sorted(type(result).__name__ for result in seen.values())
    assert kinds == ["RemoteBroken", "Snapshot", "Snapshot"]


def test_an_answer_that_dribbles_ends_at_its_deadline() -> None:
    with Server(servers.dribbles(sample("poll_done"), 0.02)).running() as server:
        begun = time.monotonic()
        seen = poll_many([PollTarget("t")], base_url=server.base_url, key=KEY, timeouts=QUICK)

    assert isinstance(seen["t"], RemoteBroken)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("answer", "error"),
    [(sample("no_key"), AuthFailed), (sample("too_many"), RateLimited)],
    ids=["key", "rate"],
)
def test_a_refused_key_or_a_full_line_stops_what_has_not_begun(answer, error) -> None:
    targets = [PollTarget(f"t{number}") for number in range(9)]

    with Server(servers.answers(answer)).running() as server:
        seen = poll_many(targets, base_url=server.base_url, key=KEY, limit=2)

    assert {type(result) for result in seen.values()} == {error}
    assert len(seen) == 9
    assert len(server.requests) <= 3


def test_a_server_that_is_not_there_is_not_sent() -> None:
    with servers.refused() as address:
        seen = poll_many([PollTarget("t")], base_url=address, key=KEY, timeouts=QUICK)

    assert isinstance(seen["t"], NotSent)


def test_what_has_not_begun_at_the_deadline_is_left_for_the_next_round() -> None:
    targets = [PollTarget(f"t{number}") for number in range(4)]

    with Server(servers.sleeps(5)).running() as server:
        seen = poll_many(
            targets, base_url=server.base_url, key=KEY, limit=1, deadline_s=0.5, timeouts=QUICK
        )

    assert [type(result).__name__ for result in seen.values()] == [
        "RemoteBroken",
        "NotSent",
        "NotSent",
        "NotSent",
    ]


def test_an_unusable_key_or_address_is_told_for_every_task() -> None:
    keyless = poll_many([PollTarget("a"), PollTarget("b")], base_url="http://127.0.0.1:1", key="")
    lost = poll_many([PollTarget("a")], base_url="nowhere", key=KEY)

    assert {type(result) for result in keyless.values()} == {AuthFailed}
    assert isinstance(lost["a"], NotSent)


def test_no_error_of_a_round_shows_the_key() -> None:
    with Server(servers.answers(made({"error": f"key {KEY}"}, 403))).running() as server:
        seen = poll_many([PollTarget("t")], base_url=server.base_url, key=KEY)

    assert KEY not in repr(seen)
    assert "[secret]" in repr(seen)
