"""The mixing law: what a fader, a pan, mute, solo and the limiter mean.

`static/js/mixer/law.js` says the same to the browser; a change of one is a change of both, and a
test plays the same sounds through both.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float64]

BOTTOM_DB: Final = -60.0
"""The fader's lowest place is silence."""
TOP_DB: Final = 12.0
HOP: Final = 64
AHEAD: Final = 4
"""Hops that the limiter looks ahead: it is late by 256 frames."""
CEILING: Final = 10 ** (-1 / 20)
RELEASE_S: Final = 0.1


Strip = Mapping[str, Any]


def levels(
    strips: Sequence[Strip],
    *,
    master_db: float = 0.0,
    groups: Mapping[str, Strip] | None = None,
) -> Sound:
    """Return the gain of every strip, left and right.

    Mute wins over solo. Pan is a balance: the far side fades, the near side stays, so that an
    untouched mix is exactly the sum. What `groups` has under the `group` of a strip counts for it.
    """
    strips = [folded(strip, (groups or {}).get(strip.get("group", ""), {})) for strip in strips]
    soloed = any(strip.get("solo") for strip in strips)
    gains = np.zeros((len(strips), 2))
    for row, strip in zip(gains, strips, strict=True):
        if strip.get("mute") or (soloed and not strip.get("solo")):
            continue
        gain = linear(float(strip.get("gain", 0.0))) * linear(master_db)
        pan = float(strip.get("pan", 0.0))
        row[:] = gain * min(1.0, 1 - pan), gain * min(1.0, 1 + pan)
    return gains


def folded(strip: Strip, group: Strip) -> Strip:
    """Return a strip as its group leaves it: gains add up; mute and solo are those of either.

    What one of them takes down to the bottom is silent.
    """
    gains = [float(part.get("gain", 0.0)) for part in (strip, group)]
    gain = BOTTOM_DB if min(gains) <= BOTTOM_DB else sum(gains)
    either = {name: bool(strip.get(name) or group.get(name)) for name in ("mute", "solo")}
    return {**strip, "gain": gain, **either}


def linear(level_db: float) -> float:
    """Return the factor of a level."""
    return 0.0 if level_db <= BOTTOM_DB else 10 ** (level_db / 20)


class Limiter:
    """Keeps every sample below -1 dBFS. What comes out is `HOP * AHEAD` frames old.

    Per hop: the gain that it needs; the least of five; exponential release; the mean of four;
    linear from hop to hop. So it can never overshoot.
    """

    def __init__(self, rate_hz: int) -> None:
        self._keep = 1 - np.exp(-HOP / (rate_hz * RELEASE_S))
        self._need = np.ones(AHEAD)
        self._slow = np.ones(AHEAD - 1)
        self._last = 1.0
        self._gain = 1.0
        self._line = np.zeros((HOP * AHEAD, 2))

    def feed(self, sound: Sound) -> Sound:
        """Take a whole number of hops and return as many that are ready."""
        hops = len(sound) // HOP
        peak = np.abs(sound).reshape(hops, -1).max(axis=1)
        need = np.concatenate([self._need, np.minimum(1, CEILING / np.maximum(peak, 1e-9))])
        least = np.lib.stride_tricks.sliding_window_view(need, AHEAD + 1).min(axis=1)
        slow = np.concatenate([self._slow, self._released(least)])
        mean = np.lib.stride_tricks.sliding_window_view(slow, AHEAD).mean(axis=1)
        edges = np.concatenate([[self._gain], mean])
        step = np.arange(HOP) / HOP
        curve = (edges[:-1, None] + np.diff(edges)[:, None] * step).ravel()
        line = np.concatenate([self._line, sound])
        self._need, self._slow, self._gain = need[-AHEAD:], slow[-(AHEAD - 1) :], edges[-1]
        self._line = line[len(sound) :]
        limited: Sound = line[: len(sound)] * curve[:, None]
        return limited

    def _released(self, least: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        if self._last == 1.0 and least.min(initial=1.0) == 1.0:
            return least
        slow, last = np.empty(len(least)), self._last
        for at, value in enumerate(least.tolist()):
            last = value if value < last else last + (value - last) * self._keep
            slow[at] = last
        self._last = last
        return slow
