"""Who fetches what: leases, workers that die, two at the same file."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from apps.archive import operations, source, store
from apps.archive.models import Asset
from apps.archive.operations import fetching
from apps.archive.states import AssetState
from tests.archive import servers
from tests.archive.steps import left, step
from tests.factories.archive import NOON, pending_asset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incoming")]


def test_leases_go_to_the_longest_waiting_and_only_once():
    late, early, future = (
        pending_asset("https://files.example/x", now=NOON + timedelta(seconds=s))
        for s in (-1, -9, 9)
    )

    first = operations.lease_due(now=NOON, limit=1)
    second = operations.lease_due(now=NOON)

    assert [asset_id for asset_id, _ in first + second] == [early.pk, late.pk]
    assert operations.lease_due(now=NOON) == []
    future.refresh_from_db()
    assert future.lease is None


def test_a_lease_that_nobody_used_makes_the_row_due_again():
    asset = pending_asset("https://files.example/x")
    ((_, first),) = operations.lease_due(now=NOON)

    later = NOON + timedelta(seconds=django_settings.LEASE_S)
    ((asset_id, second),) = operations.lease_due(now=later)

    assert asset_id == asset.pk
    assert first != second


def test_a_fresh_start_releases_all_leases():
    asset = pending_asset("https://files.example/x")
    operations.lease_due(now=NOON)

    operations.release_leases(now=NOON)

    assert [asset_id for asset_id, _ in operations.lease_due(now=NOON)] == [asset.pk]


def test_the_same_lease_twice_fetches_once(provider, song):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))
    ((_, lease),) = operations.lease_due(now=NOON)

    operations.fetch(asset_id=asset.pk, lease=lease, now=NOON)
    again = operations.fetch(asset_id=asset.pk, lease=lease, now=NOON)

    assert again.is_stored
    assert len(provider.requests) == 1


def test_an_old_lease_does_nothing(provider, song):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))

    same = operations.fetch(asset_id=asset.pk, lease=uuid4(), now=NOON)

    assert same.state == AssetState.PENDING
    assert provider.requests == []


def test_a_worker_whose_claim_ran_out_changes_nothing(provider, song, incoming, monkeypatch):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))
    measured = fetching._measured

    def taken_meanwhile(row, path):
        Asset.objects.filter(pk=row.pk).update(lease=uuid4())
        return measured(row, path)

    monkeypatch.setattr(fetching, "_measured", taken_meanwhile)
    same = step(asset)

    assert same.state == AssetState.PENDING
    assert left(incoming) == [f"{asset.pk}.json", f"{asset.pk}.part"]


class Died(BaseException):
    """The worker is gone."""


@pytest.mark.parametrize("line", ["_media_type", "_measured", "_sha256", "_record", "_discard"])
def test_a_worker_may_die_at_any_line(provider, song, incoming, monkeypatch, line):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))

    def die(*_, **__):
        raise Died

    with monkeypatch.context() as patch:
        if line == "_discard":
            patch.setattr("apps.archive.source.Incoming.discard", die)
        else:
            patch.setattr(fetching, line, die)
        with pytest.raises(Died):
            step(asset)
    asset.refresh_from_db()
    if asset.state == AssetState.PENDING:
        asset = step(asset, NOON + timedelta(seconds=django_settings.LEASE_S))

    assert asset.is_stored
    assert store.sha256_of(asset.storage_key) == asset.sha256
    assert len(provider.requests) == 1


def test_a_worker_may_die_while_storing(provider, song, monkeypatch):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))
    put = store.put

    def put_and_die(*args, **kwargs):
        put(*args, **kwargs)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(store, "put", put_and_die)
        with pytest.raises(Died):
            step(asset)

    stored = step(asset, NOON + timedelta(seconds=django_settings.LEASE_S))

    assert stored.is_stored
    assert store.sha256_of(stored.storage_key) == stored.sha256


def test_two_workers_at_the_same_file_do_not_mix(provider, song, incoming):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))

    with source.incoming(incoming, str(asset.pk)):
        waiting = step(asset)

    assert waiting.state == AssetState.PENDING
    assert waiting.due_at == NOON + fetching.BUSY_WAIT
    assert waiting.attempts == 0
    assert step(asset, waiting.due_at).is_stored
