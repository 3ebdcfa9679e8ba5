"""The key of a song: how strong each of the twelve notes is, against what keys are made of.

The spectrum of every third of a second is folded into twelve notes, whatever the octave, and what
comes together over the song is compared with the profiles that Krumhansl and Kessler found by
asking listeners how well each note fits a key (1982). It is tuned to 440 Hz, and says one key for
the whole song.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from apps.archive.analysis.decode import Samples, Shape

Notes = npt.NDArray[np.float64]

FRAME_S: Final = 0.37
LOWEST_HZ: Final = 65.0
HIGHEST_HZ: Final = 2_100.0
SILENT: Final = 1e-3
EVEN_BELOW: Final = 0.05
"""Where the twelve notes differ by less (as a share of their mean), it is noise, or nothing."""

UNCLEAR_BELOW: Final = 0.5
"""A song whose notes fit no key better than this (as a correlation) has none that we could tell."""

PROFILES: Final = {
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}
NAMES: Final = {
    "major": ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"),
    "minor": ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"),
}


class Tonality:
    """Collects the notes of a stream, block by block; some 200 kB, however long it is."""

    def __init__(self, shape: Shape) -> None:
        self._size = 2 ** round(np.log2(shape.sample_rate_hz * FRAME_S))
        self._window = np.hanning(self._size)
        hertz: Notes = np.fft.rfftfreq(self._size, 1 / shape.sample_rate_hz).astype(np.float64)
        self._heard = (hertz > LOWEST_HZ) & (hertz < HIGHEST_HZ)
        self._fold = _folding(hertz[self._heard])
        self._rest = np.zeros(0, np.float32)
        self._notes: Notes = np.zeros(12)

    def feed(self, samples: Samples) -> None:
        """Take the next block (channels by samples)."""
        sound = np.concatenate((self._rest, samples.mean(axis=0)))
        hop = self._size // 2
        count = max(0, (sound.size - self._size) // hop + 1)
        if count:
            for frame in sliding_window_view(sound, self._size)[::hop]:
                self._add(frame)
        self._rest = sound[count * hop :].copy()

    def _add(self, frame: Samples) -> None:
        if np.abs(frame).max() < SILENT:
            return
        levels = np.abs(np.fft.rfft(frame * self._window))[self._heard]
        # Roots keep a bass drum from drowning the notes.
        notes = np.sqrt(levels) @ self._fold
        self._notes += notes / notes.sum()

    def key(self) -> str:
        """Return the likeliest key, such as `F# minor`; "" if nothing comes near one."""
        if self._notes.std() <= EVEN_BELOW * self._notes.mean():
            return ""
        fits = {
            (mode, tonic): float(np.corrcoef(np.roll(profile, tonic), self._notes)[0, 1])
            for mode, profile in PROFILES.items()
            for tonic in range(12)
        }
        (mode, tonic), fit = max(fits.items(), key=_fit)
        return f"{NAMES[mode][tonic]} {mode}" if fit >= UNCLEAR_BELOW else ""


def _folding(hertz: Notes) -> Notes:
    """Return how much each bin of a spectrum counts for each note from C on (bins by notes)."""
    numbers = 69 + 12 * np.log2(hertz / 440)
    nearest = np.rint(numbers).astype(int)
    folding = np.zeros((hertz.size, 12))
    # What lies between two notes says nothing about either.
    folding[np.arange(hertz.size), nearest % 12] = np.maximum(
        0, 1 - 2.5 * np.abs(numbers - nearest)
    )
    # A note has more bins the higher it is; each octave shall count the same.
    return folding / hertz[:, np.newaxis]


def _fit(found: tuple[tuple[str, int], float]) -> float:
    return found[1]
