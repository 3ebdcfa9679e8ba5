"""Print a cover in three inks from the song's data alone, as a PNG of our own writing.

Read from top to bottom like the song: one band per section, as tall as the section is long. The
key chooses the hue by the circle of fifths, minor on dark paper; the tempo the columns; the
section the figure: stripes, wedges, half-discs, a dotted band, small dots.
"""

import struct
import zlib
from math import cos, radians, sin
from pathlib import Path

import numpy as np
import numpy.typing as npt

from apps.sandbox.engine.score import Score, Section

_FIFTHS = (0, 7, 2, 9, 4, 11, 6, 1, 8, 3, 10, 5)
_SHIFTS = (150, 95, 210, 180)
_SMOOTH = 2
Inks = npt.NDArray[np.uint8]
Grid = npt.NDArray[np.float64]


def write_cover(score: Score, path: Path, *, size: int) -> None:
    """Write the cover as a PNG of `size` by `size` pixels."""
    marks = _marks(score, size * _SMOOTH)
    palette = np.array(_inks(score))
    picture = palette[marks].reshape(size, _SMOOTH, size, _SMOOTH, 3).mean(axis=(1, 3))
    path.write_bytes(png(np.rint(picture).astype(np.uint8)))


def png(picture: npt.NDArray[np.uint8]) -> bytes:
    """Return a picture of shape (height, width, 3) as PNG bytes."""
    height, width, _ = picture.shape
    rows = np.concatenate(
        [np.zeros((height, 1), np.uint8), picture.reshape(height, width * 3)], axis=1
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 6)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", body)
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _inks(score: Score) -> list[tuple[int, int, int]]:
    """Return paper, first ink and spot colour."""
    tonic, mode = _key(score)
    minor = mode == "minor"
    hue = (35 + (_FIFTHS.index(tonic) + (3 if minor else 0)) * 30) % 360
    spot = (hue + _SHIFTS[(score.seed + score.take) % 4]) % 360
    if minor:
        return [_oklch(0.29, 0.055, hue), _oklch(0.83, 0.085, hue), _oklch(0.70, 0.165, spot)]
    return [_oklch(0.90, 0.045, hue), _oklch(0.36, 0.095, hue), _oklch(0.68, 0.175, spot)]


def _key(score: Score) -> tuple[int, str]:
    longest = max(score.sections, key=lambda section: section.beats)
    return longest.tonic, longest.mode


def _oklch(lightness: float, chroma: float, hue: float) -> tuple[int, int, int]:
    """Return 8-bit sRGB of a colour in OKLCH (Ottosson 2020)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (_encoded(value) for value in linear)
    return red, green, blue


def _encoded(value: float) -> int:
    bounded = min(max(value, 0.0), 1.0)
    curved = 12.92 * bounded if bounded <= 0.0031308 else 1.055 * bounded ** (1 / 2.4) - 0.055
    return round(255 * curved)


def _marks(score: Score, size: int) -> Inks:
    """Return the number of the ink for every point."""
    marks = np.zeros((size, size), np.uint8)
    tempo = min(170.0, max(60.0, score.tempo_bpm))
    across = 3 + round((tempo - 60) / 28)
    total = sum(section.beats for section in score.sections)
    top = 0.0
    for at, section in enumerate(score.sections):
        bottom = top + section.beats / total * size
        rows = slice(round(top), max(round(bottom), round(top) + 1))
        marks[rows] = _band(section, marks[rows].shape, across, at + score.seed + score.take)
        top = bottom
    return marks


def _band(section: Section, shape: tuple[int, ...], across: int, flip: int) -> Inks:
    """Return the marks of one section; x and y run from 0 to 1 inside every cell."""
    height, width = shape
    column = np.arange(width) * across / width
    x, y = np.meshgrid(column % 1, (np.arange(height) + 0.5) / height)
    odd = ((column.astype(int) + flip) % 2).astype(bool)[None, :]
    ratio = height / (width / across)
    if section.kind == "Verse":
        return np.where((x * 4) % 1 < np.where(odd, 0.57, 0.33), 1, 0).astype(np.uint8)
    if section.kind == "Pre-Chorus":
        return np.where(x > 1 - y, np.where(odd, 1, 2), 0).astype(np.uint8)
    if section.kind == "Chorus":
        rise = np.where(odd, y, 1 - y)
        disc = (
            np.hypot(
                (x - 0.5) * 2, rise / min(1.0, 0.5 / ratio) if ratio > 0.5 else rise * ratio * 2
            )
            < 1
        )
        return np.where(disc, np.where(odd, 0, 2), np.where(odd, 2, 1)).astype(np.uint8)
    share = 0.38 if section.kind == "Bridge" else 0.22
    dot = np.hypot(x - 0.5, (y - 0.5) * ratio) < share * min(1.0, ratio)
    if section.kind == "Bridge":
        return np.where(dot, 0, 2).astype(np.uint8)
    return np.where(dot, np.where(odd, 2, 1), 0).astype(np.uint8)
