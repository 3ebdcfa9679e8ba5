"""One pass over a file: length, peaks, loudness, key; and whether it is the song we wait for."""

import math
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from apps.archive import formats
from apps.archive.analysis.decode import LONGEST_S, Samples, Unplayable, blocks
from apps.archive.analysis.key import Tonality
from apps.archive.analysis.loudness import Loudness

SILENT_BELOW_DBFS: Final = -60.0
TOLERANCE_S: Final = 3.0
TOLERANCE_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Measures:
    """What one pass found. Levels are None for digital silence; `peaks` as `formats` tells.

    `musical_key` is like `F# minor`, "" where none was looked for or none could be told.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    loudness_lufs: float | None
    peak_dbfs: float | None
    peaks: bytes
    musical_key: str

    @property
    def is_silent(self) -> bool:
        """Tell whether nobody would hear anything."""
        return self.peak_dbfs is None or self.peak_dbfs < SILENT_BELOW_DBFS


class _Peaks:
    """Collects highest sample and power of every hundredth of a second."""

    def __init__(self, hop: int) -> None:
        self._hop = hop
        self._highest: list[npt.NDArray[np.float32]] = []
        self._powers: list[npt.NDArray[np.float32]] = []

    def feed(self, samples: Samples) -> None:
        channels, size = samples.shape
        if size % self._hop:
            samples = np.pad(samples, ((0, 0), (0, -size % self._hop)))
        hops = samples.reshape(channels, -1, self._hop)
        highest = np.maximum(hops.max(axis=2), -hops.min(axis=2))
        self._highest.append(highest.max(axis=0))
        self._powers.append(np.einsum("chs,chs->h", hops, hops) / np.float32(channels * self._hop))

    def result(self, duration_s: float) -> tuple[float, bytes]:
        """Return the highest sample of all and the packed buckets. Raises Unplayable for NaN."""
        highest = np.concatenate(self._highest)
        powers = np.concatenate(self._powers)
        top = float(highest.max())
        if not math.isfinite(top):
            raise Unplayable("Parts of the file are damaged.")
        wanted = round(duration_s * formats.BUCKETS_PER_S)
        count = min(max(1, wanted), formats.MAX_BUCKETS, highest.size)
        edges = np.linspace(0, highest.size, count + 1).astype(np.intp)
        packed = np.empty((count, 2))
        packed[:, 0] = np.maximum.reduceat(highest, edges[:-1])
        packed[:, 1] = np.sqrt(np.add.reduceat(powers, edges[:-1]) / np.diff(edges))
        return top, np.rint(packed * (255 / top if top else 0)).astype(np.uint8).tobytes()


def measure(path: Path, *, with_loudness: bool = True, with_key: bool = False) -> Measures:
    """Decode the file to its end once and measure it.

    The key is only looked for in whole songs: a drum has none.
    Memory is bounded by the length (some 250 kB an hour), not by the size of the file.
    Raises Unplayable for what is no audio, damaged, broken off, or longer than four hours.
    """
    stream = blocks(path)
    shape, first = next(stream)
    peaks = _Peaks(shape.hop)
    loudness = Loudness(shape) if with_loudness else None
    tonality = Tonality(shape) if with_key else None
    total = 0
    for _, samples in chain([(shape, first)], stream):
        total += samples.shape[1]
        if total > LONGEST_S * shape.sample_rate_hz:
            raise Unplayable("The file is longer than four hours.")
        peaks.feed(samples)
        if loudness:
            loudness.feed(samples)
        if tonality:
            tonality.feed(samples)
    duration_s = total / shape.sample_rate_hz
    top, packed = peaks.result(duration_s)
    return Measures(
        duration_s=round(duration_s, 3),
        sample_rate_hz=shape.sample_rate_hz,
        channels=shape.channels,
        loudness_lufs=loudness.integrated_lufs() if loudness else None,
        peak_dbfs=float(20 * np.log10(top)) if top else None,
        peaks=packed,
        musical_key=tonality.key() if tonality else "",
    )


def check_audio(path: Path, *, expected_duration_s: float | None) -> Measures:
    """Measure the file and make sure that it is the song we wait for.

    Its length may differ from what was announced by 10 percent or 3 seconds, whichever is more.
    Raises Unplayable for all that `measure` refuses, for a wrong length, and for silence.
    """
    measures = measure(path, with_key=True)
    if measures.is_silent:
        raise Unplayable("The file plays, but there is only silence in it.")
    if expected_duration_s:
        slack_s = max(TOLERANCE_S, expected_duration_s * TOLERANCE_SHARE)
        if abs(measures.duration_s - expected_duration_s) > slack_s:
            raise Unplayable(
                f"The file lasts {measures.duration_s:.0f} seconds, "
                f"but {expected_duration_s:.0f} were announced."
            )
    return measures
