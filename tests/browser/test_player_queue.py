"""What plays next, and what is repeated, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.test_look_player import CLOCK, play_first

pytestmark = [pytest.mark.browser, pytest.mark.profile_free]

TITLES = "[...document.querySelectorAll('#queue li b')].map((title) => title.textContent.slice(-1))"


def test_the_order_is_changed_by_keys_and_outlives_the_page(page: Page) -> None:
    play_first(page)
    page.locator("h1").click()

    page.keyboard.press("q")
    expect(page.locator("#queue li")).to_have_count(2)
    page.get_by_role("button", name="Move Salt on the Window B, Take 11").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate(TITLES) == ["B", "A"]
    expect(page.locator("#announcer")).to_have_text("Salt on the Window B: 1 of 2")
    page.keyboard.press("Escape")
    expect(page.locator("ms-player [data-next]")).to_be_disabled()
    page.get_by_role("link", name="To two").click()
    expect(page.locator("#clip-c")).to_be_visible()
    page.reload()
    page.locator("ms-player [data-previous]").click()

    expect(page.locator("ms-player [data-title]")).to_have_text("Salt on the Window B")


def test_a_take_is_dragged_to_another_place_and_one_leaves(page: Page) -> None:
    play_first(page)
    page.get_by_label("What plays next").click()
    grips = page.locator("[data-queue-grip]")
    first, second = grips.nth(0).bounding_box(), grips.nth(1).bounding_box()
    assert first
    assert second

    page.mouse.move(first["x"] + 8, first["y"] + 8)
    page.mouse.down()
    page.mouse.move(second["x"] + 8, second["y"] + second["height"] + 2, steps=4)
    page.mouse.up()
    assert page.evaluate(TITLES) == ["B", "A"]
    page.get_by_role("button", name="Take Salt on the Window B").click()

    assert page.evaluate(TITLES) == ["A"]
    assert page.locator("#queue form").is_hidden()


def test_another_take_of_a_page_brings_the_page_s_own_queue(page: Page) -> None:
    play_first(page)
    page.get_by_label("What plays next").click()
    page.get_by_role("button", name="Take Salt on the Window B").click()
    page.keyboard.press("Escape")

    page.locator("#clip-b [data-play]").click()

    page.get_by_label("What plays next").click()
    assert page.evaluate(TITLES) == ["A", "B"]


def test_a_stretch_is_repeated_until_it_is_let_go(page: Page) -> None:
    play_first(page)
    page.locator("h1").click()

    page.evaluate(f"{CLOCK} = 10")
    page.keyboard.press("[")
    page.evaluate(f"{CLOCK} = 12")
    page.keyboard.press("]")
    expect(page.locator("[data-loop-now]")).to_have_text("0:10 to 0:12")
    expect(page.locator("#clip-a[data-loop]")).to_have_count(1)
    page.evaluate(f"{CLOCK} = 11.9")
    until(page, f"{CLOCK} >= 10 && {CLOCK} < 11")
    page.get_by_label("Repeat").click()
    page.evaluate(f"{CLOCK} = 11.9")

    until(page, f"{CLOCK} > 12.2")
    expect(page.locator("[data-loop]")).to_have_count(0)


def test_the_lock_screen_has_its_keys(page: Page) -> None:
    page.add_init_script(
        "const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);"
        "window.handlers = {};"
        "navigator.mediaSession.setActionHandler = (name, does) => {"
        "  window.handlers[name] = does; set(name, does); };"
    )
    play_first(page)

    page.evaluate("window.handlers.seekto({ seekTime: 20 })")
    until(page, f"{CLOCK} >= 20")
    page.evaluate("window.handlers.seekbackward({})")
    until(page, f"{CLOCK} < 15")
    page.evaluate("window.handlers.nexttrack()")

    expect(page.locator("#clip-b[data-lit]")).to_have_count(1)
    assert page.evaluate("navigator.mediaSession.metadata.title") == "Salt on the Window B"
    assert page.evaluate("navigator.mediaSession.playbackState") == "playing"
