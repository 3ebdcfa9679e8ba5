"""A browser, and the gallery of components behind a server of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.browser import complaints_about

TEMPLATES = Path(__file__).parent / "templates"
# What the browser and htmx report of answers that a test asked for.
EXPECTED = ("Failed to load resource", "Response Status Error Code", "htmx:")


class QuietHandler(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve what the settings say now, and give the address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def gallery(settings) -> Iterator[str]:
    """Serve tests/browser/gallery.py."""
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], TEMPLATES]}]
    settings.ROOT_URLCONF = "tests.browser.gallery"
    settings.WHITENOISE_AUTOREFRESH = True
    with serving() as url:
        yield url


@pytest.fixture
def context(browser: Browser, gallery: str) -> Iterator[BrowserContext]:
    """Open a window without service worker, so that every request is the page's own."""
    window = browser.new_context(base_url=gallery, service_workers="block")
    yield window
    window.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Open a page, and fail afterwards if the browser complained about it."""
    opened = context.new_page()
    complaints = complaints_about(opened)
    yield opened
    assert [line for line in complaints if not any(known in line for known in EXPECTED)] == []


def until(page: Page, expression: str, within_s: float = 30) -> None:
    """Wait for an expression to be true; the page's policy forbids Playwright's own way."""
    deadline = time.monotonic() + within_s
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(50)
