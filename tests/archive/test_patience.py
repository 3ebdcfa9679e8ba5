"""How long a file is waited for, and when it is given up."""

from datetime import timedelta

import pytest

from apps.archive import store
from apps.archive.states import AssetState, Hindrance
from tests.archive import servers
from tests.archive.steps import left, step, steps
from tests.factories.archive import NOON, pending_asset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incoming")]


def test_a_link_that_lags_is_asked_again_until_it_is_filled(provider, song):
    answers = [servers.status(404), servers.status(403), servers.whole(song)]
    asset = pending_asset(provider.at("/a.mp3", *answers))

    waiting = step(asset)

    assert waiting.state == AssetState.PENDING
    assert waiting.hindrance == Hindrance.NOT_THERE
    assert "tries again" in waiting.trouble
    assert NOON < waiting.due_at < NOON + timedelta(seconds=10)
    stored = steps(asset)
    assert stored.is_stored
    assert (stored.trouble, stored.hindrance, stored.attempts) == ("", "", 0)


def test_a_link_that_stays_empty_is_lost_after_a_few_minutes(provider, incoming):
    asset = pending_asset(provider.at("/a.mp3", servers.status(404)))
    moments = []
    while asset.state == AssetState.PENDING:
        moments.append(asset.due_at)
        asset = step(asset, asset.due_at)

    assert asset.state == AssetState.LOST
    assert "stopped trying" in asset.trouble
    assert timedelta(minutes=3) < moments[-1] - moments[0] < timedelta(minutes=10)
    assert asset.due_at is None
    assert left(incoming) == []


def test_a_server_in_trouble_is_asked_for_a_day_then_given_up(provider):
    asset = pending_asset(provider.at("/a.mp3", servers.status(503)))

    for _ in range(30):
        asset = step(asset, asset.due_at)
        assert asset.state == AssetState.PENDING
    assert asset.due_at < asset.give_up_at
    lost = step(asset, NOON + timedelta(hours=25))

    assert lost.state == AssetState.LOST
    assert "503" in lost.trouble


def test_a_studio_that_was_off_for_days_still_tries_more_than_once(provider, song):
    asset = pending_asset(provider.at("/a.mp3", servers.status(404), servers.whole(song)))

    waiting = step(asset, NOON + timedelta(days=3))

    assert waiting.state == AssetState.PENDING
    assert step(asset, waiting.due_at).is_stored


def test_a_file_that_only_drips_is_given_up_after_a_day(provider, song):
    def next_byte(handler):
        start = int(handler.headers["Range"][6:-1])
        span = f"bytes {start}-{len(song) - 1}/{len(song)}"
        handler.begin(206, Content_Range=span, Content_Length=str(len(song) - start))
        handler.wfile.write(song[start : start + 1])
        handler.hang_up()

    asset = pending_asset(provider.at("/a.mp3", servers.broken_off(song, 4000), next_byte))
    for _ in range(9):
        asset = step(asset, asset.due_at)
        assert asset.state == AssetState.PENDING

    assert step(asset, NOON + timedelta(hours=25)).state == AssetState.BROKEN


def test_a_server_that_names_a_moment_is_not_asked_before(provider):
    asset = pending_asset(provider.at("/a.mp3", servers.status(429, Retry_After="77")))

    waiting = step(asset)

    assert waiting.due_at >= NOON + timedelta(seconds=77)


def test_another_hindrance_starts_its_own_count(provider):
    answers = [servers.status(404), servers.status(404), servers.status(500)]
    asset = pending_asset(provider.at("/a.mp3", *answers))

    counts = []
    for _ in range(3):
        asset = step(asset, asset.due_at)
        counts.append((asset.hindrance, asset.attempts))

    assert counts == [("NOT_THERE", 1), ("NOT_THERE", 2), ("NO_ANSWER", 1)]


def test_a_transfer_that_breaks_off_goes_on_and_ends_well(provider, song):
    answers = [servers.broken_off(song, 10_000), servers.whole(song)]
    asset = pending_asset(provider.at("/a.mp3", *answers))

    waiting = step(asset)

    assert waiting.hindrance == Hindrance.CUT_SHORT
    assert step(asset, waiting.due_at).is_stored
    assert provider.ranges == [None, "bytes=10000-"]


def test_progress_does_not_use_up_patience(provider, song):
    def next_piece(handler):
        start = int(handler.headers["Range"][6:-1])
        span = f"bytes {start}-{len(song) - 1}/{len(song)}"
        length = str(len(song) - start)
        handler.begin(206, Content_Range=span, Content_Length=length, ETag='"one"')
        handler.wfile.write(song[start : start + 4000])
        handler.hang_up()

    asset = pending_asset(provider.at("/a.mp3", servers.broken_off(song, 4000), next_piece))

    assert steps(asset, most=len(song) // 4000 + 2).is_stored


def test_a_transfer_that_always_breaks_off_is_kept_aside(provider, song):
    asset = pending_asset(provider.at("/a.mp3", servers.broken_off(song, 10_000, etag="")))

    broken = steps(asset)

    assert broken.state == AssetState.BROKEN
    assert broken.storage_key == f"aside/{asset.pk.hex[-2:]}/{asset.pk}.bin"
    assert b"".join(store.open_range(broken.storage_key)) == song[:10_000]
    assert "kept aside" in broken.trouble


def test_a_transfer_that_brings_nothing_is_lost(provider):
    empty = servers.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    assert steps(pending_asset(provider.at("/a.mp3", empty))).state == AssetState.LOST
