"""The control desk: every kind of misbehaviour, the book of paid calls, the balances."""

import time

import httpx
import pytest

from tests.sandbox.conftest import (
    Body,
    balance,
    fetch,
    finish,
    finished_song,
    poll,
    submit,
    wait_for,
)
from tests.sandbox.receiver import Receiver
from tests.support.sandbox import Sandbox

HANGING = {"custom_mode": True, "mv": "sonic-v5", "prompt": "[hang] la"}


@pytest.fixture
def sandbox(fresh: Sandbox) -> Sandbox:
    """A server whose book is empty."""
    return fresh


def create(sandbox: Sandbox) -> httpx.Response:
    return sandbox.post("/sonic/create", **HANGING)


def arm(sandbox: Sandbox, kind: str, path: str = "*", **options: object) -> None:
    sandbox.control("faults", kind=kind, path=path, options=options)


def paid_calls(sandbox: Sandbox) -> int:
    return len(sandbox.control("ledger")["calls"])


def test_a_stranger_is_refused(sandbox: Sandbox):
    assert sandbox.client.get(f"{sandbox.origin}/control/ledger").status_code == 401


def test_the_book_lists_every_paid_call(sandbox: Sandbox, song: Body):
    task_id = submit(sandbox, {**song, "prompt": "[fail:task] la"})
    finish(sandbox, task_id)
    clip_id = finished_song(sandbox, song)[0]["clip_id"]
    sandbox.post("/sonic/wav", clip_id=clip_id)
    sandbox.post("/sonic/create", **{**song, "mv": "none"})

    book = sandbox.control("ledger")

    calls = book["calls"]
    assert [call["path"] for call in calls] == ["/sonic/create", "/sonic/create", "/sonic/wav"]
    assert [call["price"] for call in calls] == [20, 20, 2]
    assert [call["refunded"] for call in calls] == [True, False, False]
    assert [call["operation"] for call in calls] == ["create_music", "create_music", "wav"]
    assert calls[0]["task_id"] == task_id
    assert calls[2]["task_id"] is None
    assert calls[0]["at"] < calls[1]["at"]
    assert (book["credits"], book["extra_credits"]) == (978, 0)


def test_a_reset_forgets_everything(sandbox: Sandbox, song: Body):
    task_id = submit(sandbox, song)
    clip = finish(sandbox, task_id)["data"][0]
    arm(sandbox, "error_before")

    sandbox.control("reset")

    assert sandbox.control("ledger")["calls"] == []
    assert sandbox.control("faults")["faults"] == []
    assert balance(sandbox) == (1000, 0)
    assert sandbox.get(f"/sonic/task/{task_id}").status_code == 404
    assert fetch(sandbox, clip["audio_url"]).status_code == 404
    assert not (sandbox.folder / "data" / "clips" / clip["clip_id"]).exists()


def test_a_reset_stops_what_is_being_made(sandbox: Sandbox, song: Body):
    submit(sandbox, song)
    clips = sandbox.folder / "data" / "clips"
    wait_for(lambda: clips.exists() and list(clips.glob("*/*")))

    sandbox.control("reset")

    wait_for(lambda: not list(clips.glob("*/*")))
    assert "Traceback" not in sandbox.log


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "earthquake"},
        {"kind": "delay", "options": {"minutes": 1}},
        {"kind": "delay", "times": 0},
        {"kind": "delay", "probability": 1.5},
        {"kind": "delay", "when": "now"},
        {},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(sandbox: Sandbox, body: Body):
    url = f"{sandbox.origin}/control/faults"

    answer = sandbox.client.post(url, headers=sandbox.headers, json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_faults_are_listed_with_the_kinds_there_are(sandbox: Sandbox):
    arm(sandbox, "delay", "/get-credits", seconds=0)
    balance(sandbox)

    listed = sandbox.control("faults")

    assert listed["faults"][0]["hits"] == 1
    assert listed["faults"][0]["path"] == "/get-credits"
    assert {"delay", "drop_after", "webhook_forged"} <= set(listed["kinds"])


def test_faults_can_be_cleared(sandbox: Sandbox):
    arm(sandbox, "error_before")

    assert sandbox.control("faults/clear") == {"cleared": 1}
    assert sandbox.get("/get-credits").status_code == 200


def test_a_fault_strikes_once_then_as_often_as_told_then_for_ever(sandbox: Sandbox):
    def outcomes(count: int) -> list[int]:
        return [sandbox.get("/get-credits").status_code for _ in range(count)]

    sandbox.control("faults", kind="error_before")
    once = outcomes(2)
    sandbox.control("faults", kind="error_before", times=2)
    twice = outcomes(3)
    sandbox.control("faults", kind="error_before", times=None)
    always = outcomes(3)

    assert once == [503, 200]
    assert twice == [503, 503, 200]
    assert always == [503, 503, 503]


def test_the_second_song_can_be_made_to_end_first(sandbox: Sandbox, song: Body):
    sandbox.control("faults", kind="second_first", path="/sonic/create", times=4)
    tasks = [submit(sandbox, {**song, "prompt": "[fail:one] la la"}) for _ in range(4)]

    def states(task_id: str) -> list[str]:
        return [clip["state"] for clip in poll(sandbox, task_id).get("data", [])]

    # What fails of a pair is what ends first.
    for task_id in tasks:
        wait_for(lambda task_id=task_id: "failed" in states(task_id))
        assert states(task_id)[1] == "failed"


def test_a_fault_by_chance_is_the_same_chance_every_time(sandbox: Sandbox):
    def outcomes() -> list[int]:
        sandbox.control("faults/clear")
        sandbox.control("faults", kind="error_before", times=None, probability=0.5, seed=3)
        return [sandbox.get("/get-credits").status_code for _ in range(20)]

    first = outcomes()

    assert first == outcomes()
    assert 3 < first.count(503) < 17


def test_a_fault_strikes_only_its_path(sandbox: Sandbox):
    arm(sandbox, "error_before", "/sonic/task/*")

    assert sandbox.get("/get-credits").status_code == 200
    assert sandbox.get("/sonic/task/x").status_code == 503


def test_an_error_before_accepting_does_nothing(sandbox: Sandbox):
    arm(sandbox, "error_before", "/sonic/create", status=500, body={"type": "api_error"})

    answer = create(sandbox)

    assert (answer.status_code, answer.json()) == (500, {"type": "api_error"})
    assert paid_calls(sandbox) == 0


def test_an_error_page_may_be_no_json_at_all(sandbox: Sandbox):
    arm(sandbox, "error_before", body="<h1>Bad gateway</h1>", status=502)

    answer = sandbox.get("/get-credits")

    assert (answer.status_code, answer.text) == (502, "<h1>Bad gateway</h1>")


def test_an_error_after_accepting_has_accepted(sandbox: Sandbox):
    arm(sandbox, "error_after", "/sonic/create")

    answer = create(sandbox)

    assert answer.status_code == 502
    assert paid_calls(sandbox) == 1
    assert balance(sandbox) == (980, 0)


def test_an_error_after_accepting_waits_for_a_call_that_is_accepted(sandbox: Sandbox):
    arm(sandbox, "error_after", "/sonic/create")

    refused = sandbox.post("/sonic/create", **{**HANGING, "mv": "none"})

    assert refused.status_code == 400
    assert create(sandbox).status_code == 502


@pytest.mark.parametrize(("kind", "calls"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_brings_no_answer(sandbox: Sandbox, kind: str, calls: int):
    arm(sandbox, kind, "/sonic/create")

    with pytest.raises(httpx.RemoteProtocolError):
        create(sandbox)

    assert paid_calls(sandbox) == calls


@pytest.mark.parametrize("kind", ["delay", "delay_after"])
def test_an_answer_may_come_late(sandbox: Sandbox, kind: str):
    arm(sandbox, kind, "/sonic/create", seconds=0.5)
    started = time.monotonic()

    answer = create(sandbox)

    assert answer.status_code == 200
    assert time.monotonic() - started >= 0.5


def test_a_call_whose_answer_is_too_late_was_accepted_all_the_same(sandbox: Sandbox):
    arm(sandbox, "delay_after", "/sonic/create", seconds=1)

    with pytest.raises(httpx.ReadTimeout):
        sandbox.client.post(
            f"{sandbox.base_url}/sonic/create", headers=sandbox.headers, json=HANGING, timeout=0.5
        )

    assert paid_calls(sandbox) == 1


@pytest.mark.parametrize(("wait", "header"), [(7, "7"), (None, None)])
def test_too_many_calls_with_and_without_a_time_to_wait(sandbox: Sandbox, wait, header):
    arm(sandbox, "rate_limit", retry_after_s=wait)

    answer = create(sandbox)

    assert answer.status_code == 429
    assert answer.headers.get("Retry-After") == header
    assert paid_calls(sandbox) == 0


def test_the_balance_may_jump(sandbox: Sandbox):
    arm(sandbox, "balance_jump", "/get-credits", amount=-40.5)

    assert balance(sandbox) == (959.5, 0)
    assert balance(sandbox) == (959.5, 0)
    assert paid_calls(sandbox) == 0


def test_a_fault_may_make_a_task_hang_or_fail_or_slow(sandbox: Sandbox, song: Body):
    arm(sandbox, "task_never_ends", "/sonic/create")
    hanging = submit(sandbox, song)
    arm(sandbox, "task_failed", "/sonic/create", fate="timeout")
    failing = submit(sandbox, song)
    arm(sandbox, "task_slow", "/sonic/create", seconds=3)
    started = time.monotonic()
    slow = submit(sandbox, song)

    assert finish(sandbox, failing)["type"] == "timeout"
    assert finish(sandbox, slow)["data"][0]["state"] == "succeeded"
    assert time.monotonic() - started >= 3
    assert {clip["state"] for clip in poll(sandbox, hanging)["data"]} == {"running"}


def test_a_render_that_crashes_is_tried_again(sandbox: Sandbox, song: Body):
    sandbox.control("faults", kind="render_crash", path="/sonic/create", times=2)

    clips = finished_song(sandbox, song)

    assert [clip["state"] for clip in clips] == ["succeeded", "succeeded"]
    assert balance(sandbox) == (980, 0)


def test_renders_that_always_crash_fail_the_task_and_give_the_price_back(
    sandbox: Sandbox, song: Body, receiver: Receiver
):
    sandbox.control("faults", kind="render_crash", path="/sonic/create", times=None)

    clips = finished_song(sandbox, {**song, "webhook_url": receiver.url})

    assert [clip["state"] for clip in clips] == ["failed", "failed"]
    assert all(clip["error_message"] for clip in clips)
    assert balance(sandbox) == (1000, 0)
    assert [call["refunded"] for call in sandbox.control("ledger")["calls"]] == [True]
    [call] = wait_for(lambda: receiver.calls)
    assert (call.event, call.body["refund_processed"]) == ("song.failed", True)
