"""What stems tell when laid beside their clip and each other: offsets, what differs, bleeding."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from apps.stems.analysis.reading import BLOCK, RATE_HZ, Samples, stereo

THINNED: Final = 4
"""Offsets are found on every fourth sample: within a twelfth of a millisecond."""
SPAN: Final = 2 ** int(np.ceil(np.log2(2 * BLOCK // THINNED)))
HEARD: Final = 0.1
"""So much of a stem, as a correlation, must be heard in the clip for an offset to be believed."""
AS_GOOD: Final = 0.9
"""A repeating sound fits in many places; no offset is believed where this share of it fits."""
BANDS_HZ: Final = (60, 125, 250, 500, 1000, 2000, 4000, 6000)
"""Bleeding is looked for in each band on its own: hardly any separation leaks evenly."""
LEAST_BLEED: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Findings:
    """`null_db`: difference between the sum of the stems and the clip, against the clip.

    `offsets_ms`: how much later than in the clip each stem sounds, None where nobody could tell.
    `bleeds_db`: so much of each stem is also heard in the others, against the stem as a whole;
    None for a silent one and for one that has no others beside it.
    """

    null_db: float | None
    offsets_ms: list[float | None]
    bleeds_db: list[float | None]


class Checks:
    """Collects what a second after another tells."""

    def __init__(self, stems: int) -> None:
        self._rest = self._whole = 0.0
        self._crossed = np.zeros((stems, SPAN // 2 + 1), np.complex128)
        self._powers = np.zeros(stems)
        self._power = 0.0
        self._bleeding = _Bleeding(stems)

    def feed(self, clip: Samples, stems: Sequence[Samples]) -> None:
        """Take the same second of the clip and of every stem."""
        both = stereo(clip).astype(np.float64)
        total = np.sum([stereo(stem) for stem in stems], axis=0, dtype=np.float64)
        self._rest += float(np.sum((total - both) ** 2))
        self._whole += float(np.sum(both**2))
        whole = _thin(both)
        spectrum = np.fft.rfft(whole, SPAN)
        self._power += float(np.dot(whole, whole))
        spectra = np.zeros((len(stems), len(spectrum)), np.complex128)
        for at, stem in enumerate(stems):
            if stem.shape[1] and stem.any():
                part = _thin(stem)
                self._powers[at] += float(np.dot(part, part))
                spectra[at] = np.fft.rfft(part, SPAN)
        self._crossed += spectrum * np.conj(spectra)
        self._bleeding.feed(spectra, len(both) / RATE_HZ)

    def findings(self) -> Findings:
        """Return what all seconds tell together."""
        null_db = None
        if self._whole > 0:
            null_db = round(10 * float(np.log10(max(self._rest, 1e-20) / self._whole)), 1)
        pairs = zip(self._crossed, self._powers, strict=True)
        offsets_ms = [self._offset_ms(*pair) for pair in pairs]
        return Findings(null_db, offsets_ms, self._bleeding.levels_db())

    def _offset_ms(self, crossed: npt.NDArray[np.complex128], power: float) -> float | None:
        scale = np.sqrt(power * self._power)
        if scale == 0:
            return None
        fit = np.fft.irfft(crossed, SPAN)
        best = int(np.argmax(fit))
        if fit[best] < HEARD * scale:
            return None
        if fit[0] >= AS_GOOD * fit[best]:
            return 0.0
        lag = best if best < SPAN // 2 else best - SPAN
        return round(-lag * THINNED / RATE_HZ * 1000, 2)


class _Bleeding:
    """Finds what of each stem could be had by adding up the others, band by band.

    What two players do at once is not alike in every wave for long, so it averages out; a leak is
    the same wave. Chance makes the others fit a little: as much as their number, divided by how
    many independent values there were, is taken off.
    """

    def __init__(self, stems: int) -> None:
        edges_hz = np.fft.rfftfreq(SPAN, THINNED / RATE_HZ)
        self._edges = np.searchsorted(edges_hz, BANDS_HZ)
        self._shared = np.zeros((len(BANDS_HZ) - 1, stems, stems), np.complex128)
        self._seconds = 0.0

    def feed(self, spectra: npt.NDArray[np.complex128], seconds: float) -> None:
        self._seconds += seconds
        for band, (low, high) in enumerate(pairwise(self._edges)):
            part = spectra[:, low:high]
            self._shared[band] += part @ part.conj().T

    def levels_db(self) -> list[float | None]:
        """Return the share of each stem that is in the others, in decibels."""
        powers = np.einsum("bii->bi", self._shared).real
        sounding = powers.sum(axis=0) > 0
        shares = np.zeros(len(sounding))
        if sounding.sum() < 2:
            return [None] * len(sounding)
        for band, width_hz in enumerate(np.diff(BANDS_HZ)):
            others = (sounding.sum() - 1) / max(1.0, width_hz * self._seconds)
            shares[sounding] += _explained(
                self._shared[band][np.ix_(sounding, sounding)], float(others)
            )
        return [
            round(10 * float(np.log10(max(share / power, LEAST_BLEED))), 1) if heard else None
            for share, power, heard in zip(shares, powers.sum(axis=0), sounding, strict=True)
        ]


def _explained(shared: npt.NDArray[np.complex128], by_chance: float) -> npt.NDArray[np.float64]:
    """Return the power of each stem that all others together explain."""
    power = np.diag(shared).real
    # A little noise of its own in each stem keeps silent and equal ones from dividing by zero.
    solid = shared + np.diag(1e-6 * power + 1e-9 * power.max() + 1e-30)
    alone = 1 / np.diag(np.linalg.inv(solid)).real
    share = np.clip(1 - alone / np.maximum(power, 1e-30), 0, 1)
    fair: npt.NDArray[np.float64] = np.clip((share - by_chance) / max(1e-3, 1 - by_chance), 0, 1)
    return fair * power


def _thin(samples: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    mono = samples.mean(axis=1, dtype=np.float64)
    whole: npt.NDArray[np.float64] = np.pad(mono, (0, -len(mono) % THINNED))
    thinned: npt.NDArray[np.float64] = whole.reshape(-1, THINNED).mean(axis=1)
    return thinned
