"""A take goes on: extended from the playhead, joined to a whole song; its voice sings another."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_first_song import sign_in, start_song, until_clock_passes
from tests.support.studio import Studio

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.profile_free]

WORDS = "[Verse]\nRopes are creaking by the quay\nSalt is drying on my sleeve"
LATER = "[Verse]\nMorning takes the harbour wall\nNothing answers when I call"


def make_takes(page: Page, title: str) -> None:
    """Make a song and wait until its two takes are ours."""
    start_song(page, title)
    page.locator("#words-text").fill(WORDS)
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("[data-take] ms-waveform")).to_have_count(2, timeout=120_000)


def open_offers(page: Page, number: int) -> None:
    page.get_by_label(f"More for take {number}", exact=True).click()


def test_a_take_is_extended_from_the_playhead_and_becomes_a_whole_song(
    page: Page, running_studio: Studio
):
    sign_in(page, running_studio)
    make_takes(page, "Harbour")
    page.get_by_role("button", name="Play Harbour").first.click()
    until_clock_passes(page, 2)

    open_offers(page, 1)
    page.locator(".offers").get_by_role("link", name="Extend").click()
    moment = page.get_by_label("Goes on at second")
    expect(moment).not_to_have_value("")
    page.get_by_role("button", name="At the playhead").click()
    assert float(moment.input_value()) >= 2
    page.get_by_label("Words", exact=True).fill(LATER)
    page.locator(".composer-foot button").click()

    joined = page.get_by_role("button", name="Whole song with take")
    expect(joined).to_have_count(2, timeout=120_000)
    joined.first.click()
    expect(page.locator("[data-take] ms-waveform")).to_have_count(5, timeout=120_000)


def test_a_persona_of_a_take_sings_another_song(page: Page, running_studio: Studio):
    sign_in(page, running_studio)
    make_takes(page, "Quay")

    open_offers(page, 1)
    page.locator(".offers").get_by_role("link", name="Persona").click()
    page.get_by_label("Name", exact=True).fill("Mara")
    page.locator(".composer-foot button").click()
    sing = page.get_by_role("link", name="Sing with it").first
    sing.click(timeout=60_000)
    page.locator(".composer-foot button").click()
    page.get_by_role("link", name="Quay").first.click()

    expect(page.locator("[data-take] ms-waveform")).to_have_count(4, timeout=120_000)
