import os
from datetime import timedelta
from uuid import uuid4

import pytest

from apps.archive import analysis, operations, source, store
from apps.archive.models import Asset
from apps.archive.operations import fetching, patience
from apps.archive.states import AssetKind, AssetState, Hindrance
from tests.archive import servers, sounds
from tests.archive.steps import left, step, steps
from tests.factories.archive import NOON, pending_asset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incoming")]


def test_a_file_is_brought_home_verified_and_measured(provider, song, incoming):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)), expected_duration_s=3.2)

    stored = step(asset)

    assert stored.state == AssetState.STORED
    assert stored.storage_key == f"audio/{asset.pk.hex[-2:]}/{asset.pk}.mp3"
    assert (stored.size_bytes, stored.media_type) == (len(song), "audio/mpeg")
    assert store.sha256_of(stored.storage_key) == stored.sha256
    assert stored.duration_s == pytest.approx(3, abs=0.1)
    assert (stored.channels, stored.sample_rate_hz) == (2, 44_100)
    assert stored.loudness_lufs == pytest.approx(-12, abs=0.6)
    assert stored.peak_dbfs == pytest.approx(-12, abs=1)
    assert len(stored.peaks) == 2 * round(stored.duration_s * 25)
    assert (stored.stored_at, stored.due_at, stored.lease) == (NOON, None, None)
    assert left(incoming) == []


@pytest.mark.parametrize(
    ("kind", "content", "extension"),
    [
        (AssetKind.WAV, sounds.as_wav(sounds.sine(1)), "wav"),
        (AssetKind.COVER, sounds.picture("jpg"), "jpg"),
        (AssetKind.COVER, sounds.picture("png"), "png"),
    ],
    ids=["wav", "jpg", "png"],
)
def test_the_extension_is_that_of_the_content(provider, kind, content, extension):
    url = provider.at("/file.bin", servers.whole(content, "application/octet-stream"))

    stored = step(pending_asset(url, kind))

    assert stored.state == AssetState.STORED
    assert stored.storage_key.endswith(f"{stored.pk}.{extension}")


def test_the_embedded_provider_may_be_reached_without_being_named(provider, song, settings):
    settings.ARCHIVE_ALLOWED_PRIVATE_HOSTS = []
    settings.MUSICAPI_BASE_URL = f"http://127.0.0.1:{provider.port}/api/v1"

    assert step(pending_asset(provider.at("/a.mp3", servers.whole(song)))).is_stored


def test_our_own_network_is_refused_for_good(provider, song, settings):
    settings.ARCHIVE_ALLOWED_PRIVATE_HOSTS = []
    url = provider.at("/a.mp3", servers.whole(song)).replace("http:", "https:")

    lost = step(pending_asset(url))

    assert lost.state == AssetState.LOST
    assert "private network" in lost.trouble
    assert provider.requests == []


BROKEN = {
    "truncated": lambda song: sounds.as_mp3(sounds.sine(1)),
    "silent": lambda song: sounds.as_mp3(sounds.silence(8)),
    "no audio": lambda song: bytes(20_000),
    "a picture": lambda song: sounds.picture(),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_broken_audio_is_fetched_three_times_then_kept_aside(provider, song, incoming, content):
    bad = content(song)
    asset = pending_asset(provider.at("/a.mp3", servers.whole(bad)), expected_duration_s=8.0)

    broken = steps(asset)

    assert broken.state == AssetState.BROKEN
    assert broken.hindrance == Hindrance.UNPLAYABLE
    assert provider.ranges == [None, None, None]
    assert b"".join(store.open_range(broken.storage_key)) == bad
    assert left(incoming) == []


def test_audio_that_comes_well_the_second_time_is_stored(provider, song):
    url = provider.at("/a.mp3", servers.whole(bytes(9000)), servers.whole(song))

    assert steps(pending_asset(url)).is_stored


def test_a_web_page_in_place_of_the_song_is_lost(provider):
    url = provider.at("/a.mp3", servers.whole(b"<html>gone</html>", "text/html"))

    lost = steps(pending_asset(url))

    assert lost.state == AssetState.LOST
    assert "text/html" in lost.trouble


def test_a_picture_that_is_none_is_broken_and_one_too_large_is_lost(provider, monkeypatch):
    monkeypatch.setattr(fetching, "COVER_MAX_BYTES", 50)
    bad = provider.at("/bad.png", servers.whole(b"\x89PNG\r\n\x1a\nno", "image/png"))
    large = provider.at("/large.png", servers.whole(sounds.picture(side=99), "image/png"))

    assert steps(pending_asset(bad, AssetKind.COVER)).state == AssetState.BROKEN
    assert steps(pending_asset(large, AssetKind.COVER)).state == AssetState.LOST


def test_an_archive_that_cannot_be_written_loses_nothing(provider, song, archive_folder):
    archive_folder.write_bytes(b"in the way")
    answers = [servers.whole(song), servers.status(404)]
    asset = pending_asset(provider.at("/a.mp3", *answers))

    for _ in range(8):
        asset = step(asset, asset.due_at)
        assert asset.state == AssetState.PENDING
    assert asset.hindrance == Hindrance.STORAGE
    assert "archive's folder cannot be used" in asset.trouble
    late = step(asset, NOON + timedelta(days=9))
    assert late.state == AssetState.PENDING
    archive_folder.unlink()

    stored = step(asset, late.due_at)

    assert stored.is_stored
    assert len(provider.requests) == 1


def test_a_broken_file_that_cannot_be_kept_aside_waits_for_the_archive(
    provider, song, archive_folder
):
    archive_folder.write_bytes(b"in the way")
    asset = pending_asset(provider.at("/a.mp3", servers.whole(bytes(9000))))
    for _ in range(3):
        asset = step(asset, asset.due_at)
    assert asset.state == AssetState.PENDING
    assert asset.hindrance == Hindrance.STORAGE
    archive_folder.unlink()

    assert steps(asset).state == AssetState.BROKEN


def test_a_disk_without_room_for_downloads_loses_nothing(provider, song, settings):
    settings.VAR_DIR.parent.joinpath("var").write_bytes(b"in the way")
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))

    waiting = step(asset)

    assert waiting.state == AssetState.PENDING
    assert waiting.hindrance == Hindrance.STORAGE
    assert "disk cannot be used" in waiting.trouble
    settings.VAR_DIR.unlink()
    assert step(asset, waiting.due_at).is_stored


def test_a_disk_that_fills_up_during_the_download_loses_nothing(provider, song, monkeypatch):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))

    def full(*_):
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr("apps.archive.source.Incoming.append", full)
        waiting = step(asset)

    assert waiting.hindrance == Hindrance.STORAGE
    assert "No space left" in waiting.trouble
    assert step(asset, waiting.due_at).is_stored


def test_fetching_again_from_a_new_link_mends_what_was_broken(provider, song):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(bytes(9000))))
    aside = steps(asset).storage_key

    again = operations.fetch_again(
        asset=asset, source_url=provider.at("/b.mp3", servers.whole(song)), now=NOON
    )

    assert (again.state, again.attempts, again.due_at) == (AssetState.PENDING, 0, NOON)
    assert step(again).is_stored
    with pytest.raises(store.Missing):
        store.head(aside)


def test_what_was_kept_aside_may_stay_when_it_cannot_be_removed(provider, song, monkeypatch):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(bytes(9000)), servers.whole(song)))
    provider.answers["/a.mp3"] = [servers.whole(bytes(9000))] * 3 + [servers.whole(song)]
    steps(asset)
    again = operations.fetch_again(asset=asset, now=NOON)

    def refuse(key):
        raise store.StorageTrouble("no")

    monkeypatch.setattr(store, "delete", refuse)

    assert step(again).is_stored


def test_fetching_again_twice_is_like_once_and_never_for_what_is_stored(provider, song):
    asset = pending_asset(provider.at("/a.mp3", servers.status(404), servers.whole(song)))
    asset = step(asset)

    first = operations.fetch_again(asset=asset, now=NOON)
    second = operations.fetch_again(asset=asset, now=NOON)

    assert (first.state, first.due_at) == (second.state, second.due_at)
    stored = step(asset)
    with pytest.raises(operations.AlreadyStored):
        operations.fetch_again(asset=stored, now=NOON)


def test_a_lost_file_can_be_fetched_again(provider, song):
    asset = pending_asset("https://127.0.0.1:1/a.mp3")
    assert step(asset).state == AssetState.LOST
    url = provider.at("/a.mp3", servers.whole(song))

    assert step(operations.fetch_again(asset=asset, source_url=url, now=NOON)).is_stored


def test_inspecting_finds_what_is_gone_shorter_or_other(provider, song, archive_folder):
    whole, gone, shorter, other = (
        step(pending_asset(provider.at("/a.mp3", servers.whole(song)))) for _ in range(4)
    )
    (archive_folder / gone.storage_key).unlink()
    (archive_folder / shorter.storage_key).write_bytes(song[:-1])
    (archive_folder / other.storage_key).write_bytes(song[:-1] + b"?")

    read = operations.inspect_stored(after=None, limit=10, read=True)
    sizes = operations.inspect_stored(after=None, limit=10, read=False)

    assert {finding.asset_id: finding.what for finding in read.findings} == {
        gone.pk: "missing",
        shorter.pk: f"{len(song) - 1} bytes instead of {len(song)}",
        other.pk: "other content than was stored",
    }
    assert [finding.asset_id for finding in sizes.findings] == [gone.pk, shorter.pk]
    assert (read.assets, read.size_bytes, read.last) == (4, 4 * len(song), other.pk)
    assert operations.inspect_stored(after=other.pk, limit=10, read=True).last is None
    assert operations.inspect_stored(after=whole.pk, limit=1, read=False).last == gone.pk


def test_sweeping_removes_old_leftovers_but_not_what_is_still_needed(incoming):
    needed, settled = pending_asset("https://files.example/x"), pending_asset("https://x.example")
    Asset.objects.filter(pk=settled.pk).update(state=AssetState.LOST, due_at=None)
    incoming.mkdir(parents=True)
    old = (NOON - timedelta(days=8)).timestamp()
    for name in (f"{needed.pk}.part", f"{settled.pk}.part", f"{settled.pk}.json"):
        (incoming / name).write_bytes(b"x")
        os.utime(incoming / name, (old, old))
    (incoming / f"{uuid4()}.part").write_bytes(b"fresh")

    assert operations.sweep_incoming(now=NOON) == 2
    assert f"{needed.pk}.part" in left(incoming)
    assert f"{settled.pk}.part" not in left(incoming)


def test_every_hindrance_has_its_patience_and_every_error_its_hindrance():
    assert set(patience.PATIENCE) == set(Hindrance)
    errors = [*source.SourceError.__subclasses__(), analysis.Unplayable, store.StorageTrouble]
    reasons = {kind for kind, _ in patience.HINDRANCES}
    assert set(errors) - {source.Busy} <= reasons
