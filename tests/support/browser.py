"""One Chromium a process, for all tests that look at pages."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.support import services

ARGUMENTS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--mute-audio"]

PATIENCE_MS = 30_000
"""How long a page may take: only a failing test waits so long, and a busy machine may need it."""

BROKEN_OFF = ("htmx:afterRequest", "htmx:sendAbort")
"""What htmx logs of them. Of a request that fails it logs `htmx:sendError`, too."""

AXE = "axe.run(document, {resultTypes: ['violations'], iframes: false})"


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page, each with the elements it found it in.

    The window has to be opened with `bypass_csp`, or the page's own policy keeps axe's styles out.
    """
    page.evaluate(Path(services.AXE).read_text())
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in page.evaluate(AXE)["violations"]
        for node in rule["nodes"]
    ]


def complaints_about(page: Page) -> list[str]:
    """Return a list that fills with what the browser complains about on the page.

    A reading that is broken off, because something changed and a newer one replaces it, is none.
    """
    complaints: list[str] = []

    def listen(line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith(BROKEN_OFF):
            complaints.append(line.text)

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", listen)
    return complaints


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    # Playwright's loop runs in this thread, where fixtures also use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=services.chromium(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def loop_of_its_own(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hide Playwright's loop from tests without a browser, which may want one of their own.

    Between its calls that loop rests, but this thread would still say that it runs.
    """
    if "browser" in request.fixturenames:
        yield
        return
    resting = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(resting)
