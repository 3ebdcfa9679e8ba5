"""A songwriter, alone: one click to sign in, eight lines, Generate, and it sounds."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.factories.generation import EIGHT_LINES
from tests.support.studio import Studio

pytestmark = [pytest.mark.browser, pytest.mark.journey]

CLOCK = "Math.max(...[...document.querySelectorAll('audio')].map((audio) => audio.currentTime))"


def sign_in(page: Page, studio: Studio) -> None:
    page.goto(studio.url)
    page.get_by_role("button", name="Start at once").click()
    expect(page.locator("#rail")).to_be_visible()


def start_song(page: Page, title: str) -> None:
    page.goto(page.url.rstrip("/") + "/projects/new/")
    page.locator("main input[name=title]").fill(title)
    page.locator("main input[name=title]").press("Enter")
    expect(page.get_by_role("button", name="Generate")).to_be_visible()


def until_clock_passes(page: Page, seconds: float, within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while page.evaluate(CLOCK) <= seconds:
        assert time.monotonic() < deadline, f"the clock stands at {page.evaluate(CLOCK)}"
        page.wait_for_timeout(100)


def test_a_newcomer_writes_generates_hears_rates_and_keeps_a_song(
    page: Page, running_studio: Studio
):
    sign_in(page, running_studio)
    start_song(page, "Salt on the Window")

    page.locator("#words-text").fill(EIGHT_LINES)
    page.locator("input[name=tags]").fill("slow folk, brushed drums")
    page.get_by_role("button", name="Generate").click()
    play = page.locator("[data-take] [data-play]:not([disabled])").first
    play.click(timeout=60_000)
    until_clock_passes(page, 1)

    expect(page.locator("[data-take] ms-waveform")).to_have_count(2, timeout=60_000)
    before = page.evaluate(CLOCK)
    page.get_by_role("link", name="Home").first.click()
    expect(page.get_by_role("heading", name="Salt on the Window").first).to_be_visible()
    until_clock_passes(page, before)


@pytest.mark.profile_free
def test_a_take_is_rated_liked_picked_and_downloaded(page: Page, running_studio: Studio, tmp_path):
    sign_in(page, running_studio)
    start_song(page, "Kettle Song")
    page.locator("#words-text").fill(EIGHT_LINES)
    page.get_by_role("button", name="Generate").click()
    settled = page.locator("#generations-settled [data-take] ms-waveform")
    expect(settled).to_have_count(2, timeout=90_000)
    take = page.locator("[data-take]").first

    take.locator("label", has_text="4 of 5").click()
    expect(page.locator("[data-take]").first.locator("input[value='4']")).to_be_checked()
    with page.expect_response(lambda answer: "/pick/" in answer.url):
        page.locator("[data-take]").first.get_by_role("button", name="Pick").click()
    expect(page.locator("[data-take][data-picked]")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    page.locator("[data-take]").first.locator("summary").click()
    with page.expect_download() as download:
        page.locator("[data-take]").first.get_by_role("link", name="MP3").click()

    assert download.value.suggested_filename.endswith(".mp3")
    page.reload()
    expect(page.locator("[data-take]").first.locator("input[value='4']")).to_be_checked()
    expect(page.locator("[data-take][data-picked]")).to_have_count(1)


@pytest.mark.profile_free
def test_what_goes_wrong_is_said_where_the_person_is(page: Page, running_studio: Studio):
    sign_in(page, running_studio)
    start_song(page, "Bad Luck")

    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was sent and nothing was charged.")
    page.locator("#words-text").fill("[Verse]\n[fail:task] la la la")
    page.get_by_role("button", name="Generate").click()

    notice = page.locator(".generation .notice")
    expect(notice).to_contain_text("The credits came back.", timeout=60_000)
    expect(page.locator("#words-text")).to_have_value("[Verse]\n[fail:task] la la la")
