"""The client as its callers meet it; the server's answers come from samples."""

import logging
from collections.abc import Callable, Iterator
from decimal import Decimal

import httpx
import pytest
import stamina

from apps.musicapi import (
    AuthFailed,
    BadAnswer,
    EngineRetired,
    Forbidden,
    InsufficientCredits,
    MusicAPI,
    MusicAPIError,
    NoAnswer,
    NotFound,
    RateLimited,
    Rejected,
    RemoteBroken,
    SongRequest,
    TaskState,
    Webhook,
    explain_forbidden,
)
from apps.musicapi.wire.message import Answer

from .provider import BASE, KEY, Provider
from .samples import TASK, made, sample

SONG = SongRequest(model="sonic-v5", lyrics="[Verse]\nOne")


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def opened() -> Iterator[Callable[[Provider], MusicAPI]]:
    clients: list[httpx.Client] = []

    def open_for(provider: Provider) -> MusicAPI:
        clients.append(httpx.Client(transport=httpx.MockTransport(provider)))
        return MusicAPI(clients[-1], BASE, KEY)

    yield open_for
    for client in clients:
        client.close()


Opened = Callable[[Provider], MusicAPI]


@pytest.mark.parametrize("name", ["submitted", "submitted_with_code"])
def test_a_song_is_submitted_in_both_forms_of_the_answer(opened: Opened, name: str) -> None:
    provider = Provider(sample(name))

    submission = opened(provider).sonic_create(SONG)

    assert submission.task_id == TASK
    assert submission.engine == "sonic"
    assert submission.request_id == "req-4711"
    assert str(provider.requests[0].url) == "https://music.example.net/api/v1/sonic/create"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("refused", Rejected),
        ("no_key", AuthFailed),
        ("no_credits", InsufficientCredits),
        ("forbidden", Forbidden),
        ("gone", EngineRetired),
        ("too_many", RateLimited),
        ("server_error", NoAnswer),
        ("bad_gateway_html", NoAnswer),
        ("poll_failed", Rejected),
        ("poll_empty", NoAnswer),
    ],
)
def test_a_paid_call_that_is_no_yes_is_sent_once_and_sorted(
    opened: Opened, name: str, error: type[MusicAPIError]
) -> None:
    provider = Provider(sample(name))

    with pytest.raises(error) as caught:
        opened(provider).sonic_create(SONG)

    assert type(caught.value) is error
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (made({}, 400), Rejected),
        (made({}, 403), Forbidden),
        (made({"type": "insufficient_credits"}, 403), InsufficientCredits),
        (made({"type": "endpoint_retired"}, 403), EngineRetired),
        (made({}, 404), EngineRetired),
        (made({}, 405), Rejected),
        (made({}, 408), NoAnswer),
        (made({}, 301), Rejected),
        (made({"code": 403, "message": "no"}, 200), Forbidden),
        (made({"code": 502, "message": "no"}, 200), NoAnswer),
        (made("<html>", 503), NoAnswer),
        (made("", 200), NoAnswer),
        (made("yes", 200), NoAnswer),
        (made({"message": "success", "task_id": ""}, 200), NoAnswer),
        (made({"message": "success", "task_id": 7}, 200), NoAnswer),
    ],
)
def test_every_other_answer_to_a_paid_call_has_its_place(
    opened: Opened, answer: Answer, error: type[MusicAPIError]
) -> None:
    with pytest.raises(error) as caught:
        opened(Provider(answer)).sonic_create(SONG)

    assert type(caught.value) is error


def test_an_error_carries_what_an_operator_needs(opened: Opened) -> None:
    with pytest.raises(Rejected) as caught:
        opened(Provider(sample("refused"))).sonic_create(SONG)

    error = caught.value
    assert error.reason == "title must have at most 80 characters"
    assert error.reason in error.message
    assert (error.status, error.request_id) == (400, "req-4711")


def test_a_server_error_keeps_its_status_and_id(opened: Opened) -> None:
    with pytest.raises(NoAnswer) as caught:
        opened(Provider(sample("server_error"))).sonic_create(SONG)

    assert (caught.value.status, caught.value.request_id) == (500, "fra1::x")
    assert caught.value.reason == "internal error"


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": "0"}, 0),
        ({"retry_after": "999999"}, 3600),
        ({}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "Wed, 11 Feb 2026 10:00:30 GMT"}, None),
        (
            {
                "retry_after": "Wed, 11 Feb 2026 10:00:30 GMT",
                "date": "Wed, 11 Feb 2026 10:00:00 GMT",
            },
            30,
        ),
        (
            {
                "retry_after": "Wed, 11 Feb 2026 09:00:00 GMT",
                "date": "Wed, 11 Feb 2026 10:00:00 GMT",
            },
            0,
        ),
    ],
)
def test_too_many_calls_say_how_long_to_wait(
    opened: Opened, headers: dict[str, str], wait_s: float | None
) -> None:
    with pytest.raises(RateLimited) as caught:
        opened(Provider(made({"error": "slow"}, 429, **headers))).sonic_create(SONG)

    assert caught.value.retry_after_s == wait_s
    assert caught.value.status == 429


def test_the_form_without_the_cdn_member_follows_a_400_about_it(opened: Opened) -> None:
    provider = Provider(sample("refused_cdn"), sample("submitted"))

    submission = opened(provider).sonic_create(SONG)

    assert submission.task_id == TASK
    assert len(provider.requests) == 2
    assert b"use_suno_cdn" not in provider.requests[1].content


def test_the_second_form_is_tried_once_only(opened: Opened) -> None:
    provider = Provider(sample("refused_cdn"))

    with pytest.raises(Rejected):
        opened(provider).sonic_create(SONG)

    assert len(provider.requests) == 2


def test_a_task_is_polled(opened: Opened) -> None:
    provider = Provider(sample("server_error"), sample("poll_done"))

    snapshot = opened(provider).sonic_task(TASK)

    assert snapshot.state is TaskState.DONE
    assert provider.requests[1].url.path == f"/api/v1/sonic/task/{TASK}"


def test_the_age_of_a_task_counts(opened: Opened) -> None:
    api = opened(Provider(sample("unknown_task")))

    assert api.sonic_task(TASK, age_s=1).state is TaskState.NOT_READY
    with pytest.raises(NotFound):
        api.sonic_task(TASK, age_s=100)


def test_credits_are_exact(opened: Opened) -> None:
    balance = opened(Provider(sample("credits"))).get_credits()

    assert (balance.credits, balance.extra_credits) == (Decimal("1240.5"), Decimal(60))
    assert balance.total == Decimal("1300.5")


def test_extra_credits_may_be_absent_and_credits_may_be_text(opened: Opened) -> None:
    assert opened(Provider(made({"credits": "0.1"}))).get_credits().total == Decimal("0.1")


@pytest.mark.parametrize("value", [None, "many", True, [], "Infinity"])
def test_a_balance_without_credits_is_a_bad_answer(opened: Opened, value: object) -> None:
    with pytest.raises(BadAnswer, match="no credits"):
        opened(Provider(made({"credits": value}))).get_credits()


def test_a_balance_behind_a_refusal_is_refused_at_once(opened: Opened) -> None:
    provider = Provider(sample("no_key"))

    with pytest.raises(AuthFailed):
        opened(provider).get_credits()

    assert len(provider.requests) == 1


def test_a_balance_from_a_broken_server_is_asked_for_three_times(opened: Opened) -> None:
    provider = Provider(sample("server_error"))

    with pytest.raises(RemoteBroken):
        opened(provider).get_credits()

    assert len(provider.requests) == 3


def test_a_wav_has_an_address(opened: Opened) -> None:
    provider = Provider(sample("wav"))

    assert opened(provider).sonic_wav("clip-1") == "https://files.example.net/a.wav"
    assert provider.requests[0].content == b'{"clip_id": "clip-1"}'


def test_a_wav_that_is_still_being_made_is_none(opened: Opened) -> None:
    assert opened(Provider(sample("poll_not_ready"))).sonic_wav("clip-1") is None


def test_a_paid_wav_without_address_is_of_unknown_fate(opened: Opened) -> None:
    with pytest.raises(NoAnswer, match="no wav_url"):
        opened(Provider(made({"data": {"wav_url": "processing"}}))).sonic_wav("clip-1")


def test_an_unknown_clip_is_not_found(opened: Opened) -> None:
    with pytest.raises(NotFound):
        opened(Provider(sample("unknown_task"))).sonic_wav("clip-1")


def test_no_secret_reaches_an_error_a_repr_or_the_log(
    opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = made({"error": f"bad key {KEY} and secret hush-hush-1"}, 400)
    song = SongRequest(model="m", webhook=Webhook("https://a.example", "hush-hush-1"))
    api = opened(Provider(echo))

    with pytest.raises(Rejected) as caught:
        api.sonic_create(song)

    shown = f"{caught.value!r} {caught.value} {caught.value.reason} {api!r} {caplog.text}"
    assert KEY not in shown
    assert "hush-hush-1" not in shown
    assert "[secret]" in caught.value.reason


def test_a_bad_answer_that_repeats_the_key_does_not_show_it(opened: Opened) -> None:
    with pytest.raises(BadAnswer) as caught:
        opened(Provider(made(f"<html>{KEY}"))).get_credits()

    assert KEY not in str(caught.value)


def test_a_403_is_explained_by_the_balance_and_the_catalogue() -> None:
    error = Forbidden("no", reason="not enough credits", status=403, request_id="r")

    poor = explain_forbidden(error, balance=Decimal(3), price=Decimal(15))
    gone = explain_forbidden(error, balance=Decimal(300), price=Decimal(15), retired=True)

    assert isinstance(poor, InsufficientCredits)
    assert "3 credits" in poor.message
    assert (poor.reason, poor.status, poor.request_id) == ("not enough credits", 403, "r")
    assert isinstance(gone, EngineRetired)
    assert explain_forbidden(error, balance=Decimal(15), price=Decimal(15)) is error
    assert explain_forbidden(error, balance=Decimal(0), price=None) is error


def test_the_key_never_follows_a_redirect() -> None:
    provider = Provider(made({}, 307, location="https://elsewhere.example.net/sonic/create"))

    with (
        httpx.Client(transport=httpx.MockTransport(provider), follow_redirects=True) as http,
        pytest.raises(Rejected, match="base address"),
    ):
        MusicAPI(http, BASE, KEY).sonic_create(SONG)

    assert len(provider.requests) == 1
