"""`make screenshots`: the pictures in docs/img, taken from a real studio with real songs in it."""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

import tests.environment  # noqa: F401 - a folder of our own
from tests.support.services import ROOT, chromium
from tests.support.studio import Studio, prepare

FOLDER = ROOT / "docs" / "img"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SONGS = {
    "Salt on the Window": "slow folk, brushed drums, breathy",
    "Kettle Song": "bossa nova, warm, playful",
    "Night Ferry": "synthwave, driving, wide",
}
LYRICS = """[Verse]
The tide has been writing its name on the glass
In letters of white that will not let the light pass
You said you would come when the harbour froze through
Well the harbour is ice and I am waiting for you
[Chorus]
There is salt on the window and salt on the door
Salt on the letters you do not send any more
I could wash it all clean but I would miss how it shone
There is salt on the window where the sea leaned on"""


def sing(page: Page, home: str, title: str, tags: str) -> str:
    """Write and generate one song; return the address of its workspace."""
    page.goto(f"{home}projects/new/")
    page.locator("main input[name=title]").fill(title)
    page.locator("main input[name=title]").press("Enter")
    page.locator("#words-text").fill(LYRICS)
    page.locator("input[name=tags]").fill(tags)
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("[data-take] ms-waveform")).to_have_count(2, timeout=240_000)
    return page.url


def take_pictures(page: Page, studio: Studio) -> None:
    """Walk through the studio and take a picture of each page."""
    page.goto(studio.url)
    page.get_by_role("button", name="Start at once").click()
    expect(page.locator("#rail")).to_be_visible()
    home = re.sub(r"(/teams/[\w-]+/).*", r"\1", page.url)
    workspaces = [sing(page, home, title, tags) for title, tags in reversed(SONGS.items())]
    page.goto(workspaces[-1])
    first = page.locator("[data-take]").first
    first.locator("label", has_text="4 of 5").click()
    first = page.locator("[data-take]").first
    first.get_by_role("button", name="Pick").click()
    page.locator("[data-take] [data-play]").first.click()
    page.wait_for_timeout(6000)
    picture(page, "workspace")
    page.goto(home)
    picture(page, "home")
    page.goto(workspaces[-1])
    page.locator("[data-take] a[href*='/clips/']").first.click()
    page.wait_for_url("**/clips/**")
    page.locator("[data-theme-switch]").first.click()
    picture(page, "clip")
    page.locator("[data-theme-switch]").first.click()
    page.set_viewport_size(PHONE)
    page.goto(workspaces[-1])
    picture(page, "phone")


def picture(page: Page, name: str) -> None:
    """Wait until nothing moves, then take the picture."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / f"{name}.png")
    sys.stdout.write(f"docs/img/{name}.png\n")


def main() -> None:
    """Start a studio, take the pictures, stop it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="musicstudio-pictures-") as folder:
        studio = prepare(Path(folder) / "studio", SANDBOX_PROFILE="full")
        try:
            studio.start()
            with sync_playwright() as playwright:
                arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
                browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
                take_pictures(browser.new_page(viewport=DESK, color_scheme="dark"), studio)
                browser.close()
        finally:
            studio.close()


if __name__ == "__main__":
    main()
