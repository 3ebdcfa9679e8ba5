"""The master: one gain curve over the whole mix, so that the parts always add up to the song."""

import numpy as np
from scipy import ndimage

from apps.sandbox.engine.score import Master
from apps.sandbox.engine.sound import filters
from apps.sandbox.engine.sound.dsp import FS, Audio, Floats, as_audio, decibels, envelope
from apps.sandbox.engine.sound.loudness import integrated, peaks, weighted_power

TARGET_LUFS = -14.0
CEILING_DB = -1.3
HOP = 64
_LOOK_AHEAD = 4


def gain_curve(mix: Audio, master: Master | None = None) -> tuple[Audio, Master]:
    """Return the gain of the master, one value every `HOP` samples, and what it was set to.

    It glues gently, brings the whole to `TARGET_LUFS` and holds peaks below `CEILING_DB`. With
    `master` the settings are taken, not sought: then equal stretches of music stay equal.
    """
    level_db = 20 * np.log10(envelope(mix, 0.04, HOP))
    glue_db = float(np.percentile(level_db, 70)) if master is None else master.glue_db
    glue = _glue(level_db, glue_db)
    heights = peaks(mix, HOP) * glue
    gain = _sought_gain(mix, glue, heights) if master is None else decibels(master.gain_db)
    curve = glue * gain * limiter(heights * gain)
    return as_audio(curve), Master(gain_db=20 * float(np.log10(gain)), glue_db=glue_db)


def _sought_gain(mix: Audio, glue: Floats, heights: Floats) -> float:
    """Return the gain that brings the limited mix to the target, in a few rounds."""
    powers = weighted_power(mix, glue, HOP)
    gain = decibels(TARGET_LUFS - integrated(powers))
    for _ in range(4):
        limit = limiter(heights * gain)
        gain *= decibels(TARGET_LUFS - integrated(powers * _squared(limit * gain, len(powers))))
    return gain


def limiter(heights: Floats) -> Floats:
    """Return the gain that keeps peaks below the ceiling: quick and early down, slow up."""
    needed = np.minimum(1.0, decibels(CEILING_DB) / np.maximum(heights, 1e-9))
    lowest = ndimage.minimum_filter1d(needed, 2 * _LOOK_AHEAD + 3)
    release = 1.0 - np.exp(-HOP / (0.09 * FS))
    held = np.empty_like(lowest)
    level = 1.0
    for at, value in enumerate(lowest.tolist()):
        level = value if value < level else level + release * (value - level)
        held[at] = level
    return np.asarray(ndimage.uniform_filter1d(held, 2 * _LOOK_AHEAD + 1))


def _glue(level_db: Floats, threshold_db: float) -> Floats:
    """Return a slow, gentle compression that ties the parts together."""
    over = np.maximum(level_db - threshold_db, 0.0)
    keep = np.exp(-HOP / (0.15 * FS))
    return np.asarray(10 ** (filters.smoothed(-0.45 * over, keep) / 20))


def _squared(curve: Floats, count: int) -> Floats:
    """Return the mean square of a gain curve for each 100 ms."""
    edges = (np.arange(count + 1) * (FS / 10) / HOP).astype(int)
    total = np.concatenate([[0.0], np.cumsum(np.square(curve))])
    edges = np.minimum(edges, len(curve))
    return np.asarray(
        (total[edges[1:]] - total[edges[:-1]]) / np.maximum(edges[1:] - edges[:-1], 1)
    )
