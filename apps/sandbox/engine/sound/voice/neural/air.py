"""The air above what the model gives: noise that follows the hiss just below it.

The model ends at 12 kHz, and many of its voices at 10; those of people do not. Sibilants and
breath go on above, falling with frequency.
"""

import numpy as np
from scipy import fft

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.sound.dsp import FS, Audio, Floats, as_audio, equalised

_FROM_HZ, _TO_HZ = 8500.0, 10_000.0
_FALL_DB = 18.0
_SMOOTHING_S = 0.006
_SMOOTHING_HZ = 400.0


def with_air(sound: Audio, key: object) -> Audio:
    """Return a sung line with noise where the model has ended; which noise depends on `key`.

    At each moment it is as strong as the hiss between 8.5 and 10 kHz, and falls by 18 dB an octave.
    """
    hiss = equalised(sound, ("highpass", _FROM_HZ, 8), ("lowpass", _TO_HZ, 8))
    power = _smooth(np.square(hiss, dtype=np.float64), round(_SMOOTHING_S * FS))
    strength = np.sqrt(power / (power.mean() + 1e-12))
    length = fft.next_fast_len(len(sound), real=True)
    white = fft.rfft(chance("air", key).standard_normal(length))
    noise = fft.irfft(white * _lacking(sound, length), length)[: len(sound)]
    return as_audio(sound + strength * noise)


def _lacking(sound: Audio, length: int) -> Floats:
    """Return the level that white noise needs at every frequency to fill up what a line has."""
    frequency = fft.rfftfreq(length, 1 / FS)
    bins = round(_SMOOTHING_HZ * length / FS)
    found = _smooth(np.square(np.abs(fft.rfft(sound, length)), dtype=np.float64) / length, bins)
    hiss = found[(frequency > _FROM_HZ) & (frequency < _TO_HZ)].mean()
    octaves = np.log2(np.maximum(frequency, _TO_HZ) / _TO_HZ)
    wanted = hiss * 10.0 ** (-_FALL_DB * octaves / 10.0)
    return np.asarray(np.sqrt(np.maximum(wanted - found, 0.0) * (frequency > _TO_HZ)))


def _smooth(values: Floats, width: int) -> Floats:
    kernel = np.hanning(width | 1)
    return np.maximum(np.convolve(values, kernel / kernel.sum(), "same"), 0.0)
