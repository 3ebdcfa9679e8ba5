"""The probe that a container asks whether its web process lives."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from apps.studio.management import probe
from tests.support import services

pytestmark = pytest.mark.profile_free


@pytest.fixture
def web():
    """A server that answers /healthz under one name, with a status that can be set."""

    class Handler(BaseHTTPRequestHandler):
        status = 200

        def do_GET(self):
            known = self.headers["Host"] == "studio.example.com" and self.path == "/healthz"
            self.send_response(self.status if known else 400)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_web_process_that_answers_under_its_name_lives(web):
    assert probe.lives(web.server_port, "https://studio.example.com")


def test_a_web_process_that_fails_does_not_live(web):
    web.RequestHandlerClass.status = 503

    assert not probe.lives(web.server_port, "https://studio.example.com")


def test_nobody_there_does_not_live():
    assert not probe.lives(services.free_port(), "https://studio.example.com")


@pytest.mark.parametrize(("url", "status"), [("https://studio.example.com", 0), ("http://no", 1)])
def test_the_probe_ends_as_docker_expects(web, monkeypatch, url, status):
    monkeypatch.setenv("PORT", str(web.server_port))
    monkeypatch.setenv("PUBLIC_URL", url)

    with pytest.raises(SystemExit) as end:
        probe.main()

    assert int(end.value.code) == status
