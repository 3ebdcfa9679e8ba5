"""Twelve stems of four minutes: preparing and exporting them, and playing them in Chromium.

Goals in Chromium: click to sound under 1.5 s, less than 300 MB, no two stems more than 1 ms apart
anywhere in the song, a seek under 300 ms; beside it a page that decodes every file whole, in the
same run. Sound, seeks and memory are those of `BENCH_LISTEN_S` in real time; how far stems are
apart is found over the whole song, played faster than it sounds. Export beside reading the stems
and writing as many bytes. `BENCH_SECONDS` makes songs shorter.
"""

import base64
import http.server
import json
import multiprocessing
import os
import re
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, Page, sync_playwright

from apps.stems import analysis
from tests.support import services
from tests.support.browser import ARGUMENTS

SECONDS = int(os.environ.get("BENCH_SECONDS", "240"))
LISTEN_S = min(SECONDS, int(os.environ.get("BENCH_LISTEN_S", "60")))
STEMS = 12
SPAN = 16_384
RATE_HZ = analysis.RATE_HZ
SEEKS = 5
STATIC = Path(__file__).resolve().parents[1] / "static"
PAGE = """<!doctype html><title>Mix</title>
<script type="importmap">{"imports": {"mixer-law": "/js/mixer/law.js"}}</script>
<script type="module">
  import { MixSound } from "/js/mixer/sound.js";
  const worklet = "/js/mixer/worklet.js";
  const feeder = "/js/mixer/feeder.js";
  const pack = new URL("/pack.bin", location.href).href;
  window.open_mix = () => MixSound.open({ manifest: "/manifest.json", pack, worklet, feeder });
  window.open_offline = async () => {
    const manifest = await (await fetch("/manifest.json")).json();
    const context = new OfflineAudioContext(2, manifest.frames, manifest.rate);
    await context.audioWorklet.addModule(worklet);
    return new MixSound(manifest, context, pack, feeder);
  };
</script><button>Play</button>"""
TAPE = """registerProcessor("tape", class extends AudioWorkletProcessor {
  constructor() { super(); this.was = false; this.on = false;
    this.port.onmessage = ({ data }) => { this.on = data; }; }
  process([input]) {
    const [left, right = left] = input;
    const is = Boolean(left) && left.some((sample) => sample !== 0);
    if (is !== this.was) this.port.postMessage({ sounds: is });
    this.was = is;
    if (this.on && left) this.port.postMessage({ block: [left.slice(), right.slice()] });
    return true;
  }
});"""
PREPARE = """async () => {
  const sound = window.sound = await window.open_mix();
  await sound.context.audioWorklet.addModule("/tape.js");
  const tape = window.tape = new AudioWorkletNode(sound.context, "tape", { numberOfOutputs: 0 });
  window.blocks = [];
  tape.port.onmessage = ({ data }) => {
    if (data.block) window.blocks.push(data.block);
    else if (data.sounds) window.heard_at ??= performance.now();
  };
  sound.node.connect(tape);
  document.querySelector("button").onclick = () => {
    window.clicked_at = performance.now();
    sound.play();
  };
  await new Promise((done) => setTimeout(done, 1500));
}"""
SEEK = """async (target) => {
  const began = performance.now();
  window.sound.seek(target);
  const rate = window.sound.manifest.rate;
  for (;;) {
    const { position, peaks, waiting } = window.sound.state;
    const sounds = peaks[peaks.length - 1] > 0;
    if (!waiting && sounds && Math.abs(position / rate - target - 0.1) < 0.5) break;
    await new Promise((done) => setTimeout(done, 4));
  }
  return performance.now() - began;
}"""
WHOLE = """async () => {
  // The whole song, as fast as it can be had: each second the first stem is heard on the left, and
  // another on the right. What lies in the middle of each second is given back, as 16 bits.
  const sound = window.sound = await window.open_offline();
  const { context, manifest: { chunk, rate, frames, stems } } = sound;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const seconds = Math.floor(frames / rate);
  const turn = (second) => {
    const other = 1 + second % (stems.length - 1);
    const strips = stems.map(({ stem }, at) =>
      [stem, { pan: at === 0 ? -1 : 1, mute: at !== 0 && at !== other }]);
    sound.set({ strips: new Map(strips) }, true);
  };
  const left = (second) => Math.ceil((frames - second * rate) / chunk);
  const prepare = async (second) => {
    turn(second);
    await pause(15);
    while (!(sound.state?.ready >= Math.min(6, left(second)))) await pause(2);
  };
  sound.tell({ play: true });
  await prepare(0);
  for (let second = 1; second < seconds; second++)
    context.suspend(second).then(() => prepare(second)).then(() => context.resume());
  const heard = await context.startRendering();
  const middles = new Int16Array(seconds * 2 * SPAN);
  for (let at = 0; at < seconds * 2; at++) {
    const from = Math.floor(at / 2) * rate + rate / 2 - SPAN / 2;
    const side = heard.getChannelData(at % 2).subarray(from, from + SPAN);
    middles.set(side.map((sample) => Math.max(-32768, Math.min(32767, sample * 32768))), at * SPAN);
  }
  const reader = new FileReader();
  reader.readAsDataURL(new Blob([middles]));
  await new Promise((done) => { reader.onload = done; });
  return { starved: sound.state.starved, middles: reader.result.split(",")[1] };
}"""
NAIVE = """async (count) => {
  const context = new AudioContext();
  const began = performance.now();
  const buffers = await Promise.all(Array.from({ length: count }, async (_, at) =>
    context.decodeAudioData(await (await fetch(`/stem-${at}.flac`)).arrayBuffer())));
  for (const buffer of buffers) {
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    source.start();
  }
  return performance.now() - began;
}"""


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


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the page, our scripts and the pack, with ranges."""

    protocol_version = "HTTP/1.1"
    folder = Path()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer."""
        name = self.path.lstrip("/")
        texts = {"": PAGE, "tape.js": TAPE}
        if name in texts:
            content, status = texts[name].encode(), 200
        else:
            path = STATIC / name if name.startswith("js/") else self.folder / name
            content, status = self.ranged(path)
        self.send_response(status)
        kind = "text/html" if not name else "text/javascript" if name.endswith(".js") else ""
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(ConnectionError):  # a request that nobody wants any more is broken off
            self.wfile.write(content)

    def ranged(self, path: Path) -> tuple[bytes, int]:
        """Return what is asked for of a file."""
        if not path.is_file():
            return b"", 404
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        with path.open("rb") as file:
            if not found:
                return file.read(), 200
            start, end = int(found[1]), int(found[2])
            file.seek(start)
            return file.read(end - start + 1), 206


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder, and give the address."""
    handler = type("Here", (Handler,), {"folder": folder})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


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
    told = page.evaluate(WHOLE.replace("SPAN", str(SPAN)))
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
