"""Find the beat: how fast it is, where it falls, and where bars begin."""

from dataclasses import dataclass

import numpy as np

from apps.sandbox.engine.listening.spectra import RATE, frames
from apps.sandbox.engine.listening.tonality import HOP
from apps.sandbox.engine.sound.dsp import Audio, Floats

_CLASSES_S = HOP / RATE
_HOP = 256
_SIZE = 1024
_BANDS = 24
_SLOWEST, _FASTEST, _COMMON = 60.0, 180.0, 112.0
_OCTAVE = 0.75
_BAR = 4
_SILENT = 1e-9
# Below this share of its neighbour, what seemed to be the next bar is the middle of one.
_NO_BAR = 0.55


@dataclass(frozen=True, slots=True)
class Pulse:
    """A steady beat: its tempo, the second of its first downbeat, and how clear it is (0 to 1)."""

    tempo_bpm: float
    first_s: float
    clarity: float


def find(sound: Audio, classes: Floats) -> Pulse:
    """Return the beat that fits a mono sound best; `classes` are its pitch classes."""
    begun = _onsets(sound)
    begun = np.maximum(begun - np.convolve(begun, np.ones(86) / 86, "same"), 0)
    if not begun.any():
        return Pulse(_COMMON, 0.0, 0.0)
    tempo_bpm, clarity = _tempo(begun)
    tempo_bpm, phase = _refined(begun, tempo_bpm)
    tempo_bpm, first_s = _barred(classes, tempo_bpm, phase * _HOP / RATE)
    return Pulse(round(tempo_bpm, 2), first_s, clarity)


def _barred(classes: Floats, tempo_bpm: float, phase_s: float) -> tuple[float, float]:
    """Return the tempo and where the first bar begins, judged by where the harmony moves.

    It moves with the bar more than at any other beat. When it does so only every eight beats, the
    beats were halves.
    """
    beat_s = 60 / tempo_bpm
    moves = _moves(classes, phase_s, beat_s)
    places = np.array([moves[k :: 2 * _BAR].mean() for k in range(2 * _BAR)])
    first = int(np.argmax(places))
    other = places[(first + _BAR) % (2 * _BAR)]
    if tempo_bpm / 2 >= _SLOWEST and other < _NO_BAR * places[first]:
        return tempo_bpm / 2, (phase_s + first * beat_s) % (2 * _BAR * beat_s)
    return tempo_bpm, (phase_s + first * beat_s) % (_BAR * beat_s)


def _moves(classes: Floats, phase_s: float, beat_s: float) -> Floats:
    """Return for each beat how much the two beats from there on differ from the two before."""
    edges = np.arange(phase_s, len(classes) * _CLASSES_S, beat_s) / _CLASSES_S
    starts = np.unique(np.rint(edges).astype(int).clip(0, len(classes) - 1))
    beats = np.add.reduceat(classes, starts, axis=0)
    pairs = beats[:-1] + beats[1:]
    levels = np.linalg.norm(pairs, axis=1) + _SILENT
    pairs /= levels[:, None]
    # Music that ends is no change of harmony.
    heard = np.minimum(1.0, np.minimum(levels[:-2], levels[2:]) / np.median(levels))
    moves = np.zeros(max(len(beats), 2 * _BAR))
    moves[2 : len(pairs)] = heard * (1 - np.sum(pairs[:-2] * pairs[2:], axis=1))
    return moves


def _onsets(sound: Audio) -> Floats:
    """Return how much begins at each frame."""
    edges = np.unique(np.geomspace(2, _SIZE // 2, _BANDS + 1).astype(int))
    rows = [
        np.log1p(30 * np.add.reduceat(levels, edges[:-1], axis=1))
        for levels in frames(sound, _SIZE, _HOP)
    ]
    growth = np.maximum(np.diff(np.concatenate(rows), axis=0, prepend=0), 0)
    return np.asarray(growth.sum(axis=1), dtype=np.float64)


def _tempo(begun: Floats) -> tuple[float, float]:
    """Return the tempo whose beats, halves and quarters fit the onsets best, and how well."""
    size = 1 << int(np.ceil(np.log2(len(begun) * 4)))
    even = begun - begun.mean()
    spectrum = np.abs(np.fft.rfft(even * np.hanning(len(begun)), size))
    rates = np.fft.rfftfreq(size, _HOP / RATE) * 60
    grid = np.arange(_SLOWEST, _FASTEST, 0.1)
    fit = sum(
        weight * np.interp(grid * times, rates, spectrum)
        for times, weight in ((1, 1.0), (2, 0.9), (4, 0.6))
    )
    wanted = fit * np.exp(-0.5 * (np.log2(grid / _COMMON) / _OCTAVE) ** 2)
    best = int(np.argmax(wanted))
    energy = float(np.sqrt(np.sum(np.square(even)) * len(even)) + 1e-9)
    return float(grid[best]), min(1.0, float(fit[best]) / energy)


def _refined(begun: Floats, tempo_bpm: float) -> tuple[float, float]:
    """Return tempo and phase (in frames) whose beats lie on the onsets all the way."""
    smooth = np.convolve(begun, np.hanning(7) / np.hanning(7).sum(), "same")
    best = (-1.0, tempo_bpm, 0.0)
    for tempo in tempo_bpm * np.linspace(0.995, 1.005, 41):
        step = 60 / tempo * RATE / _HOP
        for phase in np.arange(0, step, 1.0):
            best = max(best, (_comb(smooth, phase, step), float(tempo), float(phase)))
    return best[1], best[2]


def _comb(row: Floats, first: float, step: float) -> float:
    """Return the mean of a row at regular places."""
    places = np.arange(first, len(row) - 1, step).astype(int)
    return float(row[places].mean()) if len(places) else 0.0
