import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils.http import http_date

from apps.archive import delivery, store
from apps.archive.models import Asset
from apps.archive.states import AssetState
from tests.factories.archive import NOON, pending_asset

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(250)) * 4
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def asset(tmp_path) -> Asset:
    """Return a stored asset of 1,000 bytes."""
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    row = pending_asset("")
    key = store.key_for("audio", row.pk, "mp3")
    store.put(path, key=key, media_type="audio/mpeg", sha256=DIGEST)
    facts = {"storage_key": key, "sha256": DIGEST, "size_bytes": 1000, "media_type": "audio/mpeg"}
    Asset.objects.filter(pk=row.pk).update(
        state=AssetState.STORED, due_at=None, stored_at=NOON, **facts
    )
    return Asset.objects.get(pk=row.pk)


@pytest.fixture
def ask(archive_folder, asset):
    """Return a function that asks for the asset and returns the answer with its content."""

    def ask(method: str = "GET", download_name: str | None = None, **headers: str):
        request = RequestFactory().generic(method, "/audio", headers=headers)
        answer = delivery.serve(request, asset, download_name=download_name)
        answer.bytes = b"".join(answer) if answer.streaming else answer.content
        answer.close()
        return answer

    return ask


def test_the_whole_file_with_everything_that_a_player_wants(ask):
    answer = ask()

    assert (answer.status_code, answer.bytes) == (200, CONTENT)
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["Content-Length"] == "1000"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["ETag"] == f'"{DIGEST}"'
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["Last-Modified"] == http_date(NOON.timestamp())
    assert "Content-Disposition" not in answer


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, 999),
        ("bytes=100-199", 100, 199),
        ("bytes=900-5000", 900, 999),
        ("bytes=-1", 999, 999),
        ("bytes=-200", 800, 999),
        ("bytes=-5000", 0, 999),
        ("Bytes= 5-6", 5, 6),
    ],
)
def test_one_range_is_served(ask, asked, start, end):
    answer = ask(Range=asked)

    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {start}-{end}/1000"
    assert answer["Content-Length"] == str(end - start + 1)
    assert answer.bytes == CONTENT[start : end + 1]


@pytest.mark.parametrize(
    "asked",
    ["bytes=-", "bytes=5-4", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "bytes", "bytes=²-"],
)
def test_what_is_no_single_range_gets_the_whole_file(ask, asked):
    answer = ask(Range=asked)

    assert (answer.status_code, answer.bytes) == (200, CONTENT)


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_satisfied(ask, asked):
    answer = ask(Range=asked)

    assert (answer.status_code, answer.bytes) == (416, b"")
    assert answer["Content-Range"] == "bytes */1000"


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (f'"{DIGEST}"', 206),
        ('"another"', 200),
        (f'W/"{DIGEST}"', 200),
        (http_date(NOON.timestamp()), 206),
        (http_date((NOON - timedelta(hours=1)).timestamp()), 200),
        ("yesterday", 200),
    ],
)
def test_a_range_holds_only_for_the_file_that_is_meant(ask, condition, status):
    answer = ask(Range="bytes=0-9", If_Range=condition)

    assert answer.status_code == status


@pytest.mark.parametrize("known", [f'"{DIGEST}"', f'"other", "{DIGEST}"', f'W/"{DIGEST}"', "*"])
def test_a_browser_that_has_the_file_is_told_so(ask, known):
    answer = ask(If_None_Match=known)

    assert (answer.status_code, answer.bytes) == (304, b"")
    assert answer["ETag"] == f'"{DIGEST}"'


def test_without_a_moment_of_storing_only_the_tag_tells_files_apart(ask, asset):
    asset.stored_at = None

    answer = ask(Range="bytes=0-9", If_Range=http_date(NOON.timestamp()))

    assert answer.status_code == 200
    assert "Last-Modified" not in answer


def test_head_tells_the_same_without_the_content(ask):
    answer = ask("HEAD", Range="bytes=0-9")

    assert (answer.status_code, answer.bytes) == (200, b"")
    assert answer["Content-Length"] == "1000"
    assert answer["Accept-Ranges"] == "bytes"


def test_other_methods_are_not_allowed(ask):
    answer = ask("POST")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Take 3.mp3", 'attachment; filename="Take 3.mp3"'),
        ('A "quoted" one.mp3', 'attachment; filename="A \\"quoted\\" one.mp3"'),
        ("Läuchtturm.mp3", "attachment; filename*=utf-8''L%C3%A4uchtturm.mp3"),
    ],
)
def test_a_download_has_a_name(ask, name, written):
    answer = ask(download_name=name)

    assert answer["Content-Disposition"] == written


def test_what_is_not_stored_is_not_found():
    request = RequestFactory().get("/audio")

    with pytest.raises(Http404):
        delivery.serve(request, pending_asset("https://files.example/x"))


def test_a_stored_file_that_is_gone_is_not_found(ask, asset):
    store.delete(asset.storage_key)

    with pytest.raises(Http404, match="lost"):
        ask()


@pytest.mark.team
def test_a_bucket_is_reached_by_a_signed_link(asset):
    request = RequestFactory().get("/audio", headers={"Range": "bytes=0-9"})

    answer = delivery.serve(request, asset, download_name="Take 3.mp3")
    followed = httpx.get(answer["Location"], headers={"Range": "bytes=0-9"})

    assert answer.status_code == 302
    assert answer["Cache-Control"] == "private, max-age=1800"
    assert (followed.status_code, followed.content) == (206, CONTENT[:10])
    assert followed.headers["Content-Type"] == "audio/mpeg"
    assert followed.headers["Content-Disposition"] == 'attachment; filename="Take 3.mp3"'
    assert parse_qs(urlsplit(answer["Location"]).query)["X-Amz-Expires"] == ["3600"]
