"""A browser for walks through a whole running studio."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page, and fail afterwards if the browser complained about it."""
    complaints: list[str] = []
    window = browser.new_context()
    opened = window.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    yield opened
    window.close()
    assert [line for line in complaints if "422" not in line] == []
