"""The player in a real browser: sound goes on while pages come and go."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import until

pytestmark = [pytest.mark.browser, pytest.mark.profile_free]

CLOCK = "document.querySelector('ms-player audio').currentTime"
PAUSED = "document.querySelector('ms-player audio').paused"


def play_first(page: Page, path: str = "/one/") -> None:
    page.goto(path)
    page.locator("[data-play]").first.click()
    until(page, f"{CLOCK} > 0.3")


def goes_on(page: Page) -> None:
    before = page.evaluate(CLOCK)
    until(page, f"{CLOCK} > {before} + 0.3")


def same_sound(page: Page) -> None:
    """Mark the element, so that `still_the_same` can tell whether it was ever replaced."""
    page.evaluate("document.querySelector('ms-player audio').dataset.marked = 'yes'")


def still_the_same(page: Page) -> None:
    expect(page.locator("ms-player audio[data-marked]")).to_have_count(1)
    assert page.evaluate(PAUSED) is False
    goes_on(page)


def test_sound_goes_on_through_links_back_and_forward(page: Page) -> None:
    play_first(page)
    same_sound(page)

    page.get_by_role("link", name="To two").click()
    expect(page.get_by_role("heading", name="Two", exact=True)).to_be_visible()
    still_the_same(page)
    page.go_back()
    expect(page.get_by_role("heading", name="One", exact=True)).to_be_visible()
    still_the_same(page)
    page.go_forward()
    expect(page.get_by_role("heading", name="Two", exact=True)).to_be_visible()

    still_the_same(page)


def test_sound_goes_on_through_a_form_and_its_redirect(page: Page) -> None:
    play_first(page)
    same_sound(page)

    page.locator("#id_title").fill("Salt")
    page.get_by_text("Low", exact=True).click()
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="Two", exact=True)).to_be_visible()
    expect(page.locator("ms-toast")).to_have_text("Sent.")
    still_the_same(page)


def test_sound_goes_on_through_a_redirect_after_a_fragment(page: Page) -> None:
    play_first(page)
    same_sound(page)

    page.get_by_role("button", name="Move on").click()

    expect(page.get_by_role("heading", name="Two", exact=True)).to_be_visible()
    expect(page).to_have_url("/two/")
    expect(page.locator("ms-toast")).to_have_text("Moved on.")
    still_the_same(page)


def test_row_of_the_take_is_lit_and_shows_the_place(page: Page) -> None:
    play_first(page)

    row = page.locator("#clip-a")
    expect(row).to_have_attribute("data-lit", "")
    expect(row.locator("[data-play]")).to_have_attribute("aria-pressed", "true")
    assert page.locator("#clip-b[data-lit]").count() == 0
    waveform = page.locator("#clip-a ms-waveform")
    position = "element => getComputedStyle(element).getPropertyValue('--pos')"
    assert float(waveform.evaluate(position).rstrip("%")) > 0.5
    expect(page.locator("ms-player [data-title]")).to_have_text("Salt on the Window A")
    expect(page.locator("ms-player [data-drawn] .progress canvas")).to_have_count(1)


def test_row_is_lit_again_on_coming_back(page: Page) -> None:
    play_first(page)

    page.get_by_role("link", name="To two").click()
    expect(page.locator("#clip-c")).to_be_visible()
    assert page.locator("[data-take][data-lit]").count() == 0
    page.get_by_role("link", name="To one").click()

    expect(page.locator("#clip-a[data-lit]")).to_have_count(1)


def test_keys_play_pause_step_like_and_rate(page: Page) -> None:
    play_first(page)
    page.locator("h1").click()

    page.keyboard.press("Space")
    until(page, PAUSED)
    page.keyboard.press("Space")
    until(page, f"!{PAUSED}")
    page.keyboard.press("j")
    expect(page.locator("#clip-b[data-lit]")).to_have_count(1)
    page.evaluate(
        "document.querySelector('#clip-b [data-like]')"
        ".addEventListener('click', () => { document.title = 'liked'; })"
    )
    page.keyboard.press("l")
    page.keyboard.press("4")

    assert page.title() == "liked"
    expect(page.locator("#stars-clip-b-4")).to_be_checked()
    page.keyboard.press("k")
    expect(page.locator("#clip-a[data-lit]")).to_have_count(1)


def test_keys_leave_typing_alone(page: Page) -> None:
    play_first(page)

    page.locator("#id_title").press_sequentially("j k l 5")

    expect(page.locator("#id_title")).to_have_value("j k l 5")
    expect(page.locator("#clip-a[data-lit]")).to_have_count(1)
    assert page.evaluate(PAUSED) is False


def test_single_keys_can_be_switched_off(page: Page) -> None:
    play_first(page)
    page.locator("h1").click()

    page.keyboard.press("?")
    page.get_by_label("Single keys work").click()
    page.get_by_role("button", name="Close", exact=True).click()
    page.locator("h1").click()
    page.keyboard.press("j")

    expect(page.locator("#clip-a[data-lit]")).to_have_count(1)


def test_press_into_a_waveform_plays_from_there(page: Page) -> None:
    page.goto("/one/")
    waveform = page.locator("#clip-b ms-waveform")
    box = waveform.bounding_box()
    assert box

    waveform.click(position={"x": box["width"] / 2, "y": box["height"] / 2})

    until(page, f"{CLOCK} > 14.5 && {CLOCK} < 18")
    expect(page.locator("#clip-b[data-lit]")).to_have_count(1)


def test_range_seeks_and_says_where(page: Page) -> None:
    play_first(page)

    seek = page.get_by_label("Position")
    seek.fill("500")

    until(page, f"{CLOCK} >= 14.9")
    assert (seek.get_attribute("aria-valuetext") or "").endswith("of 0:30")


def test_volume_stays_on_the_device(page: Page) -> None:
    page.goto("/one/")
    page.get_by_label("Volume").first.click()
    page.locator("[data-volume]").fill("40")

    page.reload()

    until(page, "document.querySelector('ms-player audio').volume === 0.4")


def test_reload_keeps_take_place_and_queue(page: Page) -> None:
    play_first(page)
    page.get_by_label("Position").fill("500")
    until(page, f"{CLOCK} >= 14.9")
    page.get_by_role("link", name="To two").click()
    expect(page.locator("#clip-c")).to_be_visible()

    page.reload()

    expect(page.locator("ms-player [data-title]")).to_have_text("Salt on the Window A")
    until(page, f"{CLOCK} >= 14.9")
    expect(page.locator("ms-player [data-drawn] .progress canvas")).to_have_count(1)
    page.locator("ms-player [data-next]").click()
    expect(page.locator("ms-player [data-title]")).to_have_text("Salt on the Window B")


def test_end_of_a_take_starts_the_next(page: Page) -> None:
    play_first(page)

    page.evaluate(f"{CLOCK} = 29.7")

    expect(page.locator("#clip-b[data-lit]")).to_have_count(1)
    goes_on(page)


def test_missing_sound_is_said_in_words(page: Page) -> None:
    page.goto("/one/")
    page.evaluate("document.querySelector('[data-play]').dataset.src = '/audio/nothing.wav'")

    page.locator("[data-play]").first.click()

    expect(page.locator("ms-player [data-note]")).to_contain_text("There is no sound")


def test_preview_goes_over_into_the_archived_file(page: Page) -> None:
    play_first(page, "/previewed/")
    place = page.evaluate(CLOCK)

    page.get_by_role("link", name="To the archive").click()

    until(page, "document.querySelector('ms-player audio').src.includes('/audio/a.wav')")
    assert page.evaluate(CLOCK) >= place
    assert page.evaluate(PAUSED) is False
    goes_on(page)
    expect(page.locator("ms-player audio")).to_have_count(1)


def test_another_person_in_the_same_tab_hears_nothing_of_the_first(page: Page) -> None:
    play_first(page)
    page.route("**/one/", lambda route: route.fulfill(body=other_person(route)))

    page.goto("/one/")

    expect(page.locator("ms-player [data-caption]")).to_have_text("Choose a take to play.")


def other_person(route: Route) -> str:
    return route.fetch().text().replace('data-owner="7"', 'data-owner="8"')
