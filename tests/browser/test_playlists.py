"""A playlist in a real browser: its order by dragging and by keys, what leaves and comes back."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from apps.accounts.rights import Role
from apps.clips import operations, selectors
from apps.clips.models import Playlist
from apps.clips.states import ClipState
from tests.archive import sounds
from tests.browser.conftest import until
from tests.factories.accounts import add_member, make_team
from tests.factories.clips import NOON, stored_asset
from tests.factories.clips import clip as make_clip
from tests.factories.projects import project
from tests.support.browser import violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.profile_free,
    pytest.mark.django_db(transaction=True),
]
PEAKS = bytes(60 + 7 * at % 190 for at in range(960))
SHOWN = "[...document.querySelectorAll('.entry a')].map((link) => link.textContent).join('')"


@pytest.fixture
def playlist() -> Playlist:
    song, content = project(make_team()), sounds.as_mp3(sounds.sine(3))
    key = default_storage.save("clips/one.mp3", ContentFile(content))
    made = operations.begin_playlist(team=song.team, title="For the car", by=None, now=NOON)
    clips = []
    for name in "ABCD":
        audio = stored_asset(storage_key=key, size_bytes=len(content), duration_s=3.0, peaks=PEAKS)
        clips.append(make_clip(song, ClipState.READY, title=name, remote_id=name, audio=audio))
    operations.add_to_playlist(playlist=made, clip_ids=[clip.pk for clip in clips], now=NOON)
    return made


@pytest.fixture
def page(browser: Browser, live_server, playlist) -> Iterator[Page]:
    client = Client()
    person = add_member(playlist.team, Role.PRODUCER)
    client.force_login(person)
    window = browser.new_context(
        base_url=live_server.url, service_workers="block", reduced_motion="reduce", bypass_csp=True
    )
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    window.add_cookies([cookie])
    opened = window.new_page()
    opened.goto(reverse("clips:playlist_show", args=[playlist.pk]))
    yield opened
    window.close()


def saved(playlist: Playlist) -> str:
    """Return the order that is stored, as the titles of its takes."""
    reader = playlist.team.memberships.first().user
    return "".join(clip.title for clip in selectors.entries_of(playlist, reader))


def settled(page: Page) -> None:
    """Wait until every new order was answered."""
    page.evaluate("document.querySelector('ms-order').saving")


def test_a_take_is_dragged_to_another_place_and_stays_there(page, playlist):
    grips = page.locator("[data-grip]")
    held, aim = grips.nth(3).bounding_box(), grips.nth(0).bounding_box()
    assert held
    assert aim

    page.mouse.move(held["x"] + 8, held["y"] + 8)
    page.mouse.down()
    page.mouse.move(aim["x"] + 8, aim["y"] + 2, steps=6)
    page.mouse.up()

    assert page.evaluate(SHOWN) == "DABC"
    settled(page)
    assert saved(playlist) == "DABC"
    page.get_by_role("button", name="Play all").click()
    expect(page.locator("ms-player [data-title]")).to_have_text("D")
    expect(page.locator(".entry[data-lit] a")).to_have_text("D")


def test_takes_move_by_arrow_keys_and_by_their_buttons_one_after_the_other(page, playlist):
    page.get_by_role("button", name="Move A, take 1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#announcer")).to_have_text("A: 3 of 4")
    later = page.get_by_role("button", name="A, take 1: later")
    later.focus()
    page.keyboard.press("Enter")

    assert page.evaluate(SHOWN) == "BCDA"
    expect(later).to_be_disabled()
    expect(page.get_by_role("button", name="A, take 1: earlier")).to_be_focused()
    settled(page)
    assert saved(playlist) == "BCDA"


def test_what_left_comes_back_to_its_place_with_one_press(page, playlist):
    page.get_by_role("button", name="Take B, take 2 out").click()
    expect(page.locator(".facts b").first).to_have_text("3")
    assert saved(playlist) == "ACD"
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".facts b").first).to_have_text("4")

    assert page.evaluate(SHOWN) == "ABCD"
    assert saved(playlist) == "ABCD"


def test_an_order_that_cannot_be_saved_is_told(page, playlist):
    page.context.set_offline(True)

    page.get_by_role("button", name="D, take 4: earlier").click()

    expect(page.locator("ms-toast")).to_contain_text("could not be saved")
    page.context.set_offline(False)
    assert saved(playlist) == "ABCD"


def test_playlists_can_be_used_by_everybody(page, playlist):
    wrong = []
    for address in (page.url, reverse("clips:playlist_list", args=[playlist.team.slug])):
        page.goto(address)
        until(page, "document.fonts.status === 'loaded'")
        for theme, width in (("dark", 1440), ("light", 1440), ("dark", 390), ("light", 390)):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
            wrong += violations(page)
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong += [f"{address} {width}: {over} too wide"] if over > 0 else []

    assert wrong == []
