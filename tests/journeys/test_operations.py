"""What takes are made into, and what is brought from outside, each walked through by hand."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.archive import sounds
from tests.journeys.test_first_song import sign_in, start_song
from tests.journeys.test_reworks import make_takes, open_offers
from tests.support.studio import Studio

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.profile_free]

MADE_WITHIN_MS = 120_000


@pytest.fixture(scope="module")
def harbour(browser: Browser, running_studio: Studio) -> Iterator[str]:
    """The address of a song with two takes, which tests go on from."""
    window = browser.new_context()
    page = window.new_page()
    sign_in(page, running_studio)
    make_takes(page, "Harbour Light")
    yield page.url
    window.close()


@pytest.fixture
def visit(page: Page, running_studio: Studio) -> Callable[[str], None]:
    """Open a song as the person who made it."""

    def open_song(address: str) -> None:
        sign_in(page, running_studio)
        page.goto(address)
        expect(page.locator("[data-take] ms-waveform").first).to_be_visible()

    return open_song


def choose(page: Page, take: int, operation: str) -> None:
    """Open the composer for something to be made of a take."""
    open_offers(page, take)
    page.locator(".offers").get_by_role("link", name=operation).first.click()


def compose(page: Page, kind: str) -> None:
    """Have the composer ask for something else than a song."""
    page.locator("#composer-operation").select_option(kind)
    expect(page.locator("#composer-operation")).to_have_value(kind)


def press(page: Page) -> None:
    page.locator(".composer-foot button").first.click()


def made(page: Page, kind: str, takes: int = 2) -> Locator:
    """Wait until the newest generation of a kind has its takes, in our own copy."""
    generation = page.locator(".generation", has=page.get_by_role("link", name=kind)).first
    waveforms = generation.locator("[data-take] ms-waveform")
    expect(waveforms).to_have_count(takes, timeout=MADE_WITHIN_MS)
    return generation


def test_a_take_is_covered_in_another_style(page: Page, harbour: str, visit):
    visit(harbour)

    choose(page, 1, "Cover")
    expect(page.get_by_label("Words", exact=True)).not_to_have_value("")
    page.get_by_label("Style", exact=True).first.fill("reggae, organ")
    press(page)

    made(page, "Cover")


def test_a_marked_section_is_replaced(page: Page, harbour: str, visit):
    visit(harbour)

    choose(page, 1, "Replace a section")
    page.get_by_label("From second").fill("2")
    page.get_by_label("To second").fill("999")
    press(page)
    expect(page.locator(".composer")).to_contain_text("choose an earlier moment")
    page.get_by_label("To second").fill("5")
    page.get_by_label("Its new words").fill("Lanterns swing above the bay")
    press(page)

    made(page, "Replace a section")


def test_a_riffusion_take_gets_another_voice(page: Page, harbour: str, visit):
    visit(harbour)
    compose(page, "riffusion")
    page.get_by_label("Sound", exact=True).fill("dream pop")
    press(page)
    take = made(page, "Song by Riffusion").locator("[data-take]").first

    take.get_by_label("More for take").click()
    page.locator(".offers").get_by_role("link", name="Swap the vocals").click()
    page.get_by_label("Wanted voice").fill("a deep male voice")
    press(page)

    made(page, "Swap the vocals")


def test_background_music_is_made_without_words(page: Page, running_studio: Studio):
    sign_in(page, running_studio)
    start_song(page, "Waiting Room")

    compose(page, "nuro_music")
    page.get_by_label("What it is for, and how it feels").fill("rain on a harbour, calm")
    page.get_by_label("Genres").select_option(["ambient", "chill out"])
    page.get_by_label("Model").select_option("v1.0")
    page.get_by_label("Length in seconds").fill("12")
    press(page)

    made(page, "Background music", takes=1)


def test_a_recording_is_brought_and_covered(page: Page, running_studio: Studio, tmp_path):
    riff = tmp_path / "riff.wav"
    riff.write_bytes(sounds.as_wav(sounds.sine(8.0)))
    sign_in(page, running_studio)
    start_song(page, "From the Attic")

    compose(page, "upload")
    page.get_by_label("File from your disk").set_input_files(riff)
    press(page)
    made(page, "Upload", takes=1)
    expect(page.locator(".generation .state")).to_have_count(0, timeout=MADE_WITHIN_MS)
    choose(page, 1, "Cover")
    page.get_by_label("Words", exact=True).fill("[Verse]\nRopes are creaking by the quay")
    page.get_by_label("Style", exact=True).first.fill("folk")
    press(page)

    made(page, "Cover")


def test_words_are_written_and_taken_into_the_sheet(page: Page, running_studio: Studio):
    sign_in(page, running_studio)
    start_song(page, "No Words Yet")

    compose(page, "lyrics")
    page.get_by_label("What the words are about").fill("a lighthouse keeper in winter")
    press(page)
    take = page.get_by_role("button", name="Take these words")
    expect(take).to_have_count(2, timeout=MADE_WITHIN_MS)
    page.locator("#candidate-2").fill("[Verse]\nThe lamp goes round, the winter stays")
    take.nth(1).click()

    sheet = page.get_by_role("region", name="Lyric sheet")
    expect(sheet).to_contain_text("The lamp goes round, the winter stays")
