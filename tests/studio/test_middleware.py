"""One log line a request, and the page for maintenance."""

import pytest
from django.http import HttpResponse
from django.urls import ResolverMatch
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from apps.studio import middleware


@pytest.fixture
def logged(rf):
    """Send one request through the log, and return its answer and its lines."""

    def send(path="/page", answer=None, **headers):
        request = rf.get(path, headers=headers)
        handle = middleware.request_log(answer or (lambda _request: HttpResponse()))
        with capture_logs() as lines:
            return handle(request), lines

    return send


def test_a_request_leaves_one_line_with_what_it_cost(logged):
    _, lines = logged("/page?token=hidden-thing")

    (line,) = lines
    assert line["event"] == "request"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/page", 200)
    assert line["queries"] == 0
    assert line["duration_ms"] >= 0
    assert line["user"] is None


@pytest.mark.django_db
def test_queries_are_counted(logged, django_user_model):
    def answer(_request):
        list(django_user_model.objects.all())
        return HttpResponse()

    _, (line,) = logged(answer=answer)

    assert line["queries"] == 1


@pytest.mark.django_db
def test_a_person_is_named_by_number_alone(logged, django_user_model):
    person = django_user_model.objects.create_user("eva@example.com")

    def answer(request):
        request.user = person
        return HttpResponse()

    _, (line,) = logged(answer=answer)

    assert line["user"] == str(person.pk)
    assert "eva" not in str(line)


def test_an_id_from_the_proxy_is_kept(logged):
    answer, _ = logged(**{"X-Request-ID": "proxy-7.a_b"})

    assert answer["X-Request-ID"] == "proxy-7.a_b"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "line\tbreak", "<script>"])
def test_an_id_that_is_none_is_replaced(logged, given):
    answer, _ = logged(**{"X-Request-ID": given})

    assert len(answer["X-Request-ID"]) == 32


def test_every_line_of_the_request_carries_its_id(logged):
    seen = {}

    def answer(_request):
        seen.update(get_contextvars())
        return HttpResponse()

    response, _ = logged(answer=answer)

    assert seen == {"request_id": response["X-Request-ID"]}
    assert get_contextvars() == {}


def test_a_key_in_the_path_is_not_logged(logged):
    def answer(request):
        request.resolver_match = ResolverMatch(lambda: None, (), {"key": "s3cr3t", "id": "7"})
        return HttpResponse()

    _, (line,) = logged("/reset/7/s3cr3t/", answer=answer)

    assert line["path"] == "/reset/7/hidden/"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_machines_ask_is_not_news(logged, path):
    _, (line,) = logged(path)

    assert line["log_level"] == "debug"


@pytest.fixture
def closed(settings, tmp_path):
    """An installation whose switch file can be set."""
    settings.VAR_DIR = tmp_path
    return middleware.maintenance(lambda _request: HttpResponse("open"))


def test_without_a_switch_pages_are_answered(closed, rf):
    assert closed(rf.get("/")).content == b"open"


def test_the_file_switches_maintenance_on_and_off(closed, rf, tmp_path):
    (tmp_path / "maintenance").touch()
    during = closed(rf.get("/"))
    (tmp_path / "maintenance").unlink()
    after = closed(rf.get("/"))

    assert during.status_code == 503
    assert during["Retry-After"] == "120"
    assert after.status_code == 200


def test_the_setting_switches_maintenance_on(closed, rf, settings):
    settings.MAINTENANCE = True

    assert closed(rf.get("/")).status_code == 503


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_health_is_answered_during_maintenance(closed, rf, settings, path):
    settings.MAINTENANCE = True

    assert closed(rf.get(path)).status_code == 200
