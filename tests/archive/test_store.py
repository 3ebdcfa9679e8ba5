import errno
import hashlib
from uuid import UUID

import httpx
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from django.core.exceptions import SuspiciousFileOperation

from apps.archive import store

CONTENT = bytes(range(256)) * 3000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
KEY = "audio/7c/one.mp3"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


def put(path, key=KEY, sha256=DIGEST):
    store.put(path, key=key, media_type="audio/mpeg", sha256=sha256)


def test_a_key_is_made_of_folder_shard_and_id():
    asset_id = UUID("018f0000-0000-7000-8000-00000000007c")

    assert store.key_for("audio", asset_id, "mp3") == f"audio/7c/{asset_id}.mp3"


def test_what_was_put_is_read_in_whole_and_in_part(file):
    put(file)

    assert store.head(KEY).size_bytes == len(CONTENT)
    assert b"".join(store.open_range(KEY)) == CONTENT
    assert b"".join(store.open_range(KEY, start=1000, length=300_000)) == CONTENT[1000:301_000]
    assert b"".join(store.open_range(KEY, start=767_000)) == CONTENT[767_000:]
    assert store.sha256_of(KEY) == DIGEST


def test_put_twice_is_the_same_object(file):
    put(file)
    put(file)

    assert store.sha256_of(KEY) == DIGEST


def test_other_content_replaces_the_object(file, tmp_path):
    put(file)
    other = tmp_path / "other"
    other.write_bytes(b"other")

    put(other, sha256=hashlib.sha256(b"other").hexdigest())

    assert b"".join(store.open_range(KEY)) == b"other"


def test_what_is_not_there_is_missing():
    for read in (store.head, store.open_range, store.sha256_of):
        with pytest.raises(store.Missing):
            read("audio/00/none.mp3")


def test_deleting_twice_is_like_once(file):
    put(file)

    store.delete(KEY)
    store.delete(KEY)

    with pytest.raises(store.Missing):
        store.head(KEY)


@pytest.mark.parametrize("key", ["../one", "audio/../../one", "/etc/one", "", "a\\..\\one"])
def test_keys_that_lead_out_are_refused(file, key, tmp_path):
    with pytest.raises(SuspiciousFileOperation):
        put(file, key)
    assert {path.name for path in tmp_path.iterdir()} <= {"file", "archive"}


def test_a_closed_range_lets_go_of_the_file(file, archive_folder):
    put(file)
    part = store.open_range(KEY)

    part.close()

    with pytest.raises(ValueError, match="closed"):
        list(part)


def test_a_folder_leads_no_further_than_its_root(file, archive_folder, tmp_path):
    archive_folder.mkdir()
    (archive_folder / "audio").symlink_to(tmp_path)

    with pytest.raises(SuspiciousFileOperation):
        put(file, "audio/file2")


def test_a_folder_gives_no_links(archive_folder):
    assert store.presigned_url(KEY, download_name=None, media_type="audio/mpeg") is None


def test_a_folder_that_cannot_be_written_is_trouble(file, archive_folder):
    archive_folder.write_bytes(b"a file where the folder should be")

    with pytest.raises(store.StorageTrouble, match="cannot be used"):
        put(file)


def test_a_full_disk_leaves_the_old_object_and_no_piece_of_the_new(
    file, archive_folder, monkeypatch, tmp_path
):
    put(file)

    def full(source, copy):
        copy.write(b"some")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "_copy_durably", full)

    with pytest.raises(store.StorageTrouble, match="No space left"):
        put(file)
    assert [path.read_bytes() for path in archive_folder.rglob("*") if path.is_file()] == [CONTENT]


def test_a_storage_that_keeps_half_is_trouble(file, archive_folder, monkeypatch):
    monkeypatch.setattr(store, "_copy_durably", lambda source, copy: copy.write(b"half"))

    with pytest.raises(store.StorageTrouble, match="did not keep the whole file"):
        put(file)


def test_an_end_that_comes_early_ends_the_range(file, archive_folder):
    put(file)

    part = store.open_range(KEY, start=len(CONTENT) - 10, length=999)

    assert b"".join(part) == CONTENT[-10:]


def test_another_kind_of_storage_is_a_mistake_in_the_settings(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}

    with pytest.raises(TypeError, match="local folder or S3"):
        store.head(KEY)


def refusing(code: str):
    def refuse(self, key):
        raise ClientError({"Error": {"Code": code}}, "HeadObject")

    return refuse


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("404", store.Missing, "not in the archive"),
        ("AccessDenied", store.StorageTrouble, "AccessDenied"),
    ],
)
def test_what_a_bucket_says_is_told_plainly(archive_folder, monkeypatch, code, error, words):
    monkeypatch.setattr(store._Folder, "head", refusing(code))

    with pytest.raises(error, match=words):
        store.head(KEY)


def test_a_bucket_that_does_not_answer_is_trouble(archive_folder, monkeypatch):
    def silent(self, key):
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    monkeypatch.setattr(store._Folder, "head", silent)

    with pytest.raises(store.StorageTrouble, match="does not answer"):
        store.head(KEY)


@pytest.mark.team
def test_a_bucket_knows_the_digest_and_is_not_written_twice(file, monkeypatch):
    put(file)
    monkeypatch.setattr(store._Bucket, "put", lambda *_: pytest.fail("written again"))

    put(file)

    assert store.head(KEY) == store.Stored(len(CONTENT), DIGEST)


@pytest.mark.team
def test_a_large_file_goes_into_a_bucket_in_parts(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(CONTENT * 25)
    digest = hashlib.sha256(CONTENT * 25).hexdigest()

    put(path, sha256=digest)

    assert store.head(KEY) == store.Stored(25 * len(CONTENT), digest)
    assert store.sha256_of(KEY) == digest


@pytest.mark.team
def test_a_bucket_without_the_right_to_look_is_still_written(file, monkeypatch):
    head = store._Bucket.head
    answers = [refusing("403"), head]

    def refused_first(self, key):
        return answers.pop(0)(self, key)

    monkeypatch.setattr(store._Bucket, "head", refused_first)

    put(file)

    assert answers == []


@pytest.mark.team
def test_a_signed_link_plays_ranges_and_names_the_download(file):
    put(file)
    url = store.presigned_url(KEY, download_name="Läuchtturm.mp3", media_type="audio/mpeg")

    whole = httpx.get(url)
    part = httpx.get(url, headers={"Range": "bytes=100-199"})

    assert whole.content == CONTENT
    assert whole.headers["Content-Type"] == "audio/mpeg"
    assert "filename*=utf-8''L%C3%A4uchtturm.mp3" in whole.headers["Content-Disposition"]
    assert "immutable" in whole.headers["Cache-Control"]
    assert (part.status_code, part.content) == (206, CONTENT[100:200])


@pytest.mark.team
def test_a_signed_link_for_head_and_a_forged_one(file):
    put(file)
    url = store.presigned_url(KEY, download_name=None, media_type="audio/mpeg", method="HEAD")

    head = httpx.head(url)
    forged = httpx.head(url[:-4] + "0000")

    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(CONTENT)))
    assert forged.status_code == 403


@pytest.mark.team
def test_links_name_the_address_that_browsers_know(file, settings):
    put(file)
    settings.S3_PUBLIC_URL = settings.S3_ENDPOINT_URL.replace("127.0.0.1", "localhost")

    url = store.presigned_url(KEY, download_name=None, media_type="audio/mpeg")

    assert url.startswith("http://localhost:")
    assert httpx.get(url).content == CONTENT


@pytest.mark.team
def test_a_bucket_that_is_not_there_is_trouble(file, settings):
    default = settings.STORAGES["default"]
    options = {**default["OPTIONS"], "bucket_name": "nobody-made-this"}
    settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": options}}

    with pytest.raises(store.StorageTrouble):
        put(file)
