"""The mixer in a real browser: it sounds as the server mixes, seeks while playing, never drifts."""

import base64
from datetime import UTC, datetime

import numpy as np
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from apps.clips.states import ClipState
from apps.stems import analysis, operations
from apps.stems.states import SetState
from tests.archive.sounds import as_wav
from tests.browser.conftest import serving, until
from tests.factories.accounts import make_team
from tests.factories.clips import clip as make_clip
from tests.factories.credits import opened_account
from tests.factories.projects import project as make_project
from tests.factories.stems import kept_file, set_with_files, work
from tests.support import services
from tests.support.browser import complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RATE = analysis.RATE_HZ
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECONDS = 6.0


def tone(hz, channels=2):
    """Return a sound that changes all the time, so that it fits in one place only."""
    time_s = np.arange(round(SECONDS * RATE)) / RATE
    noise = np.random.default_rng(hz).standard_normal((channels, time_s.size)) * 0.05
    sweep = 0.2 * np.sin(2 * np.pi * (hz + 40 * time_s) * time_s)
    return (noise + sweep).astype(np.float32)


SOUNDS = {"Vocals": tone(440), "Drums": tone(97), "Bass": tone(61, channels=1)}
SILENT = np.zeros((2, round(SECONDS * RATE)), np.float32)


@pytest.fixture
def stem_set(settings):
    settings.STEM_PACK_CODEC = "flac"
    whole = sum(np.broadcast_to(sound, SILENT.shape) for sound in SOUNDS.values())
    clip = make_clip(
        make_project(make_team()),
        ClipState.READY,
        audio=kept_file(as_wav(whole, rate_hz=RATE)),
        lyrics="[Verse]\nSalt on the window\n\n[Chorus]\nSalt on the window",
    )
    files = {name: as_wav(sound, rate_hz=RATE) for name, sound in SOUNDS.items()}
    found = set_with_files(clip, {**files, "FX": as_wav(SILENT, rate_hz=RATE)})
    work()
    found.refresh_from_db()
    assert found.state == SetState.READY
    return found


@pytest.fixture
def look(browser, stem_set, settings):
    """Return a function that opens the page of the set in a window of its own."""
    settings.WHITENOISE_AUTOREFRESH = True
    settings.ROOT_URLCONF = "tests.browser.stem_urls"
    opened_account()
    client = Client()
    client.force_login(stem_set.team.memberships.get().user)
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    windows = []
    with serving() as url:

        def open_page():
            window = browser.new_context(
                base_url=url, service_workers="block", reduced_motion="reduce"
            )
            windows.append(window)
            window.add_cookies(
                [{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": url}]
            )
            page = window.new_page()
            page.problems = complaints_about(page)
            page.goto(reverse("stems:set_show", args=[stem_set.pk]))
            return page

        yield open_page
        for window in windows:
            window.close()


def ready(page):
    page.wait_for_selector("ms-mixer[data-open]")
    return page


def record(page):
    """Put a tape behind the mix; `heard` returns what it has so far."""
    page.evaluate(
        """async () => {
          const { sound } = document.querySelector('ms-mixer');
          await sound.context.audioWorklet.addModule('/tape.js');
          const tape = new AudioWorkletNode(sound.context, 'tape', { numberOfOutputs: 0 });
          window.heard = [[], []];
          tape.port.onmessage = ({ data: [left, right] }) => {
            window.heard[0].push(left);
            window.heard[1].push(right);
          };
          sound.node.connect(tape);
        }"""
    )


def heard(page):
    """Return what the tape has so far, frames by channels."""
    sides = page.evaluate(
        """async () => Promise.all(window.heard.map(async (blocks) => {
          const reader = new FileReader();
          reader.readAsDataURL(new Blob(blocks));
          await new Promise((done) => { reader.onload = done; });
          return reader.result.split(',')[1];
        }))"""
    )
    return np.array([np.frombuffer(base64.b64decode(side), "<f4") for side in sides], float).T


def played(page, seconds):
    page.get_by_role("button", name="Play the mix").click()
    until(page, f"document.querySelector('ms-mixer').sound.state?.position >= {seconds} * 48000")


def difference_db(take, mix):
    """Return how far below the mix the rest is, once the take is laid upon it."""
    first = int(np.argmax(np.abs(take).max(axis=1) > 0))
    start, size = 4800, min(len(take) - first, len(mix)) - 14_400
    part = take[first + start : first + start + size]
    reach = 2048
    search = mix[max(0, start - reach) : start + size + reach].sum(axis=1)
    fit = np.fft.irfft(
        np.fft.rfft(search, 2**20) * np.conj(np.fft.rfft(part.sum(axis=1), 2**20)), 2**20
    )
    at = max(0, start - reach) + int(np.argmax(fit[: 2 * reach + 1]))
    rest = part - mix[at : at + size]
    return 10 * np.log10(np.sum(rest**2) / np.sum(part**2)), at - start


def server_mix(tmp_path, strips, **options):
    sources = []
    for name, sound in SOUNDS.items():
        path = tmp_path / f"{name}.wav"
        path.write_bytes(as_wav(sound, rate_hz=RATE))
        sources.append(analysis.Source(name, path, sound.shape[0]))
    return np.concatenate(list(analysis.mixdown(sources, strips, **options)))


def turn(page, faders):
    """Move faders, by the names of their fields."""
    for name, value in faders.items():
        page.locator(f'[name="{name}"]').evaluate(
            "(fader, value) => { fader.value = value; "
            "fader.dispatchEvent(new Event('input', { bubbles: true })); }",
            value,
        )


def test_the_browser_mixes_as_the_server_does_and_an_untouched_mix_is_the_take(
    look, stem_set, tmp_path
):
    page = ready(look())
    ids = {stem.name: str(stem.pk) for stem in stem_set.stems.all()}
    record(page)
    played(page, SECONDS / 2)
    page.get_by_role("button", name="Play the mix").click()
    until(page, "!document.querySelector('ms-mixer').sound.state.playing")
    untouched = heard(page)
    page.evaluate("document.querySelector('ms-mixer').seek(0)")
    turn(page, {f"gain-{ids['Vocals']}": "-4.5", f"pan-{ids['Drums']}": "0.5"})
    turn(page, {f"gain-{ids['Bass']}": "6", "gain-rhythm": "-2", "gain-master": "9"})
    until(page, "document.querySelector('ms-mixer').sound.state.position === 0")
    page.evaluate("window.heard = [[], []]")

    played(page, SECONDS - 0.3)

    whole = sum(np.broadcast_to(sound, SILENT.shape) for sound in SOUNDS.values()).T
    rhythm = {"group": "rhythm"}
    strips = [{"gain": -4.5}, {"pan": 0.5, **rhythm}, {"gain": 6.0, **rhythm}]
    mix = server_mix(tmp_path, strips, master_db=9.0, groups={"rhythm": {"gain": -2.0}})
    assert difference_db(untouched, whole)[0] < -50
    assert difference_db(heard(page), mix)[0] < -50
    assert np.abs(mix).max() == pytest.approx(10 ** (-1 / 20), abs=0.02)
    assert page.evaluate("document.querySelector('ms-mixer').sound.state.starved") == 0
    assert page.problems == []


def test_it_seeks_loops_folds_and_hears_the_keyboard(look):
    page = ready(look())
    played(page, 0.2)
    position = "document.querySelector('ms-mixer').sound.state.position / 48000"

    page.keyboard.press("ArrowRight")
    until(page, f"{position} > 5")
    page.keyboard.press("Home")
    until(page, f"{position} < 2")
    chorus = page.get_by_role("button", name="Chorus")
    chorus.click(modifiers=["Shift"])
    looped = [page.locator(f"[data-loop-{end}]").input_value() for end in ("from", "to")]
    page.locator("[data-loop-from]").fill("1")
    page.locator("[data-loop-to]").fill("1.5")
    page.locator("[data-loop-to]").blur()
    page.keyboard.press("Home")
    page.wait_for_timeout(1800)
    inside = page.evaluate(position)
    for key in ("j", "m", "j", "s", "g"):
        page.keyboard.press(key)
    folded = page.locator('[data-in="rhythm"][hidden]').count()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(" ")
    until(page, "!document.querySelector('ms-mixer').sound.state.playing")

    assert [float(end) for end in looped] == [3.0, 6.0]
    assert 0.9 < inside < 1.6
    assert page.get_by_role("checkbox", name="Mute Vocals").is_checked()
    assert page.get_by_role("checkbox", name="Solo Rhythm, all 2").is_checked()
    assert page.locator(".strip[data-stem][data-out]").count() == 1
    assert folded == 2
    assert page.problems == []


def test_one_is_heard_alone_and_a_mix_is_saved_and_made(look, stem_set):
    page = ready(look())
    page.get_by_role("checkbox", name="Solo Vocals").check()
    page.get_by_role("checkbox", name="Solo Drums").click(modifiers=["Shift"])
    soloed = page.locator('[name^="solo-"]:checked').count()
    page.get_by_label("Name").fill("Only drums")
    page.get_by_role("button", name="Save this mix").click()
    page.get_by_role("link", name="Only drums", exact=True).wait_for()
    page.get_by_role("button", name="Make a file of it").click()
    page.get_by_text("Being made").wait_for()
    work(now=datetime.now(UTC))
    page.get_by_role("link", name="WAV24").wait_for()

    assert soloed == 1
    [mix] = stem_set.mixes.all()
    [drums] = [strip for strip in mix.strips if strip.get("solo")]
    assert drums["stem"] == str(stem_set.stems.get(name="Drums").pk)
    assert operations.lease_due(now=datetime.now(UTC)) == []


def test_the_page_has_no_accessibility_problems_and_fits(look):
    page = ready(look())
    page.evaluate(services.AXE.read_text(encoding="utf-8"))

    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("dark", "light"):
            page.evaluate("name => { document.documentElement.dataset.theme = name }", theme)
            found = page.evaluate("axe.run()")["violations"]
            told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
            assert (width, theme, told) == (width, theme, [])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
