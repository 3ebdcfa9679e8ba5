"""What machines ask: alive, ready, how much work."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.utils import timezone

from apps.archive import operations as archive
from apps.core import metrics
from apps.studio import operations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget():
    """Let each test try the storage anew."""
    cache.clear()


@pytest.fixture
def asked(client, settings):
    """Ask for the numbers as Prometheus does."""
    settings.METRICS_TOKEN = "only-for-tests"
    return lambda: client.get("/metrics", headers={"Authorization": "Bearer only-for-tests"})


def test_healthz_says_alive_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_readyz_names_each_part(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.content == b"database: ok\nmigrations: ok\nbroker: ok\nstorage: ok\n"


def test_readyz_says_what_is_broken_and_keeps_its_details(client, monkeypatch):
    def broken():
        raise OperationalError("password of db.example.com is wrong")

    monkeypatch.setattr(operations, "_try_database", broken)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.content.startswith(b"database: unreachable (OperationalError)\n")
    assert b"example.com" not in answer.content


def test_readyz_counts_migrations_that_are_not_applied(client, monkeypatch):
    monkeypatch.setattr(
        operations.MigrationExecutor, "migration_plan", lambda _self, _targets: [1, 2]
    )

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert b"migrations: 2 not applied\n" in answer.content


def test_readyz_tries_the_storage_by_writing_and_leaves_nothing(client):
    client.get("/readyz")

    assert default_storage.listdir("health")[1] == []


def test_readyz_tells_when_the_storage_cannot_be_written(client, monkeypatch):
    class Full:
        def save(self, *_arguments):
            raise OSError("No space left on device")

    monkeypatch.setattr(operations, "default_storage", Full())

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert b"storage: unreachable (OSError)\n" in answer.content


def test_a_storage_that_worked_is_not_tried_again_at_once(client, monkeypatch):
    now = timezone.now()
    operations.readiness(now=now)
    saved = []

    class Counting:
        def save(self, name, _content):
            saved.append(name)

        def delete(self, _name):
            pass

    monkeypatch.setattr(operations, "default_storage", Counting())

    operations.readiness(now=now + timedelta(seconds=29))
    operations.readiness(now=now + timedelta(seconds=31))

    assert len(saved) == 1


def test_metrics_are_not_there_without_a_token(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer wrong", "Basic only-for-tests"])
def test_metrics_are_closed_without_the_right_token(client, settings, sent):
    settings.METRICS_TOKEN = "only-for-tests"

    answer = client.get("/metrics", headers={"Authorization": sent})

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_metrics_count_requests_by_view(client, asked):
    client.get("/healthz")

    page = asked().content.decode()

    assert 'musicstudio_request_duration_seconds_count{method="GET",status="200"' in page
    assert 'view="studio:healthz"' in page


def test_methods_that_strangers_invent_are_counted_together(client, asked):
    for number in range(3):
        client.generic(f"INVENTED{number}", "/healthz")

    page = asked().content.decode()

    assert 'method="other"' in page
    assert "INVENTED" not in page


def test_metrics_count_jobs_and_files_by_state_and_tell_the_oldest(asked):
    now = timezone.now() - timedelta(minutes=5)
    archive.register(kind="mp3", source_url="http://127.0.0.1:9/a.mp3", now=now)

    page = asked().content.decode()

    assert 'musicstudio_jobs{state="QUEUED"} 0.0' in page
    assert 'musicstudio_assets{state="PENDING"} 1.0' in page
    age_s = float(page.split("\nmusicstudio_oldest_due_asset_seconds ")[1].split()[0])
    assert 300 <= age_s < 330


def test_metrics_need_a_fixed_number_of_queries(asked, django_assert_num_queries):
    with django_assert_num_queries(4):
        asked()


def test_a_task_is_timed_by_its_outcome(asked):
    class Task:
        name = "apps.test.task"

    metrics.task_began(task_id="1", task=Task())
    metrics.task_ended(task_id="1", task=Task(), state="SUCCESS")

    page = asked().content.decode()

    assert (
        'musicstudio_task_duration_seconds_count{outcome="SUCCESS",task="apps.test.task"} 1.0'
        in page
    )


def test_the_end_of_a_task_whose_beginning_was_missed_counts_nothing(asked):
    class Task:
        name = "apps.test.missed"

    metrics.task_ended(task_id="2", task=Task())

    assert "apps.test.missed" not in asked().content.decode()
