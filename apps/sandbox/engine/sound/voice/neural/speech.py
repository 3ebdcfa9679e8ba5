"""Speak words evenly and on one pitch, so that they can be sung at any time and height.

What is spoken depends on words, timbre and register alone, not on the tune: a line that comes
back to another melody, tempo or band is spoken only once.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import Self

import numpy as np

from apps.sandbox.engine.sound.dsp import Audio, Floats, as_audio, hertz
from apps.sandbox.engine.sound.voice.neural import world
from apps.sandbox.engine.sound.voice.neural.model import FRAME_S, HALF_S, Model
from apps.sandbox.engine.sound.voice.neural.script import GAP, PAD, STRESS, UNVOICED, Script

_LEAD_FRAMES, _TAIL_FRAMES = 3, 4
_CONSONANT_FRAMES = (2.0, 5.0)
_VOWEL_FRAMES = (6.0, 9.0)
_QUIET = -9.0
_SMOOTHING = np.hanning(7)[1:-1] / np.hanning(7)[1:-1].sum()


@dataclass(frozen=True, slots=True)
class Speech:
    """Spoken words as frames of WORLD, and where in them each phone begins and ends (seconds)."""

    frames: world.Frames
    begins: Floats
    ends: Floats

    def packed(self) -> bytes:
        """Return it as bytes."""
        file = io.BytesIO()
        np.savez(
            file,
            envelope=self.frames.envelope,
            air=self.frames.air,
            voiced=self.frames.voiced,
            begins=self.begins,
            ends=self.ends,
        )
        return file.getvalue()

    @classmethod
    def unpacked(cls, content: bytes) -> Self:
        """Read what `packed` wrote. Raises: ValueError for anything else."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as held:
                frames = world.Frames(held["envelope"], held["air"], held["voiced"])
                return cls(frames, held["begins"], held["ends"])
        except (OSError, KeyError, EOFError, ValueError, zipfile.BadZipFile) as error:
            raise ValueError("not spoken words") from error


def speak(model: Model, script: Script, style: Audio, register: int) -> Speech:
    """Return the words of a script, spoken at the MIDI pitch `register`."""
    spoken = model.durations(script.symbols, style)
    lengths = _even(script, spoken)
    energy = _energy(model, script, style, spoken, lengths)
    edges = np.concatenate([[0], np.cumsum(lengths)]).astype(int)
    pitch = np.repeat(
        np.array([0.0 if _is_unvoiced(one) else hertz(register) for one in script.symbols]),
        2 * lengths.astype(int),
    )
    sound = model.decode(
        script.symbols, style, as_audio(lengths), as_audio(pitch), as_audio(energy)
    )
    places = [np.flatnonzero(np.array(script.phones) == at) for at in range(len(script.vowels))]
    return Speech(
        frames=world.analysed(sound, pitch, HALF_S),
        begins=np.array([edges[place[0]] * FRAME_S for place in places]),
        ends=np.array([edges[place[-1] + 1] * FRAME_S for place in places]),
    )


def _is_unvoiced(symbol: int) -> bool:
    return symbol == PAD or symbol in UNVOICED


def _even(script: Script, spoken: Audio) -> Floats:
    """Return frames for each symbol: as spoken, but no consonant slurred and vowels to sing on."""
    lengths = np.clip(np.asarray(spoken, np.float64), *_CONSONANT_FRAMES)
    lengths[[symbol == GAP for symbol in script.symbols]] = 1
    lengths[0], lengths[-1] = _LEAD_FRAMES, _TAIL_FRAMES
    for at, vowel in enumerate(script.vowels):
        if not vowel:
            continue
        place = [k for k, phone in enumerate(script.phones) if phone == at]
        share = np.maximum(spoken[place], 1.0)
        share[[script.symbols[k] == STRESS for k in place]] = 1.0
        total = np.clip(float(spoken[place].sum()), *_VOWEL_FRAMES)
        lengths[place] = share / share.sum() * total
    return np.asarray(np.maximum(1.0, np.rint(lengths)))


def _energy(model: Model, script: Script, style: Audio, spoken: Audio, lengths: Floats) -> Floats:
    """Return the model's own energy on our durations, held up on vowels as singers do."""
    spoken = np.maximum(spoken, 1.0)
    own = model.energy(script.symbols, style, spoken)
    strong = float(np.percentile(own, 75))
    edges = 2 * np.concatenate([[0], np.cumsum(spoken)]).astype(int)
    rows = []
    for at, (symbol, phone) in enumerate(zip(script.symbols, script.phones, strict=True)):
        mine = own[edges[at] : edges[at + 1]]
        places = np.linspace(0, len(mine) - 1, 2 * int(lengths[at]))
        row = np.interp(places, np.arange(len(mine)), mine)
        if symbol == PAD:
            row = np.minimum(row, _QUIET)
        elif phone >= 0 and script.vowels[phone]:
            row = np.maximum(row, strong)
        rows.append(row)
    padded = np.pad(np.concatenate(rows), 2, mode="edge")
    return np.asarray(np.convolve(padded, _SMOOTHING, "valid"))
