"""Integrated loudness after ITU-R BS.1770-4, as EBU R128 uses it, over a stream of blocks.

Two filters (the head's shelf, then a high pass) weight the signal; its power in overlapping
windows of 400 ms is averaged twice, first without silence (below -70 LUFS), then without what
lies 10 LU or more below that average.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from apps.archive.analysis.decode import Samples, Shape

Powers = npt.NDArray[np.float64]

HOPS_PER_STEP: Final = 10
STEPS_PER_WINDOW: Final = 4
OFFSET_LU: Final = -0.691
ABSOLUTE_GATE_LUFS: Final = -70.0
RELATIVE_GATE_LU: Final = -10.0
TINY: Final = 1e-25


class Loudness:
    """Collects the weighted power of a stream, block by block."""

    def __init__(self, shape: Shape) -> None:
        self._numerator, self._denominator = k_weighting(shape.sample_rate_hz)
        self._state = np.zeros((shape.channels, len(self._denominator) - 1))
        self._weights = np.array(shape.weights)
        self._step = shape.hop * HOPS_PER_STEP
        self._open = 0.0
        self._open_samples = 0
        self._steps: list[Powers] = []

    def feed(self, samples: Samples) -> None:
        """Take the next block (channels by samples)."""
        # Loading this takes longer than all of Django, and only the worker that measures needs it.
        from scipy.signal import lfilter  # noqa: PLC0415

        weighted, self._state = lfilter(
            self._numerator, self._denominator, samples, axis=1, zi=self._state
        )
        # Numbers too small to hear would slow the filter down a hundredfold during silence.
        self._state[np.abs(self._state) < TINY] = 0.0
        self._collect(self._weights @ np.square(weighted))

    def _collect(self, power: Powers) -> None:
        missing = self._step - self._open_samples
        self._open += float(power[:missing].sum())
        if power.size < missing:
            self._open_samples += power.size
            return
        whole = (power.size - missing) // self._step * self._step
        inner = power[missing : missing + whole].reshape(-1, self._step).sum(axis=1)
        self._steps.append(np.concatenate(([self._open], inner)))
        rest = power[missing + whole :]
        self._open, self._open_samples = float(rest.sum()), rest.size

    def integrated_lufs(self) -> float | None:
        """Return the loudness of all that was fed; None for silence."""
        steps = np.concatenate(self._steps) if self._steps else np.zeros(0)
        if steps.size < STEPS_PER_WINDOW:
            samples = steps.size * self._step + self._open_samples
            power = (float(steps.sum()) + self._open) / max(1, samples)
            windows = np.array([power])
        else:
            sums = np.convolve(steps, np.ones(STEPS_PER_WINDOW), "valid")
            windows = sums / (self._step * STEPS_PER_WINDOW)
        return _gated_lufs(windows)


def _gated_lufs(windows: Powers) -> float | None:
    heard = windows[windows > _power_at(ABSOLUTE_GATE_LUFS)]
    if not heard.size:
        return None
    gate = heard.mean() * 10 ** (RELATIVE_GATE_LU / 10)
    return OFFSET_LU + 10 * float(np.log10(heard[heard > gate].mean()))


def _power_at(lufs: float) -> float:
    return float(10 ** ((lufs - OFFSET_LU) / 10))


def k_weighting(sample_rate_hz: int) -> tuple[Powers, Powers]:
    """Return both filters of BS.1770-4 as one of fourth order (numerator, denominator).

    The standard tabulates 48 kHz; these are the analogue filters behind its table, so that the
    same curve comes out at every rate.
    """
    shelf = _shelf(sample_rate_hz, centre_hz=1681.974450955533, gain_db=3.999843853973347)
    high_pass = _high_pass(sample_rate_hz, corner_hz=38.13547087602444)
    return np.convolve(shelf[0], high_pass[0]), np.convolve(shelf[1], high_pass[1])


def _shelf(rate_hz: int, *, centre_hz: float, gain_db: float) -> tuple[Powers, Powers]:
    warped = np.tan(np.pi * centre_hz / rate_hz)
    high = 10 ** (gain_db / 20)
    middle = high**0.4996667741545416
    damping = warped / 0.7071752369554196
    square = warped**2
    scale = 1 + damping + square
    numerator = [
        (high + middle * damping + square) / scale,
        2 * (square - high) / scale,
        (high - middle * damping + square) / scale,
    ]
    return np.array(numerator), _denominator(damping, square)


def _high_pass(rate_hz: int, *, corner_hz: float) -> tuple[Powers, Powers]:
    warped = np.tan(np.pi * corner_hz / rate_hz)
    damping = warped / 0.5003270373238773
    return np.array([1.0, -2.0, 1.0]), _denominator(damping, warped**2)


def _denominator(damping: float, square: float) -> Powers:
    scale = 1 + damping + square
    return np.array([1.0, 2 * (square - 1) / scale, (1 - damping + square) / scale])
