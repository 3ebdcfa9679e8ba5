"""What the ears share: sound at half the rate in mono, and its spectrum in frames."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from apps.sandbox.engine.sound.dsp import FS, Audio, Floats

RATE = FS // 2
Levels = npt.NDArray[np.float32]
_BLOCK = 2048


def mono(sound: Audio) -> Audio:
    """Return both channels together at half the rate; what lies above 11 kHz is not needed."""
    both = sound.mean(axis=0)
    smooth = np.convolve(both, _LOWPASS, "same")
    return np.ascontiguousarray(smooth[::2], dtype=np.float32)


def frames(sound: Audio, size: int, hop: int) -> Iterator[Levels]:
    """Yield blocks of magnitudes, shape (frames, bins), of a mono sound."""
    padded = np.pad(sound, (size // 2, size))
    window = np.hanning(size).astype(np.float32)
    count = len(sound) // hop + 1
    pieces = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][:count]
    for first in range(0, count, _BLOCK):
        yield np.abs(np.fft.rfft(pieces[first : first + _BLOCK] * window, axis=1)).astype(
            np.float32
        )


def _lowpass(taps: int = 63) -> Floats:
    at = np.arange(taps) - taps // 2
    return np.asarray(0.45 * np.sinc(0.45 * at) * np.hamming(taps), dtype=np.float64)


_LOWPASS = _lowpass()
