"""Covers: a print in three inks, computed from the song alone.

Read from top to bottom like the song: one band for each section, as tall as the section is long.
The key chooses the hue by the circle of fifths (relative keys share it; minor on dark paper, major
on light), the tempo the number of columns, the section the shape; a seed shifts the second hue and
flips the pattern. The same song always gives the same print.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from zlib import crc32

SIDE: Final = 120
FIFTHS: Final = ("C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#", "F")
FLATS: Final = {"Db": "C#", "Eb": "D#", "Gb": "F#", "Ab": "G#", "Bb": "A#", "Cb": "B", "Fb": "E"}
SHARPS: Final = {"E#": "F", "B#": "C"}
KEY: Final = re.compile(
    r"\s*([A-Ga-g])([#b\u266f\u266d]?)\s*(m(?:in(?:or)?)?|maj(?:or)?)?\s*$", re.ASCII
)
SECTION: Final = re.compile(r"([A-Z])(\d{1,3})")
PLAIN_FORMS: Final = (
    "I4 V16 C16 V16 C16 O4",
    "V12 C12 V12 B8 C16",
    "I8 V16 P4 C16 B8 C16 O8",
    "V8 P4 C12 V8 P4 C12 K4",
)
MOST_SECTIONS: Final = 24
SECOND_HUES: Final = (150, 95, 210, 180)


@dataclass(frozen=True, slots=True)
class Band:
    """Where one section lies: its top and height, its columns, and the count that it starts at."""

    top: float
    height: float
    columns: int
    start: int

    @property
    def width(self) -> float:
        """Return the width of a column."""
        return SIDE / self.columns

    def odd(self, column: int) -> bool:
        """Tell whether a column is one of every second."""
        return (column + self.start) % 2 == 1


@dataclass(slots=True)
class Layer:
    """One pass of the print: what is drawn in each ink."""

    marks: dict[str, list[str]] = field(default_factory=dict)

    def draw(self, ink: str, mark: str) -> None:
        """Add a mark in an ink: paper, first or spot."""
        self.marks.setdefault(ink, []).append(mark)

    def paths(self, inks: dict[str, str]) -> str:
        """Return one path for each ink."""
        return "".join(
            f'<path fill="{inks[ink]}" d="{"".join(marks)}"/>' for ink, marks in self.marks.items()
        )


@lru_cache(maxsize=512)
def cover(key: str, tempo_bpm: float | None, form: str, seed: object) -> str:
    """Return the cover as SVG.

    `key` as musicians write it (`D minor`, `F#`, `Bbm`), `tempo_bpm` in beats a minute, `form` as
    letters with lengths in bars (`I4 V16 C16`: intro, verse, pre-chorus P, chorus, bridge, break K,
    outro). What is empty or not understood is chosen by `seed`, which may be anything.
    """
    number = crc32(str(seed).encode())
    under, over = Layer(), Layer()
    columns = 3 + round((min(170.0, max(60.0, tempo_bpm or 60 + number % 111)) - 60) / 28)
    top = 0.0
    verses = number % 2
    sections = _sections(form, number)
    total = sum(length for _, length in sections)
    for letter, length in sections:
        height = length / total * SIDE
        SHAPES.get(letter, _dots)(Band(top, height, columns, verses), under, over)
        verses += letter == "V"
        top += height
    inks = _inks(key, number)
    ground = f'<path fill="{inks["paper"]}" d="M0 0h{SIDE}v{SIDE}H0z"/>'
    drawn = ground + under.paths(inks) + over.paths(inks)
    return f'<svg viewBox="0 0 {SIDE} {SIDE}" aria-hidden="true">{drawn}</svg>'


def _sections(form: str, number: int) -> list[tuple[str, int]]:
    found = [(letter, int(bars)) for letter, bars in SECTION.findall(form) if int(bars)]
    return found[:MOST_SECTIONS] or _sections(PLAIN_FORMS[number % len(PLAIN_FORMS)], number)


def _inks(key: str, number: int) -> dict[str, str]:
    hue, minor = _hue_of(key, number)
    second = (hue + SECOND_HUES[number // 2 % len(SECOND_HUES)]) % 360
    if minor:
        paper, first, spot = (0.29, 0.055), (0.83, 0.085), (0.70, 0.165)
    else:
        paper, first, spot = (0.90, 0.045), (0.36, 0.095), (0.68, 0.175)
    return {
        "paper": f"oklch({paper[0]} {paper[1]} {hue})",
        "first": f"oklch({first[0]} {first[1]} {hue})",
        "spot": f"oklch({spot[0]} {spot[1]} {second})",
    }


def _hue_of(key: str, number: int) -> tuple[int, bool]:
    """Return the hue in degrees and whether the key is minor."""
    found = KEY.match(key)
    if not found:
        return number % 12 * 30 + 5, number // 12 % 2 == 1
    letter, accidental, mode = found.groups()
    sign = {"\u266f": "#", "\u266d": "b"}.get(accidental, accidental)
    note = letter.upper() + sign
    note = FLATS.get(note, SHARPS.get(note, note))
    minor = (mode or "").startswith("m") and not (mode or "").startswith("maj")
    # Three steps up the circle of fifths lies the relative major, which has the same notes.
    return (35 + (FIFTHS.index(note) + (-3 if minor else 0)) * 30) % 360, minor


def _stripes(band: Band, under: Layer, over: Layer) -> None:
    for column in range(band.columns):
        wide = band.width / (7 if band.odd(column) else 12)
        for line in range(4):
            left = band.width * (column + line / 4 + 1 / 16)
            under.draw("first", _block(left, band.top, wide, band.height))


def _half_discs(band: Band, under: Layer, over: Layer) -> None:
    width, radius = band.width, band.width / 2
    rise = min(band.height, radius * 2)
    for column in range(band.columns):
        left, odd = column * width, band.odd(column)
        under.draw("spot" if odd else "first", _block(left, band.top, width, band.height))
        base = band.top if odd else band.top + band.height
        arc = f"a{_n(radius)} {_n(rise)} 0 0 {0 if odd else 1} {_n(width)} 0z"
        over.draw("paper" if odd else "spot", f"M{_n(left)} {_n(base)}{arc}")


def _wedges(band: Band, under: Layer, over: Layer) -> None:
    for column in range(band.columns):
        ink = "first" if band.odd(column) else "spot"
        foot = f"M{_n(column * band.width)} {_n(band.top + band.height)}"
        under.draw(ink, f"{foot}h{_n(band.width)}v{_n(-band.height)}z")


def _dotted_bar(band: Band, under: Layer, over: Layer) -> None:
    under.draw("spot", _block(0, band.top, SIDE, band.height))
    for column in range(band.columns):
        over.draw("paper", _disc(band, column, 0.38))


def _dots(band: Band, under: Layer, over: Layer) -> None:
    for column in range(band.columns):
        under.draw("spot" if band.odd(column) else "first", _disc(band, column, 0.22))


SHAPES: Final[dict[str, Callable[[Band, Layer, Layer], None]]] = {
    "V": _stripes,
    "C": _half_discs,
    "P": _wedges,
    "B": _dotted_bar,
}


def _block(left: float, top: float, width: float, height: float) -> str:
    return f"M{_n(left)} {_n(top)}h{_n(width)}v{_n(height)}h{_n(-width)}z"


def _disc(band: Band, column: int, share: float) -> str:
    radius = min(band.width, band.height) * share
    left = (column + 0.5) * band.width - radius
    half = f"a{_n(radius)} {_n(radius)} 0 0 1"
    across = _n(2 * radius)
    middle = _n(band.top + band.height / 2)
    return f"M{_n(left)} {middle}{half} {across} 0{half} -{across} 0z"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
