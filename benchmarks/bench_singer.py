"""How well the voices sing: pitch of every note, and the words that a recogniser hears.

The recogniser is pocketsphinx, if it is installed; it is no part of the project. It is asked twice:
which of 24 lines was sung (8 of the song, 16 others), and what it hears without any help.
"""

import importlib.util
import math
import re
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import resample_poly

from apps.sandbox import engine
from apps.sandbox.engine.sound.dsp import FS
from apps.sandbox.engine.sound.voice.cue import Cue, Sung
from apps.sandbox.engine.sound.voice.singing import FormantVoice
from tests.sandbox.engine import hearing
from tests.sandbox.engine.songs import LYRICS

SINGER = Path("var/singer")
SONGS = (("pop", "f"), ("rock", "m"), ("lo-fi", "f"), ("folk", "m"))
OTHERS = """the night is made of rain and neon light
nobody told the river where to go
a paper boat is waiting at the shore
turn the handle slowly, leave the door
seven silver engines on the hill
summer came and never paid the bill
bring a little sugar for the tea
all the yellow taxis turn to me
when the music stops I will be gone
father kept a garden made of stone
sixteen hungry pigeons on the wire
dancing in the kitchen by the fire
wooden ships are sleeping in the bay
give me back the thunder of the day
thousand little lanterns in the park
learn to tell the colours in the dark"""
_RATE = 16_000


def main() -> None:
    """Print a line for each voice and song."""
    voices: list[Any] = [FormantVoice()]
    if lack := engine.lacking(SINGER):
        print(f"neural voice left out: {lack}")
    else:
        voices.append(engine.NeuralVoice(SINGER))
    ears = _Recogniser() if importlib.util.find_spec("pocketsphinx") else None
    for voice in voices:
        for tags, gender in SONGS:
            print(_judged(voice, tags, gender, ears), flush=True)


def _judged(voice: Any, tags: str, gender: Any, ears: "_Recogniser | None") -> str:
    song = engine.compose(engine.Brief(lyrics=LYRICS, tags=tags, voice=gender), seed=7)
    off, seconds, cpu_s = [], 0.0, 0.0
    heard = {"right lines": 0, "lines": 0, "words heard": 0, "words": 0}
    for cue, text in _cues(song):
        began = time.process_time()
        sung = voice.sing(cue)
        cpu_s += time.process_time() - began
        seconds += len(sung.sound) / FS
        off += _cents_off(cue, sung)
        if ears:
            for name, count in ears.judged(sung, text).items():
                heard[name] += count
    words = ", ".join(f"{name} {count}" for name, count in heard.items()) if ears else "not heard"
    near = np.mean(np.array(off) < 50)
    return (
        f"{voice.name:8}{tags:6}{gender}  {len(off)} notes, median {np.median(off):.1f} cents off, "
        f"{near:.0%} within 50; {words}; {seconds / cpu_s:.1f} s a CPU second"
    )


def _cues(song: engine.Score) -> list[tuple[Cue, str]]:
    """Return every line of a song once."""
    found = {}
    for section in song.sections:
        for phrase in section.phrases:
            pitches = tuple(one.pitch for one in phrase.syllables)
            cue = Cue.of(phrase, pitches, singer=song.singer, beat_s=section.beat_s)
            found.setdefault(phrase.text, cue)
    return [(cue, text) for text, cue in found.items()]


def _cents_off(cue: Cue, sung: Sung) -> list[float]:
    """Return how far the middle of each note is from its pitch."""
    off = []
    for one, pitch in zip(cue.syllables, cue.pitches, strict=True):
        start = round((one.beat * cue.beat_s - sung.begins_s) * FS)
        length = round(one.beats * cue.beat_s * FS)
        piece = sung.sound[start + length // 5 : start + length * 3 // 4].astype(float)
        if len(piece) > 3000:
            expected = 440 * 2 ** ((pitch - 69) / 12)
            off.append(abs(hearing.cents(hearing.pitch(piece, expected), pitch)))
    return off


class _Recogniser:
    """Pocketsphinx with its own model, once with a grammar of 24 lines and once free."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder  # noqa: PLC0415

        mine = [line.lower() for line in LYRICS.splitlines() if line and line[0] != "["]
        lines = [*mine, *OTHERS.replace(",", "").lower().splitlines()]
        self._free = Decoder(samprate=_RATE, loglevel="FATAL")
        wide = {"beam": 1e-120, "wbeam": 1e-80, "pbeam": 1e-120}
        self._closed = Decoder(samprate=_RATE, loglevel="FATAL", lm=None, **wide)
        self._closed.add_jsgf_string(
            "lines", f"#JSGF V1.0; grammar lines; public <line> = {' | '.join(lines)} ;"
        )
        self._closed.activate_search("lines")

    def judged(self, sung: Sung, text: str) -> dict[str, int]:
        """Return what was understood of one line."""
        words = re.findall(r"[a-z']+", text.lower())
        free = self._said(self._free, sung).split()
        return {
            "right lines": int(self._said(self._closed, sung) == text.lower()),
            "lines": 1,
            "words heard": sum(word in free for word in words),
            "words": len(words),
        }

    @staticmethod
    def _said(decoder: Any, sung: Sung) -> str:
        common = math.gcd(FS, _RATE)
        slower = resample_poly(sung.sound, _RATE // common, FS // common)
        sound = np.pad(slower, _RATE // 2)
        steps = np.rint(sound / np.abs(sound).max() * 0.7 * 32767).astype("<i2")
        decoder.start_utt()
        decoder.process_raw(steps.tobytes(), full_utt=True)
        decoder.end_utt()
        return decoder.hyp().hypstr if decoder.hyp() else ""


if __name__ == "__main__":
    main()
