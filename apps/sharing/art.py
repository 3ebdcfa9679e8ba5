"""The picture beside a link on other sites: the song's cover as pixels, and its waveform.

The cover is drawn by `archive.art` as paths of few kinds (rectangles, triangles, half and whole
discs); here they are filled. Other sites take PNG and no SVG.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from math import cos, pi, radians, sin
from typing import Final

import numpy as np
import numpy.typing as npt

from apps.archive import analysis, art, store
from apps.lyrics.selectors import Art

Pixels = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

WIDTH: Final = 1200
HEIGHT: Final = 630
BARS: Final = 60
MARGIN: Final = 60
GROUND: Final = (24, 23, 20)
LIGHT: Final = (221, 240, 60)
ARC_STEPS: Final = 16
COVER_SIDE: Final = 120
"""The units of the cover's view box."""
PATH: Final = re.compile(r'<path fill="([^"]+)" d="([^"]+)"')
INK: Final = re.compile(r"oklch\(([\d.]+) ([\d.]+) (-?[\d.]+)\)")
STEP: Final = re.compile(r"([MhvazH])([^MhvazH]*)")
NUMBER: Final = re.compile(r"-?\d*\.?\d+")


@lru_cache(maxsize=64)
def card(cover: Art, peaks: bytes, picture: str = "") -> bytes:
    """Return the picture as PNG: the cover on the left, the waveform on the right.

    `picture` is the storage key of what is on the cover, "" for a drawn one. Raises:
    store.StorageTrouble and analysis.Unplayable if that picture cannot be read.
    """
    pixels = np.full((HEIGHT, WIDTH, 3), GROUND, np.uint8)
    if picture:
        content = BytesIO(b"".join(store.open_range(picture)))
        pixels[:, :HEIGHT] = analysis.square_pixels(content, side_px=HEIGHT)
    else:
        drawn = art.cover(cover.key, cover.tempo_bpm, cover.form, cover.seed)
        _print_cover(pixels[:, :HEIGHT], drawn)
    _draw_bars(pixels[:, HEIGHT:], peaks)
    return _png(pixels)


def _print_cover(pixels: Pixels, svg: str) -> None:
    scale = pixels.shape[0] / COVER_SIDE
    for ink, path in PATH.findall(svg):
        color = _srgb(ink)
        for points in _polygons(path):
            _fill(pixels, points * scale, color)


def _draw_bars(pixels: Pixels, peaks: bytes) -> None:
    levels = np.frombuffer(peaks, np.uint8).reshape(-1, 2)[:, 0].astype(float)
    if not levels.size:
        return
    edges = np.linspace(0, levels.size, min(BARS, levels.size) + 1).astype(np.intp)
    heights = np.maximum.reduceat(levels, edges[:-1]) / (levels.max() or 1)
    room = pixels.shape[1] - 2 * MARGIN
    for at, height in enumerate(heights.tolist()):
        left = MARGIN + round(at * room / heights.size)
        half = max(2, round(height * (HEIGHT / 2 - MARGIN)))
        pixels[HEIGHT // 2 - half : HEIGHT // 2 + half, left : left + 4] = LIGHT


def _polygons(path: str) -> Iterator[Points]:
    """Yield the outlines of a path; an arc becomes a few straight lines."""
    points: list[tuple[float, float]] = []
    for command, text in STEP.findall(path):
        numbers = [float(number) for number in NUMBER.findall(text)]
        if command == "z":
            yield np.array(points)
        elif command == "M":
            points = [(numbers[0], numbers[1])]
        else:
            points += _onward(points[-1], command, numbers)


def _onward(
    at: tuple[float, float], command: str, numbers: list[float]
) -> list[tuple[float, float]]:
    x, y = at
    if command == "a":
        _, rise, _, _, sweep, across, _ = numbers
        side = -1 if (sweep == 1) == (across > 0) else 1
        turns = [pi * step / ARC_STEPS for step in range(1, ARC_STEPS + 1)]
        half = across / 2
        return [(x + half - half * cos(turn), y + side * rise * sin(turn)) for turn in turns]
    if command == "v":
        return [(x, y + numbers[0])]
    return [(numbers[0] if command == "H" else x + numbers[0], y)]


def _fill(pixels: Pixels, points: Points, color: tuple[int, int, int]) -> None:
    """Colour every pixel whose middle lies inside, by counting the edges to its left."""
    height, width = pixels.shape[:2]
    left, top = np.clip(np.floor(points.min(axis=0)), 0, (width, height)).astype(int)
    right, bottom = np.clip(np.ceil(points.max(axis=0)), 0, (width, height)).astype(int)
    if right <= left or bottom <= top:
        return
    xs = np.arange(left, right) + 0.5
    ys = (np.arange(top, bottom) + 0.5)[:, None]
    inside = np.zeros((bottom - top, right - left), bool)
    for (x1, y1), (x2, y2) in zip(points, np.roll(points, -1, axis=0), strict=True):
        if y1 != y2:
            crosses = (y1 > ys) != (y2 > ys)
            inside ^= crosses & (xs > x1 + (ys - y1) * (x2 - x1) / (y2 - y1))
    pixels[top:bottom, left:right][inside] = color


def _srgb(ink: str) -> tuple[int, int, int]:
    """Return an oklch colour in sRGB. Source: CSS Color 4, section 9.3, and Oklab's matrices."""
    found = INK.fullmatch(ink)
    if not found:
        return GROUND
    light, chroma, hue = (float(number) for number in found.groups())
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return _byte(red), _byte(green), _byte(blue)


def _byte(linear: float) -> int:
    bounded = min(1.0, max(0.0, linear))
    if bounded <= 0.0031308:
        return int(255 * 12.92 * bounded + 0.5)
    return int(255 * (1.055 * bounded ** (1 / 2.4) - 0.055) + 0.5)


def _png(pixels: Pixels) -> bytes:
    rows = np.zeros((pixels.shape[0], pixels.shape[1] * 3 + 1), np.uint8)
    rows[:, 1:] = pixels.reshape(pixels.shape[0], -1)
    head = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    name, content = chunk
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
