"""Twelve stems of four minutes: preparing and exporting them, and playing them in Chromium.

Goals in Chromium: click to sound under 1.5 s, less than 300 MB, no two stems more than 1 ms apart
anywhere in the song, a seek under 300 ms; beside it a page that decodes every file whole, in the
same run. Sound, seeks and memory are those of `BENCH_LISTEN_S` in real time; how far stems are
apart is found over the whole song, played faster than it sounds. Export beside reading the stems
and writing as many bytes. `BENCH_SECONDS` makes songs shorter.
"""

import base64
import json
import multiprocessing
import os
import re
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, Page, sync_playwright

from apps.stems import analysis
from benchmarks.mixer_pages import NAIVE, PREPARE, SEEK, SPAN, WHOLE, serving
from tests.support import services
from tests.support.browser import ARGUMENTS

SECONDS = int(os.environ.get("BENCH_SECONDS", "240"))
LISTEN_S = min(SECONDS, int(os.environ.get("BENCH_LISTEN_S", "60")))
STEMS = 12
RATE_HZ = analysis.RATE_HZ
SEEKS = 5


def write_stems(folder: Path) -> list[analysis.Source]:
    """Write the stems as FLAC: a tone and noise of its own in each, and noise that all share."""
    sources = []
    time_s = np.arange(10 * RATE_HZ) / RATE_HZ
    shared = 0.04 * np.random.default_rng(99).standard_normal(time_s.size)
    for at in range(STEMS):
        own = 0.02 * np.random.default_rng(at).standard_normal(time_s.size)
        tone = 0.02 * np.sin(2 * np.pi * (110 + 30 * at) * time_s)
        part = np.stack([tone + own + shared] * 2, axis=1)
        path = folder / f"stem-{at}.flac"
        parts = (part for _ in range(SECONDS // 10))
        analysis.write_mix(parts, path, file_format="flac", tags={})
        sources.append(analysis.Source(str(at), path, 2))
    return sources


def in_a_process(work: Callable[[], object]) -> tuple[float, float]:
    """Return the processor's seconds and the megabytes that a work takes in its own process."""

    def run(pipe: Any) -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began_s = time.process_time()
        work()
        took_s = time.process_time() - began_s
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        pipe.send((took_s, (after - before) / 1024))

    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=run, args=(theirs,))
    child.start()
    result: tuple[float, float] = ours.recv()
    child.join()
    return result


def copy(sources: list[analysis.Source], folder: Path) -> None:
    """Read all stems, and write as many bytes as a zip of them holds."""
    for source in sources:
        source.path.read_bytes()
    with (folder / "copy").open("wb") as file:
        for _ in range(STEMS * SECONDS):
            file.write(bytes(RATE_HZ * 4))


def export_zip(sources: list[analysis.Source], folder: Path) -> None:
    """Write the zip of all stems."""
    files = [(f"{source.name}.wav", source) for source in sources]
    with (folder / "all.zip").open("wb") as file:
        for part in analysis.zipped(files, frames=SECONDS * RATE_HZ):
            file.write(part)


def export_mix(sources: list[analysis.Source], folder: Path) -> None:
    """Write a mix of all stems."""
    sound = analysis.mixdown(sources, [{} for _ in sources])
    analysis.write_mix(sound, folder / "mix.wav", file_format="wav24", tags={})


def name_strips(path: Path) -> None:
    """Let the mixer find the strip of each stem, as the studio does."""
    manifest = json.loads(path.read_text())
    for at, stem in enumerate(manifest["stems"]):
        stem["stem"] = str(at)
    path.write_text(json.dumps(manifest))


@contextmanager
def watched(page: Page) -> Iterator[list[float]]:
    """Collect the memory of the page's renderer, in megabytes, until the end."""
    session = page.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]
    told = session.send("SystemInfo.getProcessInfo")["processInfo"]
    pids = [process["id"] for process in told if process["type"] == "renderer"]
    samples: list[float] = []
    stop = threading.Event()

    def sample() -> None:
        while not stop.wait(0.05):
            samples.append(max((resident_mb(pid) for pid in pids), default=0.0))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield samples
    finally:
        stop.set()
        thread.join()


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def apart_ms(left: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> float:
    """Return how far the right side is behind the left, by cross-correlation."""
    fit = np.fft.irfft(np.conj(np.fft.rfft(left, 2 * SPAN)) * np.fft.rfft(right, 2 * SPAN))
    at = int(np.argmax(fit))
    return (at if at < SPAN else at - 2 * SPAN) / RATE_HZ * 1000


def play(browser: Browser, url: str) -> dict[str, float]:
    """Play a part of the song as people hear it, and measure."""
    page = browser.new_page()
    page.goto(url)
    with watched(page) as samples:
        page.evaluate(PREPARE)
        page.click("button")
        page.wait_for_function("window.heard_at !== undefined")
        to_sound_ms = page.evaluate("window.heard_at - window.clicked_at")
        places = np.linspace(0.2, 0.7, SEEKS) * SECONDS
        seeks_ms = [page.evaluate(SEEK, float(place)) for place in places]
        page.evaluate("window.sound.seek(0)")
        page.wait_for_timeout(1000)
        before = page.evaluate("window.sound.state.starved")
        page.wait_for_timeout((LISTEN_S - 2) * 1000)
        starved = page.evaluate("window.sound.state.starved") - before
    page.close()
    return {
        "to_sound_ms": to_sound_ms,
        "seek_ms": max(seeks_ms),
        "memory_mb": max(samples),
        "starved": starved,
    }


def play_whole(browser: Browser, url: str) -> dict[str, float]:
    """Play the whole song faster than it sounds; compare the first stem with each other one."""
    page = browser.new_page()
    page.goto(url)
    page.set_default_timeout(240_000)
    began_s = time.monotonic()
    told = page.evaluate(WHOLE)
    took_s = time.monotonic() - began_s
    page.close()
    middles = np.frombuffer(base64.b64decode(told["middles"]), "<i2").astype(np.float64)
    found = [apart_ms(left, right) for left, right in middles.reshape(-1, 2, SPAN)]
    heard = int(np.sum(np.abs(middles.reshape(-1, 2 * SPAN)).max(axis=1) > 0))
    # Two stems that the first one is compared with are as far apart as their own distances differ.
    last = found[-STEMS:]
    return {
        "apart_ms": max(found) - min(found),
        "apart_at_end_ms": max([0.0, *last]) - min([0.0, *last]),
        "seconds": heard,
        "starved": told["starved"],
        "took_s": took_s,
    }


def play_naively(browser: Browser, url: str) -> dict[str, float]:
    """Decode every file whole, then play."""
    page = browser.new_page()
    page.goto(url)
    with watched(page) as samples:
        to_sound_ms = page.evaluate(NAIVE, STEMS)
        page.wait_for_timeout(500)
    page.close()
    return {"to_sound_ms": to_sound_ms, "memory_mb": max(samples)}


def main() -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = write_stems(folder)
        print(f"{STEMS} stems of {SECONDS} s")
        works = {
            "read and write as many bytes": partial(copy, sources, folder),
            "zip of WAV": partial(export_zip, sources, folder),
            "mix, WAV 24 bit": partial(export_mix, sources, folder),
            "pack and checks": partial(
                analysis.prepare, sources, clip=sources[0], folder=folder, codec="opus"
            ),
        }
        took = {name: in_a_process(work) for name, work in works.items()}
        plain_s = took["read and write as many bytes"][0]
        for what, (seconds, megabytes) in took.items():
            ratio = seconds / plain_s
            print(f"{what:<30} {seconds:6.1f} s {ratio:6.1f} x {megabytes:6.0f} MB more")
        name_strips(folder / "manifest.json")
        with sync_playwright() as tools, serving(folder) as url:
            browser = tools.chromium.launch(executable_path=services.chromium(), args=ARGUMENTS)
            mixer, whole = play(browser, url), play_whole(browser, url)
            naive = play_naively(browser, url)
            browser.close()
    tell(mixer, whole, naive)


def tell(mixer: dict[str, float], whole: dict[str, float], naive: dict[str, float]) -> None:
    """Print what the browser did."""
    print(f"click to sound  {mixer['to_sound_ms']:7.0f} ms (goal 1500)")
    print(f"  all decoded   {naive['to_sound_ms']:7.0f} ms")
    print(f"slowest seek    {mixer['seek_ms']:7.0f} ms (goal 300)")
    print(f"memory          {mixer['memory_mb']:7.0f} MB (goal 300)")
    ratio = naive["memory_mb"] / mixer["memory_mb"]
    print(f"  all decoded   {naive['memory_mb']:7.0f} MB ({ratio:.1f} x)")
    print(f"starved         {mixer['starved']:7.0f} times in {LISTEN_S} s of listening")
    end_ms = whole["apart_at_end_ms"]
    print(f"stems apart     {whole['apart_ms']:7.3f} ms (goal 1), at the end {end_ms:.3f} ms")
    played = f"{whole['seconds']:.0f} s of sound played in {whole['took_s']:.0f} s"
    print(f"  in {played}, starved {whole['starved']:.0f}")


if __name__ == "__main__":
    main()
