"""How fast the engine makes music: seconds of song in a second, first sound, memory.

Every line runs in a process of its own, as render workers do; two of them at once where it says so.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from apps.sandbox import engine
from apps.sandbox.engine.listening import hearing, separation
from apps.sandbox.engine.rendering import record_parts
from apps.sandbox.engine.sound import tapes
from apps.sandbox.engine.sound.dsp import FS

LYRICS = """[Verse]
The tide has been writing its name on the glass
A gull on the railing is counting the boats
I fold up your letters and let the day pass
The wind in the hallway is trying on coats
[Chorus]
There is salt on the window and salt on the door
I keep the lamp burning for nobody now
The harbour is sleeping, the waves want some more
I would have gone with you, I did not know how
[Verse]
The kettle is singing the song that you knew
A chair by the table still turns to the sea
The paint on the shutters has faded to blue
And most of what faded has faded in me
[Chorus]
There is salt on the window and salt on the door
I keep the lamp burning for nobody now
The harbour is sleeping, the waves want some more
I would have gone with you, I did not know how
"""
LENGTH_S = 60
SINGER = Path("var/singer")
_APART_S = 20
LINES = {
    "band alone": "band",
    "with the formant voice": "voice",
    "a cover of it": "cover",
    "one section replaced": "replace",
    "with the neural voice": "neural voice",
    "with its lines kept": "neural kept",
    "another band, lines kept": "neural swap",
    "a cover, words kept": "neural cover",
    "one section replaced, kept": "neural replace",
    "twelve stems": "stems",
    "a recording heard": "hear",
    "a recording taken apart": "apart",
}


def main() -> None:
    """Print a line for each kind of work, alone and with two workers."""
    heads = ("x real time", "x of a CPU", "two workers", "first sound")
    print(f"{'':28}{''.join(f'{head:>12}' for head in heads)}{'memory':>10}")
    for name, kind in LINES.items():
        if kind.startswith("neural") and engine.lacking(SINGER):
            print(f"{name:28}left out: {engine.lacking(SINGER)}")
            continue
        [alone] = measured(kind, workers=1)
        pair = measured(kind, workers=2)
        both = sum(one["seconds"] for one in pair) / max(one["took_s"] for one in pair)
        first = f"{alone['first_s']:.1f} s" if alone["first_s"] else "-"
        print(
            f"{name:28}{alone['seconds'] / alone['took_s']:12.1f}"
            f"{alone['seconds'] / alone['cpu_s']:12.1f}{both:12.1f}"
            f"{first:>12}{alone['memory_mb']:7.0f} MB",
            flush=True,
        )


def measured(kind: str, *, workers: int) -> list[dict[str, float]]:
    """Run one kind of work in so many processes at once."""
    command = [sys.executable, "-m", "benchmarks.bench_engine", kind]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    return [json.loads(process.communicate()[0]) for process in running]


def work(kind: str) -> dict[str, float]:
    """Do one kind of work and measure it; what it needs is made before."""
    brief = engine.Brief(lyrics=LYRICS, tags="pop", duration_s=LENGTH_S)
    if kind == "band":
        brief = engine.Brief(tags="pop", instrumental=True, duration_s=LENGTH_S)
    with tempfile.TemporaryDirectory(prefix="musicstudio-bench-") as name:
        folder = Path(name)
        song = engine.compose(brief, seed=7)
        if kind in {"hear", "apart", "stems"}:
            engine.render(song, folder=folder)
        voices = _voices(kind, song, folder / "phrases")
        began, cpu_began_s = time.monotonic(), time.process_time()
        first_s, seconds = _done(kind.removeprefix("neural "), song, folder, voices, began)
        took_s, cpu_s = time.monotonic() - began, time.process_time() - cpu_began_s
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": seconds,
        "took_s": took_s,
        "cpu_s": cpu_s,
        "first_s": first_s,
        "memory_mb": memory,
    }


def _voices(kind: str, song: engine.Score, kept: Path) -> engine.Voices:
    """Return who sings; where lines are kept, the song has been sung before."""
    if not kind.startswith("neural"):
        return engine.Voices()
    memory = engine.Memory(kept, limit_bytes=256 << 20)
    voices = engine.Voices(engine.NeuralVoice(SINGER, memory=memory), memory=memory)
    if kind != "neural voice":
        record_parts(voices.cast(song), ("Vocals", "Backing Vocals"), voices=voices)
    return voices


def _done(
    kind: str, song: engine.Score, folder: Path, voices: engine.Voices, began: float
) -> tuple[float, float]:
    """Do the work; return when the first sound could be streamed, and the seconds of song made."""
    first_s = 0.0

    def on_progress(share: float) -> None:
        nonlocal first_s
        first_s = first_s or time.monotonic() - began

    if kind == "stems":
        engine.render_stems(song, folder=folder)
    elif kind == "hear":
        hearing.hear(folder, "song.wav", length_s=song.duration_s, title="", seed=1)
    elif kind == "apart":
        separation.separated(tapes.read(folder / "song.wav", 0, _APART_S * FS))
        return first_s, _APART_S
    else:
        song = voices.cast(song)
        if kind == "swap":
            song = engine.swap_sound(song, tags="reggae", seed=3)
        if kind == "cover":
            song = engine.cover(song, tags="reggae", seed=3)
        if kind == "replace":
            song = engine.replace_section(song, from_s=30, to_s=45, lyrics=None, seed=3)
        engine.render(song, folder=folder, voices=voices, on_progress=on_progress)
    return first_s, song.duration_s


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(work(sys.argv[1])))
    else:
        main()
