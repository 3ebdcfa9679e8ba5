"""What prompt switches do: every way in which a task can end, by hand."""

import time

import pytest

from tests.sandbox.conftest import Body, balance, finish, finished_song, poll, submit, wait_for
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize(
    ("fate", "outcome", "member"),
    [
        ("task", "failed", "error"),
        ("timeout", "timeout", "message"),
        ("forbidden", "forbidden", "error"),
        ("api", "api_error", "error"),
    ],
)
def test_a_task_that_fails_says_how_and_gives_every_credit_back(
    sandbox: Sandbox, song: Body, fate: str, outcome: str, member: str
):
    sandbox.control("credits", credits=100, extra_credits=8)
    task_id = submit(sandbox, {**song, "prompt": f"[fail:{fate}] la"})
    charged = balance(sandbox)

    answer = finish(sandbox, task_id)

    assert charged == (88, 0)
    assert set(answer) == {"type", member}
    assert answer["type"] == outcome
    assert balance(sandbox) == (100, 8)
    assert poll(sandbox, task_id) == answer


def test_a_task_that_will_fail_runs_until_then(sandbox: Sandbox, song: Body):
    task_id = submit(sandbox, {**song, "prompt": "[fail:task] la"})

    running = wait_for(lambda: poll(sandbox, task_id).get("data"))

    assert {clip["state"] for clip in running} <= {"pending", "running"}
    finish(sandbox, task_id)


def test_one_clip_may_fail_while_the_other_succeeds_at_the_full_price(sandbox: Sandbox, song: Body):
    clips = finished_song(sandbox, {**song, "prompt": "[fail:one] la la la"})

    by_state = {clip["state"]: clip for clip in clips}
    assert set(by_state) == {"succeeded", "failed"}
    assert by_state["failed"]["audio_url"] is None
    assert by_state["failed"]["duration"] is None
    assert by_state["failed"]["error_message"]
    assert by_state["succeeded"]["audio_url"]
    assert balance(sandbox) == (980, 0)


def test_when_every_clip_fails_the_price_comes_back(sandbox: Sandbox, song: Body):
    task_id = submit(sandbox, {**song, "prompt": "[fail:all] la"})

    answer = finish(sandbox, task_id)

    assert answer["code"] == 200
    assert [clip["state"] for clip in answer["data"]] == ["failed", "failed"]
    assert balance(sandbox) == (1000, 0)


def test_a_slow_task_takes_its_time(sandbox: Sandbox, song: Body):
    started = time.monotonic()

    finished_song(sandbox, {**song, "prompt": "[slow:2] la la la"})

    assert time.monotonic() - started >= 2


def test_a_task_that_hangs_stays_running_and_keeps_its_price(sandbox: Sandbox, song: Body):
    task_id = submit(sandbox, {**song, "prompt": "[hang] la"})
    time.sleep(1)

    states = [clip["state"] for clip in poll(sandbox, task_id)["data"]]

    assert states == ["running", "running"]
    assert balance(sandbox) == (980, 0)


def test_odd_shapes_can_be_asked_for(sandbox: Sandbox, song: Body):
    body = {**song, "prompt": "[shape:number][shape:bare] la la la"}

    clips = finished_song(sandbox, body)

    for clip in clips:
        assert isinstance(clip["duration"], float)
        assert "video_url" not in clip
        assert "negative_tags" not in clip
        assert clip["lyrics"] == body["prompt"]


def test_a_clip_state_that_nobody_knows_can_be_asked_for(sandbox: Sandbox, song: Body):
    task_id = submit(sandbox, {**song, "prompt": "[shape:state][slow:3] la la"})

    def odd() -> bool:
        clips = poll(sandbox, task_id).get("data", [])
        return any(clip["state"] == "streaming" for clip in clips)

    assert wait_for(odd)
