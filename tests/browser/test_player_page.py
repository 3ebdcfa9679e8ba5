"""The page of a take and the library with the player, in a real browser: lanes, queue, weight."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from apps.accounts.rights import Role
from apps.archive.templatetags.waveform import waveform
from apps.clips import operations
from apps.clips.models import Clip, Playlist, PlaylistEntry
from apps.clips.states import ClipState
from tests.archive import sounds
from tests.browser.conftest import until
from tests.factories.accounts import add_member, make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.factories.projects import project
from tests.support import services

pytestmark = [
    pytest.mark.browser,
    pytest.mark.profile_free,
    pytest.mark.django_db(transaction=True),
]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WORDS = "[Verse]\nThe tide has been writing\nThere is salt on the window\n[Chorus]\nSing it"
SUNG = [
    ("The tide has been writing\n", 1.0),
    ("There is salt on the window\n", 3.0),
    ("Sing it", 6),
]
CLOCK = "document.querySelector('ms-player audio').currentTime"
PEAKS = bytes(60 + 7 * at % 190 for at in range(9_600))
HEAP_LIMIT = 40_000_000


@pytest.fixture
def song():
    song, content = project(make_team()), sounds.as_mp3(sounds.sine(8))
    for number in range(3):
        key = default_storage.save(f"clips/{number}.mp3", ContentFile(content))
        audio = stored_asset(storage_key=key, size_bytes=len(content), duration_s=8.0, peaks=PEAKS)
        make_clip(song, ClipState.READY, lyrics=WORDS, remote_id=f"r{number}", audio=audio)
    return song


@pytest.fixture
def page(browser: Browser, live_server, song) -> Iterator[Page]:
    client = Client()
    client.force_login(add_member(song.team, Role.PRODUCER))
    window = browser.new_context(
        base_url=live_server.url, service_workers="block", reduced_motion="reduce", bypass_csp=True
    )
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    window.add_cookies([cookie])
    yield window.new_page()
    window.close()


@pytest.fixture
def timed(song) -> Clip:
    clip = Clip.objects.get(project=song, number=1)
    words = [{"word": word, "start_s": at, "end_s": at + 1.5} for word, at in SUNG]
    operations.hear_words(clip=clip, words=words, now=NOW)
    return clip


def test_a_line_and_a_section_lead_to_where_they_are_sung(page, timed):
    page.goto(reverse("clips:clip_show", args=[timed.pk]))

    page.locator("button.line", has_text="salt on the window").click()
    until(page, f"{CLOCK} > 3.2")
    expect(page.locator(".lane-words [aria-current]")).to_have_text("There is salt on the window")
    expect(page.locator("button.line[data-sung]")).to_have_text("The tide has been writing")
    page.locator(".lane-sections").get_by_role("button", name="Chorus").click()

    until(page, f"{CLOCK} > 6")
    expect(page.locator(".lane-sections [aria-current]")).to_have_text("Chorus")
    until(page, "document.querySelector('ms-player ms-cover img')?.naturalWidth > 0")


def test_a_drag_along_the_time_chooses_what_is_repeated(page, timed):
    page.goto(reverse("clips:clip_show", args=[timed.pk]))
    ruler = page.locator("[data-ruler]").bounding_box()
    assert ruler

    page.mouse.move(ruler["x"] + ruler["width"] * 0.5, ruler["y"] + 8)
    page.mouse.down()
    page.mouse.move(ruler["x"] + ruler["width"] * 0.75, ruler["y"] + 8, steps=3)
    page.mouse.up()

    expect(page.locator("[data-loop-bar] p")).to_have_text("Repeats 0:04 to 0:06")
    until(page, f"{CLOCK} > 5.5")
    until(page, f"{CLOCK} < 5")
    page.get_by_role("button", name="Play on", exact=True).click()
    expect(page.locator("[data-loop-bar]")).to_be_hidden()


def test_the_queue_is_kept_as_a_playlist_in_its_order(page, song):
    page.goto(reverse("studio:library_show", args=[song.team.slug]))
    page.locator("tr [data-play]").first.click()
    page.get_by_label("What plays next").click()
    page.locator("[data-queue-grip]").last.focus()
    page.keyboard.press("ArrowUp")
    order = page.evaluate(
        "[...document.querySelectorAll('#queue li')].map((one) => one.dataset.id)"
    )

    page.get_by_label("Title of the playlist").fill("For the car")
    page.get_by_role("button", name="Keep", exact=True).click()

    expect(page.get_by_role("heading", name="For the car")).to_be_visible()
    entries = PlaylistEntry.objects.filter(playlist=Playlist.objects.get()).order_by("position")
    assert [str(entry.clip_id) for entry in entries] == order
    assert page.url.endswith(reverse("clips:playlist_show", args=[Playlist.objects.get().pk]))


def test_pages_of_takes_can_be_used_by_everybody(page, song, timed):
    axe, team = services.AXE.read_text(encoding="utf-8"), song.team.slug
    wrong = []
    for address in (
        reverse("studio:library_show", args=[team]),
        reverse("studio:workspace_show", args=[song.pk]),
        reverse("clips:take_compare", args=[song.pk]),
        reverse("clips:lineage_show", args=[song.pk]),
        reverse("clips:clip_show", args=[timed.pk]),
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate(axe)
        if address.endswith(f"{timed.pk}/"):
            page.locator("[data-play]").first.click()
            page.keyboard.press("q")
        for theme, width in (("dark", 1440), ("light", 1440), ("dark", 390)):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            wrong += [
                (address, theme, width, each["id"], each["nodes"][0]["html"][:160])
                for each in found["violations"]
            ]
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong += [(address, theme, width, "too wide", over)] if over > 0 else []
    assert wrong == []


def test_fifty_takes_weigh_little(page, song):
    for number in range(50):
        audio = stored_asset(storage_key="clips/0.mp3", duration_s=240.0, peaks=PEAKS)
        make_clip(song, ClipState.READY, remote_id=f"more{number}", audio=audio)
    playlist = operations.begin_playlist(team=song.team, title="Fifty", by=None, now=NOW)
    ids = list(Clip.objects.filter(project=song).order_by("-number").values_list("pk", flat=True))
    operations.add_to_playlist(playlist=playlist, clip_ids=ids[:50], now=NOW)
    devtools = page.context.new_cdp_session(page)

    def heap() -> int:
        devtools.send("HeapProfiler.collectGarbage")
        return devtools.send("Runtime.getHeapUsage")["usedSize"]

    page.goto(reverse("clips:playlist_list", args=[song.team.slug]))
    before = heap()
    page.goto(reverse("clips:playlist_show", args=[playlist.pk]))
    expect(page.locator("ms-waveform svg")).to_have_count(50)
    page.locator("[data-play]").first.click()
    expect(page.locator("ms-player [data-drawn]")).to_have_count(1)
    grown = heap() - before

    assert grown < HEAP_LIMIT


@pytest.mark.parametrize("kind", ["bars", "body"])
def test_four_minutes_appear_from_ten_kilobytes(kind):
    audio = stored_asset(duration_s=240.0, peaks=PEAKS)

    assert len(bytes(audio.peaks)) <= 10_000
    assert len(gzip.compress(waveform(audio, kind=kind, live=True).encode())) < 10_000
