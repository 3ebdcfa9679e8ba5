"""Small building blocks of signal processing shared by everything that sounds."""

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import fft

from apps.sandbox.engine.sound import filters

FS = 44_100
Audio = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

BLOCK = 65_536
# Longer than any of our filters rings on: 0.19 s.
RINGING = 8192


def as_audio(values: npt.ArrayLike) -> Audio:
    """Return values as 32-bit samples."""
    return np.asarray(values, dtype=np.float32)


def hertz(pitch: float) -> float:
    """Return the frequency of a MIDI pitch."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def decibels(level_db: float) -> float:
    """Return the factor of a level in decibels."""
    return float(10.0 ** (level_db / 20.0))


def silence(samples: int) -> Audio:
    """Return stereo silence, shape (2, samples)."""
    return np.zeros((2, samples), dtype=np.float32)


def add_at(target: Audio, start: int, sound: Audio) -> None:
    """Mix `sound` into `target` from sample `start`; what lies outside is left out."""
    first = max(0, -start)
    count = min(sound.shape[-1] - first, target.shape[-1] - start - first)
    if count > 0:
        target[..., start + first : start + first + count] += sound[..., first : first + count]


def pan_gains(pan: float) -> tuple[float, float]:
    """Return the gains of left and right at equal power, `pan` from -1 to 1."""
    angle = (pan + 1.0) * np.pi / 4.0
    return float(np.cos(angle) * np.sqrt(2.0)), float(np.sin(angle) * np.sqrt(2.0))


@cache
def _shape(kind: str, hertz_at: float, gain_db: float, quality: float) -> Floats:
    """Return one second-order section of the audio equaliser cookbook's shapes."""
    gain = 10.0 ** (gain_db / 40.0)
    omega = 2.0 * np.pi * hertz_at / FS
    cosine, alpha = np.cos(omega), np.sin(omega) / (2.0 * quality)
    if kind == "peak":
        top = (1 + alpha * gain, -2 * cosine, 1 - alpha * gain)
        bottom = (1 + alpha / gain, -2 * cosine, 1 - alpha / gain)
    else:
        side = 1.0 if kind == "low" else -1.0
        root = 2.0 * np.sqrt(gain) * alpha
        plus, minus = gain + 1, gain - 1
        top = (
            gain * (plus - side * minus * cosine + root),
            side * 2 * gain * (minus - side * plus * cosine),
            gain * (plus - side * minus * cosine - root),
        )
        bottom = (
            plus + side * minus * cosine + root,
            -side * 2 * (minus + side * plus * cosine),
            plus + side * minus * cosine - root,
        )
    return np.asarray(np.array([*top, *bottom]) / bottom[0], dtype=np.float64)


@cache
def _response(bands: tuple[tuple[str, float, float], ...]) -> npt.NDArray[np.complex64]:
    """Return what the bands together do to every frequency of one block."""
    frequencies = fft.rfftfreq(BLOCK, 1 / FS)
    answers = [
        filters.butterworth(frequencies, kind, at, int(value), FS)
        if kind.endswith("pass")
        else filters.second_order(frequencies, _shape(kind, at, value, 0.8)[None, :], FS)
        for kind, at, value in bands
    ]
    return np.asarray(np.prod(answers, axis=0), dtype=np.complex64)


def equalised(sound: Audio, *bands: tuple[str, float, float]) -> Audio:
    """Return the sound through bands of (kind, hertz, value).

    Kinds: `highpass` and `lowpass` (value: order), `peak`, `low` and `high` shelf (value: dB).
    Filters whole blocks by their spectrum: filters that run sample after sample are ten times
    slower where a sound dies away, since computing with denormal numbers is.
    """
    return through(sound, _response(bands))


def through(sound: Audio, response: npt.NDArray[np.complex64]) -> Audio:
    """Return the sound through what a filter does to the frequencies of one block."""
    samples = sound.shape[-1]
    step = BLOCK - RINGING
    blocks = -(-samples // step)
    before_after = (RINGING, blocks * step - samples)
    padded = np.pad(sound, [(0, 0)] * (sound.ndim - 1) + [before_after])
    pieces = np.lib.stride_tricks.sliding_window_view(padded, BLOCK, axis=-1)[..., ::step, :]
    filtered = fft.irfft(fft.rfft(pieces, axis=-1) * response, BLOCK, axis=-1)
    whole = filtered[..., RINGING:].reshape(*sound.shape[:-1], -1)[..., :samples]
    return np.ascontiguousarray(whole, dtype=np.float32)


def envelope(sound: Audio, window_s: float, hop: int) -> Floats:
    """Return the running root mean square of a stereo sound, one value every `hop` samples."""
    count = -(-sound.shape[1] // hop)
    power = np.zeros(count)
    for first in range(0, count, 4096):
        piece = sound[:, first * hop : (first + 4096) * hop]
        piece = np.pad(piece, ((0, 0), (0, -piece.shape[1] % hop)))
        power[first : first + 4096] = np.square(piece).reshape(2, -1, hop).mean(axis=(0, 2))
    width = max(1, round(window_s * FS / hop))
    kernel = np.ones(width) / width
    return np.asarray(np.sqrt(np.convolve(power, kernel, "same") + 1e-12), dtype=np.float64)


def compressed(
    sound: Audio, *, threshold_db: float, ratio: float, release_s: float = 0.12
) -> Audio:
    """Return the sound with its loud moments turned down by one smooth gain curve."""
    hop = 64
    level_db = 20.0 * np.log10(envelope(sound, 0.01, hop))
    wanted = -np.maximum(level_db - threshold_db, 0.0) * (1.0 - 1.0 / ratio)
    keep = np.exp(-hop / (release_s * FS))
    smooth = np.minimum(wanted, filters.smoothed(wanted, keep))
    curve = 10.0 ** (np.convolve(smooth, np.ones(5) / 5, "same") / 20.0)
    return sound * stretched(curve, hop, sound.shape[1])


def stretched(curve: Floats | Audio, hop: int, samples: int, start: int = 0) -> Audio:
    """Return a control curve as one value per sample, drawn straight between its points."""
    at = np.arange(start, start + samples) / hop
    return np.interp(at, np.arange(len(curve)), curve).astype(np.float32)
