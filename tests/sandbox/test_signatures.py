from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.sandbox.signatures import judge_link, signed_link, webhook_signature

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
PATH = "/files/5b0c/song.mp3"
# The worked examples of CONTRACT section 10.
COMPLETED = (
    b'{"code":200,"message":"success","data":[{"clip_id":"5b0c1d8e-7a42-4c19-9f63-2e8d4a6b7c10",'
    b'"state":"succeeded","title":"Harbour Lights",'
    b'"audio_url":"https://cdn.example.net/audio/5b0c1d8e.mp3","duration":"163.52"}],'
    b'"task_id":"0c7d2a64-9b1f-4e35-8a70-51f2c6de9310","platform":"suno","event":"song.completed"}'
)
FAILED = (
    b'{"type":"failed","message":"The song could not be made.","refund_processed":true,'
    b'"task_id":"0c7d2a64-9b1f-4e35-8a70-51f2c6de9310","platform":"suno","event":"song.failed"}'
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (COMPLETED, "55a027374f784117ca6fc15494b74c515068cb6e4d45551ca552fab857f22982"),
        (FAILED, "f6a0b525f64889a7feafabe1f6d838af2538a010c049ff6d8223160a7b9594a8"),
    ],
)
def test_callbacks_are_signed_as_in_the_contract(body: bytes, expected: str):
    assert webhook_signature("demo-secret-0001", "1771000867", body) == f"sha256={expected}"


def parts_of(link: str) -> tuple[str, str, str]:
    query = parse_qs(urlsplit(link).query)
    return urlsplit(link).path, query["expires"][0], query["signature"][0]


def test_a_link_works_until_it_expires():
    expires_at = NOW + timedelta(seconds=5)
    link = signed_link("http://host", PATH, secret="s", expires_at=expires_at)

    assert judge_link(*parts_of(link), secret="s", now=NOW) == "good"
    assert judge_link(*parts_of(link), secret="s", now=expires_at) == "expired"


def test_a_link_cannot_be_bent():
    path, expires, signature = parts_of(
        signed_link("http://host", PATH, secret="s", expires_at=NOW + timedelta(seconds=5))
    )

    later = str(int(expires) + 1)
    assert judge_link(path, later, signature, secret="s", now=NOW) == "forged"
    assert judge_link(path + "x", expires, signature, secret="s", now=NOW) == "forged"
    assert judge_link(path, expires, signature, secret="other", now=NOW) == "forged"
    assert judge_link(path, "soon", signature, secret="s", now=NOW) == "forged"
    assert judge_link(path, expires, "ä", secret="s", now=NOW) == "forged"
    assert judge_link(path, "²", signature, secret="s", now=NOW) == "forged"
