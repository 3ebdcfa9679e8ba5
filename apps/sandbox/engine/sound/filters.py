"""Filters by spectrum: what a filter does to every frequency, and convolution.

SciPy's own filters are not used: importing them costs every process more than a second.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import fft

Response = npt.NDArray[np.complex128]
Floats = npt.NDArray[np.float64]

_FORGOTTEN = 1e-9
_TAPS_A_SIDE = 10
_KAISER = 5.0


def butterworth(hertz: Floats, kind: str, cut_hz: float, order: int, rate: float) -> Response:
    """Return the response of a Butterworth `lowpass` or `highpass` (bilinear transform)."""
    warped = np.tan(np.pi * np.minimum(hertz / rate, 0.499999)) / np.tan(np.pi * cut_hz / rate)
    at = 1j * warped if kind == "lowpass" else -1j / np.maximum(warped, 1e-12)
    poles = np.exp(1j * np.pi * (2 * np.arange(order) + order + 1) / (2 * order))
    return np.asarray(np.prod(1 / (at[:, None] - poles), axis=1), dtype=np.complex128)


def second_order(hertz: Floats, sections: Floats, rate: float) -> Response:
    """Return the response of second-order sections, rows of (b0, b1, b2, a0, a1, a2)."""
    delay = np.exp(-2j * np.pi * hertz / rate)
    powers = np.stack([np.ones_like(delay), delay, np.square(delay)])
    top, bottom = sections[:, :3] @ powers, sections[:, 3:] @ powers
    return np.asarray(np.prod(top / bottom, axis=0), dtype=np.complex128)


def smoothed(values: npt.NDArray[np.floating], keep: float) -> npt.NDArray[np.floating]:
    """Return values through a one-pole filter: each keeps so much of the one before it."""
    heard = values * values.dtype.type(1.0 - keep)
    step = 1
    # The answer of twice the length is the answer and, later and weaker, the answer once more.
    while step < heard.shape[-1] and keep**step > _FORGOTTEN:
        heard[..., step:] += heard[..., :-step] * values.dtype.type(keep**step)
        step *= 2
    return heard


def convolved(
    sound: npt.NDArray[np.floating], answer: npt.NDArray[np.floating]
) -> npt.NDArray[np.floating]:
    """Return the convolution along the last axis, longer by the answer's length less one."""
    samples = sound.shape[-1] + answer.shape[-1] - 1
    size = fft.next_fast_len(samples, real=True)
    spectrum = fft.rfft(sound, size, axis=-1) * fft.rfft(answer, size, axis=-1)
    return np.asarray(fft.irfft(spectrum, size, axis=-1)[..., :samples])


def finer(sound: npt.NDArray[np.floating], times: int) -> npt.NDArray[np.floating]:
    """Return a sound at `times` the rate, with what lies between its samples filled in."""
    samples = sound.shape[-1]
    size = fft.next_fast_len(samples + 4 * _TAPS_A_SIDE, real=True)
    spectrum = fft.rfft(sound, size, axis=-1)
    phases = _between(times).astype(sound.dtype)
    parts = [
        fft.irfft(spectrum * fft.rfft(phase, size), size, axis=-1)[
            ..., _TAPS_A_SIDE : _TAPS_A_SIDE + samples
        ]
        for phase in phases
    ]
    return np.stack(parts, axis=-1).reshape(*sound.shape[:-1], times * samples)


@cache
def _between(times: int) -> Floats:
    """Return the windowed sinc that finds the values between samples, one row for each place."""
    side = _TAPS_A_SIDE * times
    taps = np.sinc(np.arange(-side, side + times) / times) * np.pad(
        np.kaiser(2 * side + 1, _KAISER), (0, times - 1)
    )
    rows = taps.reshape(-1, times).T
    return np.asarray(rows / taps.sum() * times, dtype=np.float64)
