"""Drum parts: grooves with ghosts and accents, fills at ends, builds and crashes."""

from collections.abc import Iterator

import numpy as np

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.music.style import Groove, Style
from apps.sandbox.engine.score import Note

KICK, SNARE, CLAP, HAT, OPEN_HAT, CRASH, RIDE = 36, 38, 39, 42, 46, 49, 51
TOMS = (50, 47, 45, 43)
_FILLS = (
    ((12, SNARE), (13, SNARE), (14, TOMS[0]), (15, TOMS[2])),
    ((8, SNARE), (10, TOMS[0]), (11, TOMS[0]), (12, TOMS[1]), (14, TOMS[2]), (15, TOMS[3])),
    ((12, TOMS[0]), (13, TOMS[1]), (14, TOMS[2]), (15, TOMS[3])),
    ((10, SNARE), (12, SNARE), (14, SNARE), (15, KICK)),
)


def play(
    style: Style, *, kind: str, bars: int, lift: float, into: str | None, salt: tuple[object, ...]
) -> Iterator[Note]:
    """Yield the drums and percussion of a section that leads into a section of kind `into`."""
    groove = style.groove
    if groove is None:
        return
    choice = chance(*salt, "groove", kind)
    patterns = _choose(groove, choice)
    for bar in range(bars):
        rng = chance(*salt, "drum bar", bar)
        resting = kind == "Intro" and bar < bars // 2 and bars > 1
        building = kind == "Bridge" and bar < bars // 2
        filling = style.fills and bar == bars - 1 and into is not None and bars > 1
        if not resting:
            yield from _bar(style, patterns, bar, lift, rng, building=building, filling=filling)
        if filling:
            yield from _fill(style, bar, lift, rng)
        if bar == 0 and kind in ("Chorus", "Break", "Bridge", "Outro") and lift > 0.4:
            yield Note("Drums", style.kit, 0.0, 3.0, CRASH, 0.75 + 0.2 * lift)
        if lift >= 0.6 and not resting:
            yield from _percussion(groove, bar, lift, rng)


def ending(style: Style, beat: float) -> Iterator[Note]:
    """Yield the last stroke of a song."""
    if style.groove is not None and style.fills:
        yield Note("Drums", style.kit, beat, 1.0, KICK, 0.85)
        yield Note("Drums", style.kit, beat, 3.5, CRASH, 0.8)


def _choose(groove: Groove, rng: np.random.Generator) -> dict[int, str]:
    """Pick one pattern for each instrument of the kit."""
    return {
        pitch: options[int(rng.integers(len(options)))]
        for pitch, options in ((KICK, groove.kick), (SNARE, groove.snare), (HAT, groove.hat))
    }


def _bar(
    style: Style,
    patterns: dict[int, str],
    bar: int,
    lift: float,
    rng: np.random.Generator,
    *,
    building: bool,
    filling: bool,
) -> Iterator[Note]:
    for pitch, pattern in patterns.items():
        if building and pitch != HAT:
            continue
        for step, digit in enumerate(pattern):
            if digit != "." and not (filling and step >= 10 and pitch != KICK):
                played = _voice(style, pitch, step, lift)
                strength = int(digit) / 9 * (0.72 + 0.28 * lift) * rng.normal(1.0, 0.05)
                yield Note("Drums", style.kit, bar * 4 + step / 4, 0.25, played, _unit(strength))
    if patterns[SNARE].strip(".") and not building:
        yield from _ghosts(style, bar, rng)
    if style.groove is not None and "swing ride" in style.groove.extra:
        for beat, strength in (
            (0.0, 0.6),
            (1.0, 0.72),
            (1.5, 0.45),
            (2.0, 0.6),
            (3.0, 0.72),
            (3.5, 0.45),
        ):
            if beat % 1 == 0 or rng.random() < 0.85:
                yield Note(
                    "Drums",
                    style.kit,
                    bar * 4 + beat,
                    0.5,
                    RIDE,
                    _unit(strength * rng.normal(1, 0.08)),
                )


def _voice(style: Style, pitch: int, step: int, lift: float) -> int:
    """Return what is really struck: open hats and rides take over when it gets bigger."""
    if pitch != HAT or lift < 0.85 or style.groove is None:
        return pitch
    if "ride" in style.groove.extra:
        return RIDE
    return OPEN_HAT if step % 4 == 2 and style.kit in ("acoustic", "machine") else HAT


def _ghosts(style: Style, bar: int, rng: np.random.Generator) -> Iterator[Note]:
    for step in (3, 7, 9, 11, 14):
        if rng.random() < 0.1 + 0.12 * style.syncopation:
            yield Note(
                "Drums", style.kit, bar * 4 + step / 4, 0.2, SNARE, 0.14 + 0.1 * float(rng.random())
            )


def _fill(style: Style, bar: int, lift: float, rng: np.random.Generator) -> Iterator[Note]:
    strokes = _FILLS[int(rng.integers(len(_FILLS)))]
    for k, (step, pitch) in enumerate(strokes):
        strength = 0.55 + 0.3 * k / len(strokes) + 0.1 * lift
        yield Note("Drums", style.kit, bar * 4 + step / 4, 0.3, pitch, _unit(strength))


def _percussion(groove: Groove, bar: int, lift: float, rng: np.random.Generator) -> Iterator[Note]:
    for pitch, pattern in groove.percussion:
        for step, digit in enumerate(pattern):
            if digit != ".":
                strength = int(digit) / 9 * (0.6 + 0.4 * lift) * rng.normal(1.0, 0.08)
                yield Note(
                    "Percussion", "percussion", bar * 4 + step / 4, 0.25, pitch, _unit(strength)
                )


def _unit(value: float) -> float:
    return float(min(max(value, 0.05), 1.0))
