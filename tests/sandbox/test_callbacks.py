"""Callbacks as a receiver sees them: signed, and lost, doubled, late or forged when scripted."""

import time

import pytest

from tests.sandbox.conftest import Body, finish, submit, wait_for
from tests.sandbox.receiver import Receiver
from tests.support.sandbox import Sandbox

SECRET = "one for this task"


@pytest.fixture
def called_back(song: Body, receiver: Receiver) -> Body:
    return {**song, "webhook_url": receiver.url, "webhook_secret": SECRET}


@pytest.fixture
def failing(called_back: Body) -> Body:
    return {**called_back, "prompt": "[fail:timeout] la"}


def arm(sandbox: Sandbox, kind: str, **options: object) -> None:
    sandbox.control("faults", kind=kind, path="song.failed", options=options)


def test_a_finished_song_is_announced(sandbox: Sandbox, called_back: Body, receiver: Receiver):
    task_id = submit(sandbox, called_back)

    polled = finish(sandbox, task_id)
    [call] = wait_for(lambda: receiver.of("song.completed"))

    assert call.is_signed_with(SECRET)
    assert abs(int(call.headers["X-Webhook-Timestamp"]) - call.at) < 5
    assert call.headers["Idempotency-Key"] == call.headers["X-Webhook-Id"]
    assert call.headers["Content-Type"] == "application/json"
    about = {name: call.body[name] for name in ("code", "message", "task_id", "platform", "event")}
    assert about == {
        "code": 200,
        "message": "success",
        "task_id": task_id,
        "platform": "suno",
        "event": "song.completed",
    }
    told, seen = call.body["data"], polled["data"]
    assert [clip["clip_id"] for clip in told] == [clip["clip_id"] for clip in seen]
    assert [clip["state"] for clip in told] == ["succeeded", "succeeded"]
    assert sandbox.client.get(told[0]["audio_url"]).status_code == 200


def test_the_stream_is_announced_before_the_end(
    sandbox: Sandbox, called_back: Body, receiver: Receiver
):
    finish(sandbox, submit(sandbox, {**called_back, "duration": 20}))
    wait_for(lambda: receiver.of("song.completed"))

    [streaming] = receiver.of("song.streaming")

    assert streaming.body["message"] == "streaming"
    assert streaming.at < receiver.of("song.completed")[0].at
    assert streaming.is_signed_with(SECRET)


def test_a_failure_is_announced_with_its_refund(
    sandbox: Sandbox, failing: Body, receiver: Receiver
):
    task_id = submit(sandbox, failing)

    [call] = wait_for(lambda: receiver.calls)

    assert call.event == "song.failed"
    assert call.is_signed_with(SECRET)
    assert call.body == {
        "type": "timeout",
        "message": call.body["message"],
        "refund_processed": True,
        "task_id": task_id,
        "platform": "suno",
        "event": "song.failed",
    }
    assert sandbox.get(f"/sonic/task/{task_id}").json()["type"] == "timeout"


def test_when_every_clip_fails_the_task_has_failed(
    sandbox: Sandbox, called_back: Body, receiver: Receiver
):
    submit(sandbox, {**called_back, "prompt": "[fail:all] la"})

    [call] = wait_for(lambda: receiver.calls)

    assert (call.event, call.body["type"]) == ("song.failed", "failed")


def test_without_a_secret_the_signature_is_one_that_nobody_can_check(
    sandbox: Sandbox, failing: Body, receiver: Receiver
):
    del failing["webhook_secret"]

    submit(sandbox, failing)
    [call] = wait_for(lambda: receiver.calls)

    assert call.headers["X-Webhook-Signature"].startswith("sha256=")
    assert not call.is_signed_with("")


def test_a_receiver_in_trouble_is_called_again(sandbox: Sandbox, failing: Body, receiver: Receiver):
    receiver.answer = 500
    submit(sandbox, failing)
    wait_for(lambda: receiver.calls)
    receiver.answer = 200

    wait_for(lambda: len(receiver.calls) == 2)

    first, second = receiver.calls
    assert first.headers["X-Webhook-Id"] == second.headers["X-Webhook-Id"]


def test_a_callback_may_be_lost(sandbox: Sandbox, failing: Body, receiver: Receiver):
    arm(sandbox, "webhook_lost")

    finish(sandbox, submit(sandbox, failing))
    time.sleep(0.5)

    assert receiver.calls == []


def test_a_callback_may_come_twice(sandbox: Sandbox, failing: Body, receiver: Receiver):
    arm(sandbox, "webhook_doubled")

    submit(sandbox, failing)
    wait_for(lambda: len(receiver.calls) == 2)

    first, second = receiver.calls
    assert first.headers["X-Webhook-Id"] == second.headers["X-Webhook-Id"]
    assert first.body == second.body


def test_a_callback_may_be_late(sandbox: Sandbox, failing: Body, receiver: Receiver):
    arm(sandbox, "webhook_late", seconds=1.5)
    task_id = submit(sandbox, failing)
    finish(sandbox, task_id)
    ended = time.time()

    [call] = wait_for(lambda: receiver.calls)

    assert call.at - ended > 1
    assert call.is_signed_with(SECRET)
    assert abs(int(call.headers["X-Webhook-Timestamp"]) - call.at) < 5


def test_a_callback_may_be_forged(sandbox: Sandbox, failing: Body, receiver: Receiver):
    arm(sandbox, "webhook_forged")

    submit(sandbox, failing)
    wait_for(lambda: len(receiver.calls) == 2)

    assert sorted(call.is_signed_with(SECRET) for call in receiver.calls) == [False, True]
    [forged] = [call for call in receiver.calls if not call.is_signed_with(SECRET)]
    assert forged.body["data"][0]["state"] == "succeeded"


def test_a_callback_may_be_stale(sandbox: Sandbox, failing: Body, receiver: Receiver):
    arm(sandbox, "webhook_stale")

    submit(sandbox, failing)
    [call] = wait_for(lambda: receiver.calls)

    assert call.is_signed_with(SECRET)
    assert call.at - int(call.headers["X-Webhook-Timestamp"]) > 500


def test_a_receiver_that_is_not_there_disturbs_nobody(sandbox: Sandbox, failing: Body):
    failing["webhook_url"] = "http://127.0.0.1:9/nobody"

    task_id = submit(sandbox, failing)

    assert finish(sandbox, task_id)["type"] == "timeout"
