"""Boosted navigation in a real browser: address, title, focus, place, messages, failures."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import gallery
from tests.browser.conftest import until

pytestmark = [pytest.mark.browser, pytest.mark.profile_free]


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text, exact=True)).to_be_visible()


def visits(page: Page) -> list[str]:
    """Collect the addresses of whole pages that are loaded from now on."""
    loaded: list[str] = []
    page.on("framenavigated", lambda frame: loaded.append(frame.url))
    page.evaluate("window.stayed = true")
    return loaded


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def test_link_changes_page_title_address_focus_and_rail(page: Page) -> None:
    page.goto("/one/")
    visits(page)

    page.get_by_role("link", name="Queue").click()

    heading(page, "Two")
    assert stayed(page)
    assert page.title() == "Two · musicstudio"
    expect(page).to_have_url("/lantern-room/queue/")
    expect(page.locator("#rail [aria-current=page]")).to_have_text("Queue")
    expect(page.locator("#main")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Two · musicstudio")
    assert page.locator("#main").count() == page.locator("ms-player").count() == 1
    page.go_back()
    heading(page, "One")
    assert page.locator("#rail [aria-current=page]").count() == 0


def test_link_starts_at_the_top_and_back_returns_to_the_place(page: Page) -> None:
    page.goto("/one/")
    page.evaluate("scrollTo(0, 700)")

    page.evaluate("document.querySelector('a[href=\"/two/\"]').click()")
    heading(page, "Two")
    until(page, "scrollY === 0")
    page.go_back()
    heading(page, "One")

    until(page, "scrollY === 700")


def test_form_that_comes_back_keeps_its_page_and_shows_what_is_wrong(page: Page) -> None:
    page.goto("/one/")
    visits(page)
    page.locator("#id_title").fill("x" * 20)
    page.evaluate("document.querySelector('#id_title').removeAttribute('maxlength')")
    page.locator("#id_title").fill("A title that is far too long")
    page.get_by_text("High", exact=True).click()

    page.get_by_role("button", name="Send").click()

    expect(page.locator("#plain [role=alert]")).to_contain_text("Nothing was sent.")
    expect(page.locator("#id_title")).to_have_value("A title that is far too long")
    expect(page.locator("#id_title")).to_be_focused()
    expect(page).to_have_url("/one/")
    assert stayed(page)


def test_focus_in_the_player_leaves_the_page_where_it_is(page: Page) -> None:
    page.goto("/one/")
    page.evaluate("scrollTo(0, 300)")

    page.evaluate("document.querySelector('ms-player summary').focus()")
    page.evaluate("document.querySelector('#top summary').focus()")

    assert page.evaluate("scrollY") == 300


def test_focus_in_the_page_is_never_under_the_player(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto("/one/")

    page.evaluate("document.querySelector('#id_title').focus()")
    lower = page.evaluate("document.querySelector('#id_title').getBoundingClientRect().bottom")
    upper = page.evaluate("document.querySelector('ms-player').getBoundingClientRect().top")

    assert lower <= upper


def test_fragment_replaces_itself_and_brings_messages_and_facts(page: Page) -> None:
    page.goto("/one/")
    page.evaluate(
        "document.body.addEventListener('balance-changed', () => { document.title = 'heard' })"
    )

    page.get_by_role("button", name="Count").click()

    expect(page.locator("#counter p")).to_have_text("2")
    expect(page.locator("ms-toast p")).to_have_text("Kept.")
    assert page.title() == "heard"
    page.locator("ms-toast [data-close]").click()
    expect(page.locator("ms-toast")).to_have_count(0)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("To nothing", "no longer there"),
        ("To a locked room", "does not reach that far"),
        ("To a broken string", "Something snapped"),
    ],
)
def test_failure_is_said_and_the_page_stays(page: Page, link: str, words: str) -> None:
    page.goto("/one/")
    visits(page)

    page.get_by_role("link", name=link).click()

    expect(page.locator("ms-toast[data-state=failed]")).to_contain_text(words)
    heading(page, "One")
    expect(page).to_have_url("/one/")
    assert stayed(page)


def test_no_answer_is_said_and_what_was_typed_stays(page: Page) -> None:
    page.goto("/one/")
    page.locator("#id_title").fill("Salt")
    page.get_by_text("Low", exact=True).click()
    page.route("**/song/", lambda route: route.abort())

    page.get_by_role("button", name="Send").click()

    expect(page.locator("ms-toast[data-state=failed]")).to_contain_text("No answer")
    expect(page.locator("#id_title")).to_have_value("Salt")


def test_losing_the_connection_is_shown_until_it_is_back(
    page: Page, context: BrowserContext
) -> None:
    page.goto("/one/")

    context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    context.set_offline(False)

    expect(page.locator("#offline")).to_be_hidden()


def test_page_without_the_shell_is_visited_as_a_whole(page: Page) -> None:
    page.goto("/one/")
    page.evaluate("window.stayed = true")

    page.get_by_role("link", name="To the door").click()

    heading(page, "Stranger")
    expect(page).to_have_url("/alone/")
    assert not stayed(page)
    assert page.locator("ms-player").count() == 0


def test_download_is_no_navigation(page: Page) -> None:
    page.goto("/one/")

    with page.expect_download() as download:
        page.get_by_role("link", name="Words").click()

    assert download.value.suggested_filename == "words.txt"
    heading(page, "One")


def test_theme_changes_at_once_and_stays(page: Page) -> None:
    gallery.THEMES.clear()
    page.goto("/one/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    with page.expect_response("**/theme/"):
        page.get_by_label("Switch between dark and light").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert gallery.THEMES == ["light"]
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_menu_dialog_and_tabs_work_with_keys_alone(page: Page) -> None:
    page.goto("/")
    menu = page.locator("details.menu", has_text="What to do")

    menu.locator("summary").press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Make a persona")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    page.get_by_role("button", name="Replace…").press("Enter")
    expect(page.get_by_role("dialog", name="Replace four bars?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Replace four bars?")).to_be_hidden()
    page.get_by_role("tab", name="Takes").press("ArrowRight")

    expect(page.get_by_role("tab", name="Words")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="Words")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Takes")).to_be_hidden()


def test_fader_shows_its_value(page: Page) -> None:
    page.goto("/")

    page.get_by_label("Style").fill("20")

    expect(page.locator("output[for=w1]")).to_have_text("20")


def test_page_without_way_to_the_studio_is_our_own(browser: Browser, gallery: str) -> None:
    window = browser.new_context(base_url=gallery)
    page = window.new_page()
    page.goto("/one/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    window.set_offline(True)
    page.goto("/two/")

    expect(page.get_by_role("heading", name="No signal")).to_be_visible()
    size = page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
    assert float(size.removesuffix("px")) > 40
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name)"
        ".then(cache => cache.keys())))).then(all => all.flat().map(r => new URL(r.url).pathname))"
    )
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]
    window.close()
