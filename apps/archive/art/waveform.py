"""Waveforms: the form of a song before one listens to it.

One path for each part of the song, so that a style sheet can colour them: `quiet`, `verse`,
`bridge` and `chorus`, here told apart by loudness alone, over stretches of a few seconds. No
colours, only names. The view box is as many units wide as there are bars (`static/js/
ms-waveform.js` reads it so).
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Levels = npt.NDArray[np.float64]

HEIGHT: Final = 100
REACH: Final = 48
BODY_HEIGHT: Final = 1000
BODY_REACH: Final = 490
LEAST: Final = 0.03
SMOOTHED_SHARE: Final = 0.025
SHORTEST_PART_SHARE: Final = 0.03
EVEN_WITHIN_DB: Final = 2.0
PARTS: Final = ((-1.5, "chorus"), (-4.0, "bridge"), (-10.0, "verse"), (-np.inf, "quiet"))
"""From so many decibels below the loud parts of the song on, a stretch counts as that part."""


@lru_cache(maxsize=512)
def strokes(peaks: bytes, *, bars: int, with_played: bool) -> str:
    """Return the drawing for places where one chooses: one stroke for each of `bars` stretches.

    `peaks` as `formats` tells. `with_played` adds the copy that shows how far the song has got.
    """
    peak, core = _levels(peaks)
    bars = min(bars, peak.size)
    edges = _edges(peak.size, bars)
    heights = _scaled(_means(peak, edges)) + _scaled(np.sqrt(_means(core**2, edges)))
    halves = np.rint(np.maximum(_scaled(heights), LEAST) * REACH).astype(int)
    names = _parts_at(core, edges)
    paths: dict[str, list[str]] = {}
    for at, (name, half) in enumerate(zip(names, halves.tolist(), strict=True)):
        stroke = f"M{at} {HEIGHT // 2 - half}V{HEIGHT // 2 + half}"
        paths.setdefault(name, []).append(stroke)
    drawn = _group("peak", {name: "".join(pieces) for name, pieces in paths.items()})
    return _svg(f"-.5 0 {bars} {HEIGHT}", drawn, with_played=with_played)


@lru_cache(maxsize=64)
def body(peaks: bytes, *, points: int, with_played: bool) -> str:
    """Return the drawing for places where one works: outline of the peaks, and loudness inside."""
    peak, core = _levels(peaks)
    points = min(points, peak.size)
    edges = _edges(peak.size, points)
    top = peak.max() or 1.0
    names = _parts_at(core, edges)
    outline = _areas(names, np.maximum.reduceat(peak, edges[:-1]) / top)
    inside = _areas(names, np.sqrt(_means(core**2, edges)) / top)
    drawn = _group("peak", outline) + _group("core", inside)
    return _svg(f"0 0 {points} {BODY_HEIGHT}", drawn, with_played=with_played)


def silence(*, bars: int) -> str:
    """Return a line where nothing is known yet."""
    dots = "".join(f"M{at} {HEIGHT // 2 - 1}V{HEIGHT // 2 + 1}" for at in range(bars))
    return _svg(f"-.5 0 {bars} {HEIGHT}", _group("peak", {"quiet": dots}), with_played=False)


def _levels(peaks: bytes) -> tuple[Levels, Levels]:
    buckets = np.frombuffer(peaks, np.uint8).reshape(-1, 2).astype(np.float64)
    return buckets[:, 0], buckets[:, 1]


def _edges(size: int, count: int) -> npt.NDArray[np.intp]:
    return np.linspace(0, size, count + 1).astype(np.intp)


def _means(levels: Levels, edges: npt.NDArray[np.intp]) -> Levels:
    means: Levels = np.add.reduceat(levels, edges[:-1]) / np.diff(edges)
    return means


def _scaled(levels: Levels) -> Levels:
    scaled: Levels = levels / (levels.max() or 1.0)
    return scaled


def _parts_at(core: Levels, edges: npt.NDArray[np.intp]) -> list[str]:
    """Return the part that each stretch between two edges belongs to, by its loudness."""
    level_db = _smoothed(10 * np.log10(_means(core**2, edges) + 1e-9))
    quiet_db, loud_db = np.percentile(level_db, [10, 90])
    if loud_db - quiet_db < EVEN_WITHIN_DB:
        return ["verse"] * level_db.size
    names = [_part_of(level - loud_db) for level in level_db.tolist()]
    return _without_slivers(names, round(len(names) * SHORTEST_PART_SHARE))


def _smoothed(levels: Levels) -> Levels:
    """Return the medians over a few seconds, which flatten beats but leave edges where they are."""
    reach = max(1, round(levels.size * SMOOTHED_SHARE))
    windows = sliding_window_view(np.pad(levels, reach, "edge"), 2 * reach + 1)
    medians: Levels = np.median(windows, axis=1)
    return medians


def _part_of(below_loud_db: float) -> str:
    return next(name for threshold, name in PARTS if below_loud_db >= threshold)


def _without_slivers(names: list[str], shortest: int) -> list[str]:
    """Let stretches that are too short for a part join the one before them."""
    joined: list[str] = []
    for name, run in groupby(names):
        length = len(list(run))
        joined += [joined[-1] if joined and length < shortest else name] * length
    return joined


def _areas(names: list[str], heights: Levels) -> dict[str, str]:
    """Return mirrored areas, one path a part; neighbours share the point between them."""
    halves = np.rint(np.maximum(heights, LEAST / 3) * BODY_REACH).astype(int).tolist()
    paths: dict[str, str] = {}
    for name, start, end in _runs(names):
        points = halves[start : end + 1]
        above = "".join(f"l1 {-rise}" for rise in _rises(points))
        below = "".join(f"l-1 {rise}" for rise in _rises(points[::-1]))
        corner = BODY_HEIGHT // 2 - points[0]
        area = f"M{start} {corner}{above}v{2 * points[-1]}{below}z"
        paths[name] = paths.get(name, "") + area.replace(" -", "-")
    return paths


def _runs(names: list[str]) -> Iterator[tuple[str, int, int]]:
    start = 0
    for name, run in groupby(names):
        end = start + len(list(run))
        yield name, start, end
        start = end


def _rises(halves: list[int]) -> list[int]:
    return [after - before for before, after in pairwise(halves)]


def _group(name: str, paths: dict[str, str]) -> str:
    inner = "".join(f'<path data-part="{part}" d="{drawn}"/>' for part, drawn in paths.items())
    return f'<g class="{name}">{inner}</g>'


def _svg(box: str, drawn: str, *, with_played: bool) -> str:
    played = f'<g class="played">{drawn}</g>' if with_played else ""
    head = f'viewBox="{box}" preserveAspectRatio="none" aria-hidden="true"'
    return f"<svg {head}>{drawn}{played}</svg>"
