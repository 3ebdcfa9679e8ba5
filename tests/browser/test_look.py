"""Every component and every page for strangers: readable, usable, in its window, in both themes."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support import services
from tests.support.browser import violations

pytestmark = [pytest.mark.browser, pytest.mark.profile_free]

CSS = services.ROOT / "static" / "css"
GALLERY = ["/", "/one/"]
ERRORS = [f"/error/{name}/" for name in ("403", "404", "500", "maintenance", "offline")]
ROOT_ERRORS = [f"/root-error/{name}/" for name in ("400", "403_csrf", "429")]


def wear(context: BrowserContext, theme: str, url: str) -> None:
    context.add_cookies([{"name": "theme", "value": theme, "url": url}])


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_pages_can_be_read_and_used_by_everybody(
    browser: Browser, gallery: str, theme: str
) -> None:
    # axe puts styles into the page, which the pages' own policy forbids.
    window = browser.new_context(base_url=gallery, service_workers="block", bypass_csp=True)
    wear(window, theme, gallery)
    page = window.new_page()
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for path in GALLERY + ERRORS + ROOT_ERRORS:
        page.goto(path)
        found[path] = violations(page)

    window.close()
    assert {path: rules for path, rules in found.items() if rules} == {}


@pytest.mark.parametrize("path", [*GALLERY, "/error/500/", "/root-error/403_csrf/"])
def test_page_never_scrolls_sideways(page: Page, path: str) -> None:
    page.goto(path)
    widths = {}
    for width in (360, 390, 800, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        widths[width] = page.evaluate("document.documentElement.scrollWidth")

    assert {width: shown for width, shown in widths.items() if shown > width} == {}


def test_controls_grow_for_fingers(browser: Browser, gallery: str) -> None:
    window = browser.new_context(base_url=gallery, has_touch=True, is_mobile=True)
    page = window.new_page()
    page.goto("/")

    box = page.get_by_role("button", name="Save mix").bounding_box()

    assert box
    assert box["height"] >= 44
    window.close()


def test_nothing_moves_for_who_wants_no_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")

    moving = page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length")

    assert moving == 0


def test_works_without_scripts_as_far_as_forms_go(browser: Browser, gallery: str) -> None:
    window = browser.new_context(base_url=gallery, java_script_enabled=False)
    page = window.new_page()
    page.goto("/one/")
    page.locator("#id_title").fill("Salt")
    page.locator("#id_voice_1").check(force=True)

    page.get_by_role("button", name="Send").click()

    assert page.locator("h1").inner_text() == "Two"
    assert page.get_by_text("Sent.").is_visible()
    assert not page.locator("ms-player").is_visible()
    window.close()


def test_all_styles_together_are_small() -> None:
    size_bytes = sum(file.stat().st_size for file in CSS.glob("*.css"))

    assert size_bytes < 60_000


def test_every_style_file_is_in_a_layer() -> None:
    listed = (CSS / "app.css").read_text()

    files = {file.name for file in CSS.glob("*.css")} - {"app.css"}
    missing = [name for name in files if name not in listed]

    assert missing == []
