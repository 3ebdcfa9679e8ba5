"""Our client and the sandbox, two readings of one contract, must agree about the sonic engine."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from apps.musicapi import (
    AuthFailed,
    ClipState,
    FailureKind,
    Forbidden,
    InsufficientCredits,
    MusicAPI,
    MusicAPIError,
    NoAnswer,
    NotFound,
    Operation,
    PollTarget,
    RateLimited,
    Rejected,
    Snapshot,
    SongMode,
    SongRequest,
    TaskState,
    VocalGender,
    Webhook,
    explain_forbidden,
    load_catalogue,
    open_client,
    poll_many,
    problems,
    verify_webhook,
)
from tests.musicapi import servers
from tests.musicapi.samples import made
from tests.musicapi.servers import Server
from tests.support.sandbox import Sandbox, running_sandbox

pytestmark = pytest.mark.slow

CATALOGUE = load_catalogue()
LATEST = CATALOGUE.eras["2026-10"]
WORDS = "[Verse]\nOne small line about the sea\n[Chorus]\nSing it now"
SONG = SongRequest(model="sonic-v6", lyrics=WORDS, title="Quay", tags="folk", duration_s=10)
NEVER_MADE = replace(SONG, lyrics=f"[hang]\n{WORDS}")  # taken and paid, and no work for anybody
LONGEST_SONG_S = 240.0  # a bound for a busy machine; nobody waits for it otherwise


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), era="2026-10") as running:
        yield running


@pytest.fixture
def api(sandbox: Sandbox) -> Iterator[MusicAPI]:
    sandbox.control("faults/clear")
    sandbox.control("credits", credits=1000, extra_credits=0)
    with open_client(sandbox.base_url, sandbox.key) as client:
        yield client


def arm(sandbox: Sandbox, **fault: Any) -> None:
    """Have the sandbox misbehave once."""
    answer = sandbox.client.post(
        f"{sandbox.origin}/control/faults", headers=sandbox.headers, json={"times": 1, **fault}
    )
    assert answer.is_success, answer.text


def paid(sandbox: Sandbox) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = sandbox.control("ledger")["calls"]
    return calls


def finished(sandbox: Sandbox, *task_ids: str) -> dict[str, Snapshot]:
    """Poll until every task is over, as the worker does."""
    over: dict[str, Snapshot] = {}
    deadline = time.monotonic() + LONGEST_SONG_S
    while len(over) < len(task_ids) and time.monotonic() < deadline:
        open_ones = [PollTarget(task_id) for task_id in task_ids if task_id not in over]
        seen = poll_many(open_ones, base_url=sandbox.base_url, key=sandbox.key)
        for task_id, result in seen.items():
            assert isinstance(result, Snapshot), result
            if result.is_final:
                over[task_id] = result
        time.sleep(0.5)
    assert len(over) == len(task_ids), "a task never ended"
    return over


def test_songs_of_every_kind_are_taken_made_and_priced(sandbox: Sandbox, api: MusicAPI) -> None:
    before = len(paid(sandbox))
    wishes = [
        replace(
            SONG,
            lyrics=f"[shape:code]\n{WORDS}",
            model="sonic-v5",
            vocal_gender=VocalGender.MALE,
            style_weight=0.7,
            weirdness=0.1,
        ),
        replace(SONG, mode=SongMode.DESCRIPTION, description="[shape:number] tea waltz", lyrics=""),
        replace(SONG, mode=SongMode.AUTO_LYRICS, description="[shape:string] kettle", lyrics=""),
        replace(SONG, instrumental=True, lyrics="", tags="folk [shape:state] [shape:bare]"),
    ]

    tasks = [api.sonic_create(wish).task_id for wish in wishes]
    over = finished(sandbox, *tasks)

    price = CATALOGUE.price(Operation.CREATE, on=LATEST)
    assert price is not None
    assert {snapshot.state for snapshot in over.values()} == {TaskState.DONE}
    assert all(len(snapshot.clips) == 2 for snapshot in over.values())
    assert all(clip.is_playable for snapshot in over.values() for clip in snapshot.clips)
    assert all((clip.duration_s or 0) > 5 for snapshot in over.values() for clip in snapshot.clips)
    assert over[tasks[0]].clips[0].title == "Quay"
    assert over[tasks[2]].clips[0].lyrics
    assert [call["price"] for call in paid(sandbox)[before:]] == [price] * len(wishes)
    assert api.get_credits().total == Decimal(1000) - price * len(wishes)
    _assert_a_wav_is_there_for_its_price(sandbox, api, over[tasks[0]].clips[0].remote_id)


def _assert_a_wav_is_there_for_its_price(sandbox: Sandbox, api: MusicAPI, clip_id: str) -> None:
    before = api.get_credits().total
    url = api.sonic_wav(clip_id)
    assert url is not None
    assert sandbox.client.get(url).content[:4] == b"RIFF"
    assert before - api.get_credits().total == CATALOGUE.price(Operation.WAV, on=LATEST)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "t" * 81},
        {"tags": "t" * 1001},
        {"lyrics": "l" * 5001},
        {"negative_tags": "n" * 201},
        {"mode": SongMode.DESCRIPTION, "description": "d" * 401},
        {"mode": SongMode.DESCRIPTION, "description": ""},
        {"lyrics": ""},
        {"style_weight": 1.01},
        {"weirdness": -0.01},
        {"duration_s": 9},
        {"duration_s": 361},
        {"model": "sonic-v99"},
        {"model": "sonic-v4", "lyrics": "l" * 3001},
    ],
    ids=[
        "title",
        "tags",
        "lyrics",
        "negative tags",
        "description",
        "no description",
        "no lyrics",
        "much style",
        "little weirdness",
        "short",
        "long",
        "no such model",
        "lyrics for an older model",
    ],
)
def test_what_we_call_a_problem_the_server_refuses_for_nothing(
    sandbox: Sandbox, api: MusicAPI, change: dict[str, Any]
) -> None:
    wrong = replace(SONG, **change)
    before = paid(sandbox)

    assert problems(wrong, CATALOGUE, LATEST)
    with pytest.raises(Rejected) as caught:
        api.sonic_create(wrong)

    assert caught.value.reason
    assert paid(sandbox) == before


def test_a_wrong_key_is_told_apart(sandbox: Sandbox) -> None:
    with open_client(sandbox.base_url, "another-key") as stranger:
        with pytest.raises(AuthFailed):
            stranger.sonic_create(SONG)
        with pytest.raises(AuthFailed):
            stranger.get_credits()
    seen = poll_many([PollTarget("t")], base_url=sandbox.base_url, key="another-key")
    assert isinstance(seen["t"], AuthFailed)


def test_too_few_credits_are_found_out_by_the_balance(sandbox: Sandbox, api: MusicAPI) -> None:
    sandbox.control("credits", credits=3)

    with pytest.raises(Rejected) as caught:
        api.sonic_create(SONG)

    error = caught.value
    if isinstance(error, Forbidden):
        price = CATALOGUE.price(Operation.CREATE, on=LATEST)
        error = explain_forbidden(error, balance=api.get_credits().total, price=price)
    assert isinstance(error, InsufficientCredits)


def test_an_unknown_task_and_an_unknown_clip_are_not_found(api: MusicAPI) -> None:
    stranger = "00000000-0000-4000-8000-000000000000"

    with pytest.raises(NotFound):
        api.sonic_task(stranger)
    with pytest.raises(NotFound):
        api.sonic_wav(stranger)
    assert api.sonic_task(stranger, age_s=1).state is TaskState.NOT_READY


@pytest.mark.parametrize(
    ("kind", "options", "error", "is_taken"),
    [
        ("error_before", {}, NoAnswer, False),
        ("error_after", {}, NoAnswer, True),
        ("drop_before", {}, NoAnswer, False),
        ("drop_after", {}, NoAnswer, True),
        ("rate_limit", {"retry_after_s": 2}, RateLimited, False),
    ],
)
def test_a_paid_call_in_trouble_is_sent_once(
    sandbox: Sandbox,
    api: MusicAPI,
    kind: str,
    options: dict[str, Any],
    error: type[MusicAPIError],
    is_taken: bool,
) -> None:
    before = len(paid(sandbox))
    arm(sandbox, kind=kind, path="/sonic/create", options=options)

    with pytest.raises(error) as caught:
        api.sonic_create(NEVER_MADE)

    assert len(paid(sandbox)) - before == is_taken
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after_s == 2


def test_a_balance_is_read_through_a_server_that_stumbles(sandbox: Sandbox, api: MusicAPI) -> None:
    arm(sandbox, kind="drop_before", path="/get-credits")

    assert api.get_credits().total == 1000


def test_failures_are_told_apart_and_give_the_credits_back(sandbox: Sandbox, api: MusicAPI) -> None:
    kinds = {
        "task": FailureKind.FAILED,
        "timeout": FailureKind.TIMEOUT,
        "forbidden": FailureKind.CONTENT,
        "api": FailureKind.API_ERROR,
        "all": FailureKind.EVERY_CLIP_FAILED,
    }

    tasks = {
        api.sonic_create(replace(SONG, lyrics=f"[fail:{fate}]\n{WORDS}")).task_id: kind
        for fate, kind in kinds.items()
    }
    half = api.sonic_create(replace(SONG, lyrics=f"[fail:one]\n{WORDS}")).task_id
    over = finished(sandbox, half, *tasks)

    saved = over.pop(half)
    assert saved.state is TaskState.DONE
    assert sorted(clip.state for clip in saved.clips) == [ClipState.FAILED, ClipState.SUCCEEDED]
    assert {snapshot.state for snapshot in over.values()} == {TaskState.FAILED}
    assert {
        task_id: snapshot.failure and snapshot.failure.kind for task_id, snapshot in over.items()
    } == tasks
    assert api.get_credits().total == 1000 - int(paid(sandbox)[-1]["price"])


def test_refused_lyrics_cost_nothing(sandbox: Sandbox, api: MusicAPI) -> None:
    before = paid(sandbox)

    with pytest.raises(Rejected) as caught:
        api.sonic_create(replace(SONG, lyrics=f"[fail:moderation]\n{WORDS}"))

    assert caught.value.reason
    assert paid(sandbox) == before


def test_a_callback_is_signed_as_we_check_it(sandbox: Sandbox, api: MusicAPI) -> None:
    with Server(servers.answers(made({}))).running() as listener:
        webhook = Webhook(listener.base_url, "one-secret-per-task")
        task_id = api.sonic_create(replace(SONG, webhook=webhook)).task_id
        finished(sandbox, task_id)
        deadline = time.monotonic() + 10
        while not _has_completed(listener) and time.monotonic() < deadline:
            time.sleep(0.1)

    checks = []
    for request in listener.requests:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
        headers = {name: value for name, _, value in lines}
        checks.append(verify_webhook(headers, body, webhook.secret, datetime.now(UTC)))
    assert all(check.is_verified for check in checks)
    assert {check.task_id for check in checks} == {task_id}
    assert "song.completed" in {check.event for check in checks}


def test_what_we_find_no_problem_with_is_taken_at_its_limits(api: MusicAPI) -> None:
    widest = replace(
        SONG,
        title="t" * 80,
        tags="t" * 1000,
        negative_tags="n" * 200,
        lyrics=NEVER_MADE.lyrics.ljust(5000, "a"),
        style_weight=1,
        weirdness=0,
        duration_s=10,
    )

    assert problems(widest, CATALOGUE, LATEST) == []
    assert api.sonic_create(widest).task_id


def _has_completed(listener: Server) -> bool:
    return any(b"song.completed" in request for request in listener.requests)
