"""The library and the take room in a real browser."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from apps.accounts.rights import Role
from apps.clips.models import Clip
from apps.clips.states import ClipState
from tests.archive import sounds
from tests.browser.conftest import until
from tests.factories.accounts import add_member, make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.factories.projects import project

pytestmark = [
    pytest.mark.browser,
    pytest.mark.profile_free,
    pytest.mark.django_db(transaction=True),
]
WORDS = "[Verse]\nThe tide has been writing\nThere is salt on the window"
SOUNDS = "[...document.querySelectorAll('ms-compare audio')]"


@pytest.fixture
def song():
    song, content = project(make_team()), sounds.as_mp3(sounds.sine(8))
    for number in range(2):
        key = default_storage.save(f"clips/{number}.mp3", ContentFile(content))
        audio = stored_asset(
            storage_key=key,
            size_bytes=len(content),
            duration_s=8.0,
            loudness_lufs=-12.0 - 6 * number,
        )
        make_clip(song, ClipState.READY, lyrics=WORDS, remote_id=f"r{number}", audio=audio)
    return song


@pytest.fixture
def page(browser: Browser, live_server, song) -> Iterator[Page]:
    client = Client()
    client.force_login(add_member(song.team, Role.PRODUCER))
    window = browser.new_context(
        base_url=live_server.url, service_workers="block", reduced_motion="reduce"
    )
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    window.add_cookies([cookie])
    yield window.new_page()
    window.close()


def test_a_remembered_line_is_found_while_typing_and_plays_from_its_moment(page, song):
    page.goto(reverse("studio:library_show", args=[song.team.slug]))

    page.keyboard.press("/")
    page.keyboard.type("salt win")
    page.locator("ms-moment button").first.click()

    until(page, "document.querySelector('ms-player audio').currentTime > 3.9")
    assert "q=salt%20win" in page.url


def test_takes_are_deleted_with_one_press_and_brought_back_with_another(page, song):
    page.goto(reverse("studio:library_show", args=[song.team.slug]))

    page.locator("ms-tick-all input").check()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("tr [name=clip]")).to_have_count(2)
    assert not Clip.objects.filter(deleted_at__isnull=False).exists()


def test_takes_run_together_and_one_is_heard_as_loud_as_the_quietest(page, song):
    page.goto(reverse("clips:take_compare", args=[song.pk]))

    page.locator("[data-compare-toggle]").click()
    until(page, f"{SOUNDS}.every(one => one.currentTime > 0.3)")
    before = page.evaluate(f"{SOUNDS}.map(one => one.volume)")
    page.keyboard.press("x")
    after = page.evaluate(f"{SOUNDS}.map(one => one.volume)")

    assert sorted(before) == [0, 1]
    assert sorted(after) == [0, pytest.approx(0.501, abs=0.01)]
    assert page.evaluate(f"{SOUNDS}.every(one => !one.paused)")


def test_blind_hides_which_take_is_which(page, song):
    page.goto(reverse("clips:take_compare", args=[song.pk]))

    page.locator("[data-blind]").check()

    expect(page.get_by_role("button", name="Hear A", exact=True)).to_be_visible()
    expect(page.locator("[data-told]").first).to_be_hidden()
    page.locator("[data-reveal]").click()
    expect(page.locator("[data-told]").first).to_be_visible()
