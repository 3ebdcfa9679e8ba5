"""The lyric sheet in a real browser: whatever is typed is kept, whatever happens."""

import os
import signal
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from apps.accounts.models import User
from apps.accounts.rights import Role
from apps.lyrics import selectors
from apps.lyrics.models import LyricVersion
from apps.projects.models import Project
from tests.factories.accounts import add_member, make_team, make_user
from tests.factories.projects import project

pytestmark = [
    pytest.mark.browser,
    pytest.mark.profile_free,
    pytest.mark.django_db(transaction=True),
]
Open = Callable[[User], Page]


@pytest.fixture
def song() -> Project:
    return project(make_team())


@pytest.fixture
def ada(song: Project) -> User:
    return add_member(song.team, Role.PRODUCER, user=make_user(name="Ada"))


@pytest.fixture
def open_song(browser: Browser, live_server, song: Project) -> Iterator[Open]:
    """Open the song's words to write on, in a window of this person's own."""
    windows: list[BrowserContext] = []

    def open_window(person: User) -> Page:
        client = Client()
        client.force_login(person)
        window = browser.new_context(base_url=live_server.url, service_workers="block")
        windows.append(window)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        window.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page = window.new_page()
        page.goto(reverse("lyrics:lyrics_show", args=[song.pk]) + "?mode=write")
        expect(page.locator("[data-insert]").first).to_be_visible()
        return page

    yield open_window
    for window in windows:
        window.close()


def type_at_end(page: Page, text: str) -> None:
    page.locator("#words-text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def told(page: Page):
    return page.locator("[data-told]")


def draft_of(song: Project) -> str:
    return selectors.sheet_of(song).draft


def kill_tabs(page: Page) -> None:
    """Kill the processes that the browser's pages run in; nothing of theirs gets a last word."""
    browser = page.context.browser
    assert browser
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    for process in found["processInfo"]:
        if process["type"] == "renderer":
            os.kill(process["id"], signal.SIGKILL)


def test_typing_is_kept_without_pressing_anything(open_song: Open, song: Project, ada: User):
    page = open_song(ada)

    type_at_end(page, "First line")
    expect(told(page)).to_contain_text("Saved")

    assert draft_of(song) == "First line"
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('words'))") == []


def test_a_section_is_put_in_on_a_line_of_its_own_and_taken_out_by_undo(open_song: Open, ada: User):
    page = open_song(ada)
    type_at_end(page, "One")

    page.click("[data-insert=Chorus]")
    put_in = page.locator("#words-text").input_value()
    page.keyboard.press("Control+z")

    assert put_in == "One\n\n[Chorus]\n"
    assert page.locator("#words-text").input_value() == "One"


def test_the_margin_tells_how_lines_sound_and_keeps_up_with_them(open_song: Open, ada: User):
    page = open_song(ada)
    row = page.locator("[data-margin] > div")
    type_at_end(page, "[Verse]\nThe tide came in\nThe light was thin\nA lonely line")
    expect(row.nth(3)).to_have_attribute("data-syllables", "4", timeout=30_000)
    sounds = [(row.nth(at).get_attribute("data-letter")) for at in range(4)]

    page.route("**/autosave/", lambda route: route.abort())
    page.keyboard.press("Control+Home")
    page.keyboard.type("[Intro]\n\n")

    assert sounds == ["", "A", "A", ""]
    assert [row.nth(at).get_attribute("data-letter") for at in range(2, 6)] == sounds
    assert row.nth(2).get_attribute("data-tag") is not None
    page.keyboard.press("Control+End")
    expect(page.locator("[data-syllables]").last).to_have_text("4 syllables")
    page.get_by_role("button", name="Rhymes with line").click()
    expect(page.locator("#rhymes")).to_contain_text("fine", timeout=30_000)


def test_words_typed_offline_are_sent_when_the_network_is_back(
    open_song: Open, song: Project, ada: User
):
    page = open_song(ada)
    page.context.set_offline(True)

    type_at_end(page, "Far out at sea")
    expect(told(page)).to_contain_text("Kept in this browser")
    page.context.set_offline(False)
    expect(told(page)).to_contain_text("Saved")

    assert draft_of(song) == "Far out at sea"


def test_words_survive_a_page_that_dies_before_they_were_sent(
    open_song: Open, song: Project, ada: User
):
    page = open_song(ada)
    page.route("**/autosave/", lambda route: route.abort())
    type_at_end(page, "Gone in a second")

    page.goto("about:blank")
    page.unroute("**/autosave/")
    page.goto(reverse("lyrics:lyrics_show", args=[song.pk]) + "?mode=write")
    expect(told(page)).to_contain_text("Saved")

    assert page.locator("#words-text").input_value() == "Gone in a second"
    assert draft_of(song) == "Gone in a second"


def test_a_tab_that_is_killed_while_typing_loses_at_most_the_last_second(
    open_song: Open, song: Project, ada: User
):
    page = open_song(ada)
    page.route("**/autosave/", lambda route: route.abort())
    type_at_end(page, "Killed in the middle of a li")
    page.wait_for_timeout(1_000)

    with page.expect_event("crash"):
        kill_tabs(page)
    again = page.context.new_page()
    again.goto(reverse("lyrics:lyrics_show", args=[song.pk]) + "?mode=write")
    expect(told(again)).to_contain_text("Saved")

    assert again.locator("#words-text").input_value() == "Killed in the middle of a li"
    assert draft_of(song) == "Killed in the middle of a li"


def test_an_answer_that_got_lost_is_no_conflict_with_oneself(
    open_song: Open, song: Project, ada: User
):
    page = open_song(ada)

    def lose_answer(route):
        route.fetch()
        route.abort()

    page.route("**/autosave/", lose_answer, times=1)
    type_at_end(page, "One")
    expect(told(page)).to_contain_text("Kept in this browser")
    type_at_end(page, " two")
    expect(told(page)).to_contain_text("Saved")
    page.wait_for_timeout(1000)

    assert page.locator("[data-conflict]").count() == 0
    assert draft_of(song) == "One two"


def test_reading_right_after_typing_shows_what_was_typed(open_song: Open, ada: User):
    page = open_song(ada)

    type_at_end(page, "Just now")
    page.click("text=Read")

    expect(page.locator(".sheet")).to_contain_text("Just now")


def test_two_people_at_once_lose_nothing(open_song: Open, song: Project, ada: User):
    ben = add_member(song.team, Role.PRODUCER, user=make_user(name="Ben"))
    for_ada, for_ben = open_song(ada), open_song(ben)

    type_at_end(for_ben, "Ben was here")
    expect(told(for_ben)).to_contain_text("Saved")
    type_at_end(for_ada, "Ada too")
    expect(for_ada.locator("[data-conflict]")).to_contain_text("Ben changed these words")
    for_ada.click("text=Go on with mine")
    expect(for_ada.locator(".saved-row summary")).to_contain_text("Version 2")

    texts = LyricVersion.objects.order_by("number").values_list("text", flat=True)
    assert list(texts) == ["Ben was here", "Ada too"]
    assert for_ada.locator("#words-text").input_value() == "Ada too"


def test_both_of_two_people_are_told_and_each_one_s_words_stay(
    open_song: Open, song: Project, ada: User
):
    ben = add_member(song.team, Role.PRODUCER, user=make_user(name="Ben"))
    for_ada, for_ben = open_song(ada), open_song(ben)
    type_at_end(for_ben, "Ben was here")
    expect(told(for_ben)).to_contain_text("Saved")
    type_at_end(for_ada, "Ada too")
    expect(for_ada.locator("[data-conflict]")).to_contain_text("Ben changed these words")
    for_ada.click("text=Go on with mine")
    expect(for_ada.locator(".saved-row summary")).to_contain_text("Version 2")

    type_at_end(for_ben, " and still is")
    expect(for_ben.locator("[data-conflict]")).to_contain_text("Ada changed these words")
    for_ben.click("text=Go on with mine")
    expect(for_ben.locator(".saved-row summary")).to_contain_text("Version 3")

    texts = LyricVersion.objects.order_by("number").values_list("text", flat=True)
    assert list(texts) == ["Ben was here", "Ada too", "Ben was here and still is"]
    assert for_ben.locator("#words-text").input_value() == "Ben was here and still is"


def test_words_that_are_too_long_say_so_and_stay(open_song: Open, song: Project, ada: User):
    page = open_song(ada)

    page.locator("#words-text").fill("x" * 100_001)
    expect(told(page)).to_have_text("Not saved: 1 too many")
    page.click("text=Save version")
    expect(page.locator("#words-trouble")).to_contain_text("this text has 100,001")

    assert len(page.locator("#words-text").input_value()) == 100_001
    assert draft_of(song) == ""
