"""A browser for walks through a whole running studio."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import complaints_about


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page, and fail afterwards if the browser complained about it."""
    window = browser.new_context()
    opened = window.new_page()
    complaints = complaints_about(opened)
    yield opened
    window.close()
    assert [line for line in complaints if "422" not in line] == []
