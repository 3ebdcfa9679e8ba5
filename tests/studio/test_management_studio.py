"""`manage.py studio`: what it starts, and when it refuses to."""

import socket
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.studio.management.commands import studio
from apps.studio.management.supervisor import Program
from tests.support import services


@pytest.fixture
def folder(settings, tmp_path):
    """A data folder of the test's own."""
    settings.VAR_DIR = tmp_path / "var"
    settings.METRICS_DIR = tmp_path / "var" / "metrics"
    settings.SANDBOX_PORT = services.free_port()
    settings.MUSICAPI_BASE_URL = f"http://127.0.0.1:{settings.SANDBOX_PORT}/api/v1"
    return settings.VAR_DIR


def test_a_second_studio_on_the_same_folder_is_refused_by_name(folder):
    with studio.only_studio(folder), pytest.raises(CommandError) as refusal:
        call_command("studio", port=services.free_port())

    assert str(folder) in str(refusal.value)
    assert "Another studio (process " in str(refusal.value)


def test_the_folder_is_free_again_after_the_studio_ended(folder):
    with studio.only_studio(folder):
        pass

    with studio.only_studio(folder):
        assert (folder / "studio.lock").read_text().isdigit()


@pytest.mark.parametrize("variable", ["PORT", "SANDBOX_PORT"])
def test_a_taken_port_is_named_with_what_to_do(folder, settings, monkeypatch, variable):
    monkeypatch.setattr(studio, "PORT_PATIENCE_S", 0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        port = taken if variable == "PORT" else services.free_port()
        settings.SANDBOX_PORT = taken if variable == "SANDBOX_PORT" else settings.SANDBOX_PORT
        settings.MUSICAPI_BASE_URL = f"http://127.0.0.1:{settings.SANDBOX_PORT}/api/v1"

        with pytest.raises(CommandError, match=f":{taken}: .* {variable}={taken + 1}"):
            call_command("studio", port=port)


def test_a_port_that_becomes_free_in_time_is_waited_for(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setattr(studio.time, "sleep", lambda _seconds: other.close())

        studio.wait_for_port("127.0.0.1", port, "PORT")


@pytest.mark.parametrize(
    ("base_url", "uses"),
    [
        ("http://127.0.0.1:8100/api/v1", True),
        ("http://localhost:8100/api/v1", True),
        ("http://127.0.0.1:8101/api/v1", False),
        ("https://music.example.com/api/v1", False),
    ],
)
def test_the_sandbox_runs_only_where_it_is_the_provider(settings, base_url, uses):
    settings.SANDBOX_PORT = 8100
    settings.MUSICAPI_BASE_URL = base_url

    names = [program.name for program in studio.programs("127.0.0.1", 8000)]

    assert studio.uses_sandbox() is uses
    assert names == ["web", "api", "archive", "beat", *(["sandbox"] if uses else [])]


def test_programs_know_where_the_studio_is_found(folder, monkeypatch):
    monkeypatch.delenv("PUBLIC_URL", raising=False)

    web = studio.programs("0.0.0.0", 8170)[0]

    assert web.environment["PUBLIC_URL"] == "http://127.0.0.1:8170"
    assert web.environment["HOST"] == "0.0.0.0"
    assert web.environment["VAR_DIR"] == str(folder)


def test_an_address_that_was_set_is_kept(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://studio.example.com")

    web = studio.programs("127.0.0.1", 8000)[0]

    assert web.environment["PUBLIC_URL"] == "https://studio.example.com"


def test_the_sandbox_keeps_its_data_below_the_folder_unless_told_otherwise(folder, monkeypatch):
    monkeypatch.delenv("SANDBOX_DATA_DIR", raising=False)
    own = studio.programs("127.0.0.1", 8000)[-1]
    monkeypatch.setenv("SANDBOX_DATA_DIR", "/elsewhere")
    told = studio.programs("127.0.0.1", 8000)[-1]

    assert own.environment["SANDBOX_DATA_DIR"] == str(folder / "sandbox")
    assert told.environment["SANDBOX_DATA_DIR"] == "/elsewhere"


def test_the_sandbox_may_fetch_from_this_machine_unless_told_otherwise(folder, monkeypatch):
    monkeypatch.delenv("SANDBOX_FETCH_PRIVATE", raising=False)
    own = studio.programs("127.0.0.1", 8000)[-1]
    monkeypatch.setenv("SANDBOX_FETCH_PRIVATE", "0")
    told = studio.programs("127.0.0.1", 8000)[-1]

    assert own.environment["SANDBOX_FETCH_PRIVATE"] == "1"
    assert told.environment["SANDBOX_FETCH_PRIVATE"] == "0"


def test_messages_and_counters_of_a_dead_studio_are_removed_but_songs_are_not(folder):
    for name in ("broker/messages/a.msg", "metrics/counter_1.db", "archive/song.mp3"):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.touch()

    studio.clear_leftovers()

    left = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert left == {"archive/song.mp3"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "free", [studio.go_on_at_once, studio.freeing(Program("archive", "celery", ())).after_death]
)
def test_what_was_worked_on_when_the_studio_or_its_worker_died_is_due_at_once(free):
    from apps.archive import operations as archive

    now = timezone.now()
    asset = archive.register(kind="mp3", source_url="http://127.0.0.1:9/a.mp3", now=now)
    archive.lease_due(now=now, limit=5)
    asset.refresh_from_db()
    assert asset.due_at > now + timedelta(seconds=1)

    free()

    asset.refresh_from_db()
    assert asset.due_at <= timezone.now()
    assert asset.lease is None


def test_a_studio_that_does_not_answer_is_not_ready():
    assert not studio.web_answers("127.0.0.1", services.free_port())


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("studio.local", "http://studio.local:8000"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(host, url):
    assert studio.address(host, 8000) == url
