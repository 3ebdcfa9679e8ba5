"""Loudness after ITU-R BS.1770-4 and peaks between samples, in blocks to keep memory small."""

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import fft

from apps.sandbox.engine.sound import filters
from apps.sandbox.engine.sound.dsp import BLOCK, FS, RINGING, Audio, Floats, through

# K-weighting for 44.1 kHz, designed from the standard's analogue shapes.
_SHELF = (
    (1.5308412300498355, -2.6509799951536985, 1.1690790799210682),
    (1.0, -1.6636551132560204, 0.7125954280732254),
)
_HIGHPASS = ((1.0, -2.0, 1.0), (1.0, -1.9891696736297957, 0.9891990357870394))
_SECTIONS = np.array([[*_SHELF[0], *_SHELF[1]], [*_HIGHPASS[0], *_HIGHPASS[1]]])
_HOP = FS // 10
_CHUNK = _HOP * 50


@cache
def _weighting() -> npt.NDArray[np.complex64]:
    response = filters.second_order(fft.rfftfreq(BLOCK, 1 / FS), _SECTIONS, FS)
    return np.asarray(response, dtype=np.complex64)


def weighted_power(sound: Audio, gain: Floats | None = None, hop: int = 1) -> Floats:
    """Return the K-weighted power of both channels together, one value per 100 ms.

    `gain` is a gain for every `hop` samples to be applied first.
    """
    powers = []
    for start in range(0, sound.shape[1], _CHUNK):
        before = max(0, start - RINGING)
        piece = sound[:, before : start + _CHUNK]
        if gain is not None:
            at = np.arange(before, before + piece.shape[1]) // hop
            piece = piece * gain[np.minimum(at, len(gain) - 1)].astype(np.float32)
        heard = through(piece, _weighting())[:, start - before :].astype(np.float64)
        whole = heard.shape[1] // _HOP
        frames = heard[:, : whole * _HOP].reshape(2, whole, _HOP)
        powers.append(np.square(frames).mean(axis=2).sum(axis=0))
    return np.concatenate(powers)


def integrated(powers: Floats) -> float:
    """Return the gated loudness in LUFS of 100 ms powers, -70 for silence."""
    if len(powers) < 4:
        return -70.0
    blocks = (powers[:-3] + powers[1:-2] + powers[2:-1] + powers[3:]) / 4
    levels = -0.691 + 10 * np.log10(blocks + 1e-12)
    loud = blocks[levels > -70.0]
    if not len(loud):
        return -70.0
    gate = -0.691 + 10 * np.log10(loud.mean()) - 10.0
    return float(-0.691 + 10 * np.log10(blocks[(levels > -70.0) & (levels > gate)].mean()))


def peaks(sound: Audio, hop: int) -> Floats:
    """Return the highest level of either channel in every `hop` samples, between samples too."""
    count = -(-sound.shape[1] // hop)
    highest = np.zeros(count)
    chunk = hop * 2048
    for at, start in enumerate(range(0, sound.shape[1], chunk)):
        piece = sound[:, max(0, start - 32) : start + chunk + 32]
        fine = np.abs(filters.finer(piece, 4)).max(axis=0)
        skip = 4 * (start - max(0, start - 32))
        wanted = fine[skip : skip + 4 * chunk]
        wanted = np.pad(wanted, (0, -len(wanted) % (4 * hop)))
        row = wanted.reshape(-1, 4 * hop).max(axis=1)[: count - at * 2048]
        highest[at * 2048 : at * 2048 + len(row)] = row
    return highest
