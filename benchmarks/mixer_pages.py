"""The pages that the benchmark of stems measures in Chromium, and the server that gives them."""

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

SPAN = 16_384
"""So many samples of each second are given back where the whole song is played."""
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
}""".replace("SPAN", str(SPAN))
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
