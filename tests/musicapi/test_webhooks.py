"""Callbacks: only the provider's own, only fresh ones, only over the raw bytes."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from apps.musicapi import WebhookProblem, verify_webhook

SECRET = "demo-secret-0001"
STAMP = "1771000867"
NOW = datetime.fromtimestamp(1771000867, UTC)
COMPLETED = (
    b'{"code":200,"message":"success","data":[{"clip_id":"5b0c1d8e-7a42-4c19-9f63-2e8d4a6b7c10",'
    b'"state":"succeeded","title":"Harbour Lights","audio_url":"https://cdn.example.net/audio/'
    b'5b0c1d8e.mp3","duration":"163.52"}],"task_id":"0c7d2a64-9b1f-4e35-8a70-51f2c6de9310",'
    b'"platform":"suno","event":"song.completed"}'
)
COMPLETED_SIGNATURE = "55a027374f784117ca6fc15494b74c515068cb6e4d45551ca552fab857f22982"
COMPLETED_OLD_SIGNATURE = "5751e5afa8d0f50753d6e87ed4de7abe186e6f0d1d98521893f047da73af51ce"
FAILED = (
    b'{"type":"failed","message":"The song could not be made.","refund_processed":true,"task_id":'
    b'"0c7d2a64-9b1f-4e35-8a70-51f2c6de9310","platform":"suno","event":"song.failed"}'
)
FAILED_SIGNATURE = "f6a0b525f64889a7feafabe1f6d838af2538a010c049ff6d8223160a7b9594a8"


def headers(signature: str, stamp: str = STAMP) -> dict[str, str]:
    return {
        "X-Webhook-Id": "evt-1",
        "X-Webhook-Event": "song.completed",
        "X-Webhook-Timestamp": stamp,
        "X-Webhook-Signature": f"sha256={signature}",
    }


def signed(body: bytes, stamp: str = STAMP) -> dict[str, str]:
    digest = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return headers(digest.hexdigest(), stamp)


def test_the_worked_example_of_a_finished_song_is_believed() -> None:
    check = verify_webhook(headers(COMPLETED_SIGNATURE), COMPLETED, SECRET, NOW)

    assert len(COMPLETED) == 306
    assert check.is_verified
    assert check.event == "song.completed"
    assert check.task_id == "0c7d2a64-9b1f-4e35-8a70-51f2c6de9310"
    assert check.platform == "suno"
    assert check.webhook_id == "evt-1"


def test_the_worked_example_of_a_failed_song_is_believed_by_its_body_not_its_headers() -> None:
    check = verify_webhook(headers(FAILED_SIGNATURE), FAILED, SECRET, NOW)

    assert check.is_verified
    assert check.event == "song.failed"


def test_header_names_count_in_any_case_and_the_prefix_may_be_missing() -> None:
    lower = {name.lower(): value for name, value in headers(COMPLETED_SIGNATURE.upper()).items()}
    lower["x-webhook-signature"] = COMPLETED_SIGNATURE.upper()

    assert verify_webhook(lower, COMPLETED, SECRET, NOW).is_verified


def test_an_event_that_nobody_knows_is_passed_on() -> None:
    body = b'{"task_id":"t","platform":"suno","event":"song.remixed"}'

    assert verify_webhook(signed(body), body, SECRET, NOW).event == "song.remixed"


def test_the_same_data_in_other_bytes_is_not_believed() -> None:
    reordered = json.dumps(json.loads(COMPLETED), indent=1).encode()

    check = verify_webhook(headers(COMPLETED_SIGNATURE), reordered, SECRET, NOW)

    assert check.problem is WebhookProblem.BAD_SIGNATURE
    assert (check.event, check.task_id, check.platform, check.webhook_id) == ("", "", "", "")


@pytest.mark.parametrize("given", ["other-secret", "demo-secret-0001 "])
def test_another_secret_is_not_believed(given: str) -> None:
    check = verify_webhook(headers(COMPLETED_SIGNATURE), COMPLETED, given, NOW)

    assert check.problem is WebhookProblem.BAD_SIGNATURE


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_callback_of_up_to_five_minutes_away_is_fresh(seconds: int) -> None:
    now = NOW + timedelta(seconds=seconds)

    assert verify_webhook(headers(COMPLETED_SIGNATURE), COMPLETED, SECRET, now).is_verified


@pytest.mark.parametrize("seconds", [-301, 301, 86400])
def test_a_callback_from_further_away_is_stale_although_it_is_signed(seconds: int) -> None:
    now = NOW + timedelta(seconds=seconds)

    check = verify_webhook(headers(COMPLETED_SIGNATURE), COMPLETED, SECRET, now)

    assert check.problem is WebhookProblem.STALE


@pytest.mark.parametrize(
    "stamp", ["", "soon", "-1771000867", "1771000867.5", "\uff11\uff17\uff17\uff11", "9" * 13]
)
def test_a_timestamp_that_is_no_plain_number_is_refused(stamp: str) -> None:
    check = verify_webhook(headers(COMPLETED_SIGNATURE, stamp), COMPLETED, SECRET, NOW)

    assert check.problem is WebhookProblem.BAD_TIMESTAMP


def test_the_old_form_is_ignored_even_if_it_is_right() -> None:
    old = {"X-Signature": COMPLETED_OLD_SIGNATURE, "X-Webhook-Timestamp": STAMP}

    assert verify_webhook(old, COMPLETED, SECRET, NOW).problem is WebhookProblem.OLD_FORM


def test_a_callback_without_signature_or_without_a_secret_of_ours_is_refused() -> None:
    unsigned = verify_webhook({}, COMPLETED, SECRET, NOW)
    keyless = verify_webhook(headers(COMPLETED_SIGNATURE), COMPLETED, "", NOW)

    assert unsigned.problem is WebhookProblem.NO_SIGNATURE
    assert keyless.problem is WebhookProblem.NO_SIGNATURE


@pytest.mark.parametrize("signature", ["", "é", "0" * 64, "\ud800"])
def test_a_strange_signature_is_refused_and_nothing_breaks(signature: str) -> None:
    check = verify_webhook(headers(signature), COMPLETED, SECRET, NOW)

    assert check.problem is WebhookProblem.BAD_SIGNATURE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b"{}",
        b'{"event":1,"task_id":"t","platform":"suno"}',
        b"[" * 99999,
    ],
    ids=["empty", "bytes", "list", "number", "nothing", "wrong types", "deep"],
)
def test_a_signed_body_that_says_nothing_is_refused(body: bytes) -> None:
    assert verify_webhook(signed(body), body, SECRET, NOW).problem is WebhookProblem.BAD_BODY
