from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from apps.archive import store, tasks
from apps.archive.signals import asset_settled
from apps.archive.states import AssetState
from tests.archive import servers
from tests.factories.archive import pending_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """Collect the ids of settled assets."""
    ids: list[UUID] = []

    def listen(asset_id, **_):
        ids.append(asset_id)

    asset_settled.connect(listen)
    yield ids
    asset_settled.disconnect(listen)


@pytest.fixture(autouse=True)
def by_hand(settings, tmp_path, provider, monkeypatch):
    """Let tick run what it sends, at once and here, as a worker would."""
    settings.VAR_DIR = tmp_path / "var"
    settings.ARCHIVE_ALLOWED_PRIVATE_HOSTS = [f"127.0.0.1:{provider.port}"]
    monkeypatch.setattr(tasks.fetch_asset, "delay", tasks.fetch_asset)


def test_a_tick_fetches_what_is_due_and_tells_listeners(provider, song, heard):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))

    tasks.tick(expires=2)
    tasks.tick()

    asset.refresh_from_db()
    assert asset.is_stored
    assert heard == [asset.pk]


def test_what_is_not_settled_is_not_told(provider, heard):
    asset = pending_asset(provider.at("/a.mp3", servers.status(404)))

    tasks.tick()

    asset.refresh_from_db()
    assert asset.state == AssetState.PENDING
    assert heard == []


def test_a_late_message_only_repeats_what_is_true(provider, song, heard):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))
    tasks.tick()

    tasks.fetch_asset(asset_id=str(asset.pk), lease=str(asset.pk), from_the_future=True)

    assert heard == [asset.pk, asset.pk]
    assert len(provider.requests) == 1


def test_archive_check_sums_up_a_whole_archive(provider, song, capsys):
    url = provider.at("/a.mp3", servers.whole(song))
    for _ in range(3):
        pending_asset(url)
    tasks.tick()

    call_command("archive_check", batch=2)

    out = capsys.readouterr().out
    assert "3 files" in out
    assert "0 not as they were" in out


def test_archive_check_names_what_is_missing_and_fails(provider, song, capsys):
    asset = pending_asset(provider.at("/a.mp3", servers.whole(song)))
    tasks.tick()
    asset.refresh_from_db()
    store.delete(asset.storage_key)

    with pytest.raises(CommandError, match="not whole"):
        call_command("archive_check", sizes_only=True)

    assert f"{asset.pk}  {asset.storage_key}  missing" in capsys.readouterr().err


def test_archive_check_tells_when_the_storage_does_not_answer(provider, song, monkeypatch):
    pending_asset(provider.at("/a.mp3", servers.whole(song)))
    tasks.tick()

    def refuse(key):
        raise store.StorageTrouble("The archive's bucket does not answer.")

    monkeypatch.setattr(store, "head", refuse)

    with pytest.raises(CommandError, match="does not answer"):
        call_command("archive_check")
