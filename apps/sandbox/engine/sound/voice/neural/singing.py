"""Sing a cue: speak its words, lay the phones out on the notes, and put them on pitch."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import fft

from apps.sandbox.engine.score import Singer
from apps.sandbox.engine.sound.dsp import FS, Audio, Floats, as_audio
from apps.sandbox.engine.sound.voice.cue import Cue, Sung
from apps.sandbox.engine.sound.voice.delivery import FRAMES_PER_S, evened, pitch_line, times
from apps.sandbox.engine.sound.voice.memory import Memory
from apps.sandbox.engine.sound.voice.neural import pieces, speech, world
from apps.sandbox.engine.sound.voice.neural.air import with_air
from apps.sandbox.engine.sound.voice.neural.model import RATE, Model
from apps.sandbox.engine.sound.voice.neural.script import Script, scripts_of
from apps.sandbox.engine.sound.voice.timeline import Placed, lay_out, tones_of

logger = logging.getLogger(__name__)

_METHOD = "2"
_BEFORE_S, _AFTER_S = 0.06, 0.25
_RINGS_S = 0.1
# Where the model holds a pitch; higher and lower notes are sung from there.
_REGISTERS = {"f": (54, 63), "m": (45, 54)}
_REGISTER_STEP = 3
# Which stretch of a vowel is held, as shares of it, and how slowly it sways there.
_HELD, _HELD_TURNING = (0.35, 0.55), (0.28, 0.41)
_SLOWLY = 0.2
_BREATH = 0.35
_SIDE_BREATH = 0.12
_SIDE_FORMANTS = (1.03, 0.965)
_TURNING = frozenset({"AW", "AY", "EY", "OW", "OY", "ER"})


class NeuralVoice:
    """A voice whose words are spoken by a neural model, and sung by WORLD."""

    name = "neural"

    def __init__(self, folder: Path, *, memory: Memory | None = None) -> None:
        """Sing with the pieces in `folder`, which must not be `lacking` anything.

        What was spoken is kept in `memory`, for other tunes on the same words.
        """
        manifest = repr((_METHOD, pieces.manifest_of(folder)))
        self.edition = hashlib.sha256(manifest.encode()).hexdigest()[:12]
        self._folder = folder
        self._memory = memory
        self._model: Model | None = None

    def sing(self, cue: Cue) -> Sung:
        """Return the sung line. Raises: CannotSing when the pieces do not work."""
        placed = lay_out(cue.syllables, cue.beat_s)
        notes = tones_of(cue.syllables, cue.pitches, cue.beat_s)
        spoken = self._spoken(cue)
        origin = placed[0].start_s - _BEFORE_S
        frames = round((placed[-1].end_s + _AFTER_S - origin) * FRAMES_PER_S)
        moments = times(origin, frames)
        places, sounds = _places(placed, spoken, moments)
        sound = world.synthesised(
            spoken.frames.at(places * FRAMES_PER_S),
            pitch_line(notes, origin, frames, cue.singer, cue.name),
            level=_smooth(sounds.astype(np.float64)),
            formants=cue.singer.tract * (1 if cue.side is None else _SIDE_FORMANTS[cue.side % 2]),
            breath=_BREATH * cue.singer.breath + (0.0 if cue.side is None else _SIDE_BREATH),
        )
        return Sung(origin, evened(with_air(_at_rate(sound), cue.name)))

    def _spoken(self, cue: Cue) -> speech.Speech:
        """Return the words of a line as one piece of speech."""
        register = _register(cue.singer, [one.pitch for one in cue.syllables])
        said = [self._said(script, cue.singer, register) for script in scripts_of(cue.syllables)]
        starts = np.cumsum([0, *(len(one.frames) for one in said[:-1])]) / FRAMES_PER_S
        return speech.Speech(
            world.Frames(
                np.concatenate([one.frames.envelope for one in said]),
                np.concatenate([one.frames.air for one in said]),
                np.concatenate([one.frames.voiced for one in said]),
            ),
            np.concatenate([one.begins + at for one, at in zip(said, starts, strict=True)]),
            np.concatenate([one.ends + at for one, at in zip(said, starts, strict=True)]),
        )

    def _said(self, script: Script, singer: Singer, register: int) -> speech.Speech:
        timbre = (singer.gender, singer.tract, singer.breath)
        content = repr((self.edition, script.symbols, timbre, register))
        name = f"spoken-{hashlib.sha256(content.encode()).hexdigest()}"
        kept = self._memory.recall(name) if self._memory else None
        if kept is not None:
            try:
                return speech.Speech.unpacked(kept)
            except ValueError:
                logger.warning("remembered words are damaged; they are spoken again")
        self._model = self._model or Model(self._folder)
        style = self._model.style(singer, len(script.symbols) - 2)
        said = speech.speak(self._model, script, style, register)
        if self._memory:
            self._memory.keep(name, said.packed())
        return said


def _register(singer: Singer, pitches: Sequence[int]) -> int:
    """Return the pitch at which the words of a line are spoken: near its own, where that works."""
    low, high = _REGISTERS[singer.gender]
    middle = _REGISTER_STEP * round(float(np.median(pitches)) / _REGISTER_STEP)
    return min(max(middle, low), high)


def _places(
    placed: list[Placed], spoken: speech.Speech, moments: Floats
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return where in the speech (seconds) each moment of the song is, and whether it sounds."""
    places, sounds = np.zeros(len(moments)), np.zeros(len(moments), dtype=bool)
    for one, begin, end in zip(placed, spoken.begins, spoken.ends, strict=True):
        inside = (moments >= one.start_s) & (moments < one.end_s)
        since = moments[inside] - one.start_s
        length = one.end_s - one.start_s
        places[inside] = begin + _inside(one, since, length, float(end - begin))
        sounds |= inside
    before = moments < placed[0].start_s
    places[before] = np.maximum(0, spoken.begins[0] + moments[before] - placed[0].start_s)
    after = moments >= placed[-1].end_s
    since = moments[after] - placed[-1].end_s
    places[after] = spoken.ends[-1] + since
    sounds[after] = since < _RINGS_S
    return places, sounds


def _inside(one: Placed, since: Floats, length: float, spoken: float) -> Floats:
    """Return where in a spoken phone the moments of a sung one are.

    Consonants and short vowels are drawn out evenly. A long vowel begins and ends as spoken, and
    is held where it is clearest, slowly swaying; diphthongs are held before they turn.
    """
    if not one.vowel or length <= spoken:
        return since / length * spoken
    first, last = _HELD_TURNING if one.phone in _TURNING else _HELD
    head, tail = first * spoken, (1 - last) * spoken
    room, hold = spoken - head - tail, length - head - tail
    sway = since - head
    turns = max(1, round(hold / (room / _SLOWLY)))
    turns += 1 - turns % 2
    phase = np.clip(sway / hold, 0, 1) * turns
    held = head + room * (1 - np.abs(phase % 2 - 1))
    return np.where(since < head, since, np.where(sway > hold, spoken - (length - since), held))


def _smooth(levels: Floats) -> Floats:
    kernel = np.hanning(9)[1:-1]
    return np.asarray(np.convolve(levels, kernel / kernel.sum(), "same"))


def _at_rate(sound: Audio) -> Audio:
    """Return a sound of the model's rate at the song's, by its spectrum."""
    common = np.gcd(RATE, FS)
    blocks = -(-(len(sound) + RATE // 20) // (RATE // common))
    spectrum = fft.rfft(sound, blocks * RATE // common)
    samples = blocks * FS // common
    finer = fft.irfft(spectrum, samples) * (samples / (blocks * RATE // common))
    return as_audio(finer[: round(len(sound) * FS / RATE)])
