"""Take speech apart into envelope, air and pitch, and put it together on another pitch.

WORLD (Morise 2016) with CheapTrick (2015) and D4C (2016), in frames of 5 ms.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.sandbox.engine.sound.dsp import Audio, Floats, as_audio
from apps.sandbox.engine.sound.voice.delivery import FRAMES_PER_S
from apps.sandbox.engine.sound.voice.neural.model import RATE

_PERIOD_MS = 1000.0 / FRAMES_PER_S
_FFT = 1024
_CODED = 64


@dataclass(frozen=True, slots=True)
class Frames:
    """Speech in frames: coded envelope, coded share of air, and whether there is voice."""

    envelope: Audio
    air: Audio
    voiced: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.voiced)

    def at(self, places: Floats) -> "Frames":
        """Return the frames at places, counted in frames, between those that there are."""
        places = np.clip(places, 0, len(self) - 1.001)
        below = places.astype(int)
        share = as_audio(places - below)[:, None]
        envelope, air = (
            (1 - share) * held[below] + share * held[below + 1]
            for held in (self.envelope, self.air)
        )
        return Frames(envelope, air, self.voiced[np.rint(places).astype(int)])


def analysed(sound: Audio, pitch: Floats, step_s: float) -> Frames:
    """Return a sound whose pitch is known (hertz every `step_s`, 0: unvoiced) as frames."""
    world = _world()
    wave = np.asarray(sound, np.float64)
    moments = np.arange(int(len(wave) / RATE * FRAMES_PER_S) + 1) / FRAMES_PER_S
    given = pitch[np.minimum((moments / step_s).astype(int), len(pitch) - 1)]
    found = world.stonemask(wave, given, moments, RATE)
    near = (found > 0.8 * given) & (found < 1.25 * given)
    hertz = np.where(near, found, given)
    envelope = world.cheaptrick(wave, hertz, moments, RATE, fft_size=_FFT)
    # Where the pitch is given there is voice, even if it is too weak to be found.
    air = world.d4c(wave, hertz, moments, RATE, threshold=0.0, fft_size=_FFT)
    return Frames(
        as_audio(world.code_spectral_envelope(envelope, RATE, _CODED)),
        as_audio(world.code_aperiodicity(air, RATE)),
        hertz > 0,
    )


def synthesised(
    frames: Frames, pitch: Floats, *, level: Floats, formants: float, breath: float
) -> Audio:
    """Return the sound, at `RATE`, of frames on a pitch (MIDI numbers).

    `level` is the gain of each frame, `formants` stretches the envelope (above 1: brighter),
    `breath` from 0 to 1 mixes air into the voice.
    """
    world = _world()
    envelope = world.decode_spectral_envelope(_doubles(frames.envelope), RATE, _FFT)
    air = world.decode_aperiodicity(_doubles(frames.air), RATE, _FFT)
    if formants != 1.0:
        envelope, air = np.exp(_stretched(np.log(envelope), formants)), _stretched(air, formants)
    air = air + breath * np.sqrt(np.linspace(0, 1, air.shape[1])) * (1 - air)
    # WORLD takes logarithms, so nothing may be quite silent.
    envelope = np.maximum(envelope * np.square(level)[:, None], 1e-14)
    hertz = np.where(frames.voiced, 440.0 * 2.0 ** ((pitch - 69.0) / 12.0), 0.0)
    sound = world.synthesize(
        hertz, _doubles(envelope), _doubles(np.clip(air, 0, 1)), RATE, _PERIOD_MS
    )
    return as_audio(sound)


def _stretched(rows: Floats, times: float) -> Floats:
    """Return spectra whose frequencies are `times` as high."""
    places = np.clip(np.arange(rows.shape[1]) / times, 0, rows.shape[1] - 1.001)
    below = places.astype(int)
    share = places - below
    return np.asarray((1 - share) * rows[:, below] + share * rows[:, below + 1])


def _doubles(values: npt.NDArray[Any]) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def _world() -> Any:
    import pyworld  # noqa: PLC0415  belongs to the extra

    return pyworld
