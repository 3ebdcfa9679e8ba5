"""Two browsers at once: what is made in one is there in the other, without a reload."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.generation import EIGHT_LINES
from tests.journeys.test_first_song import sign_in, start_song
from tests.support.studio import Studio

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.profile_free]


def test_a_generation_begins_and_ends_in_both_browsers(
    browser: Browser, page: Page, running_studio: Studio
):
    sign_in(page, running_studio)
    start_song(page, "Two Windows")
    window = browser.new_context()
    other = window.new_page()
    sign_in(other, running_studio)
    other.goto(page.url)
    takes = "[data-take] ms-waveform"
    expect(other.get_by_role("button", name="Generate")).to_be_visible()

    page.locator("#words-text").fill(EIGHT_LINES)
    page.get_by_role("button", name="Generate").click()
    page.locator("#generations-live .generation").first.wait_for()
    expect(other.locator("#generations-live .generation").first).to_be_visible()
    expect(page.locator(takes)).to_have_count(2, timeout=90_000)
    expect(other.locator(takes)).to_have_count(2)

    window.close()
