"""Drum kits: every stroke is made once per kit from modes and noise, then placed and scaled."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.score import Note
from apps.sandbox.engine.sound import tones
from apps.sandbox.engine.sound.clock import Clock
from apps.sandbox.engine.sound.dsp import FS, Audio, add_at, as_audio, equalised, pan_gains, silence


@dataclass(frozen=True, slots=True)
class Kit:
    """What sets one kit apart: pitch and length of drums, colour of snares and cymbals."""

    kick_hz: float = 50.0
    kick_s: float = 0.16
    click: float = 0.35
    snare_hz: float = 190.0
    snare_s: float = 0.12
    wires: tuple[float, float] = (900.0, 8500.0)
    wire_level: float = 0.8
    hat_low: float = 7000.0
    hat_s: float = 0.028
    cymbal_s: float = 1.1
    bands: tuple[tuple[str, float, float], ...] = ()
    brushed: bool = False


KITS = {
    "acoustic": Kit(),
    "rock": Kit(
        58,
        0.15,
        0.6,
        200,
        0.16,
        (700, 9500),
        1.0,
        6000,
        0.04,
        1.4,
        (("peak", 400, -3.0), ("peak", 4000, 2.0)),
    ),
    "dusty": Kit(
        54,
        0.13,
        0.2,
        175,
        0.11,
        (600, 5500),
        0.8,
        5500,
        0.03,
        0.8,
        (("lowpass", 7000, 2), ("peak", 250, 2.0)),
    ),
    "brushes": Kit(62, 0.12, 0.12, 200, 0.16, (1500, 7500), 0.9, 6500, 0.04, 1.3, brushed=True),
    "machine": Kit(46, 0.24, 0.5, 185, 0.13, (1000, 11000), 0.9, 8000, 0.022, 0.9),
    "orchestra": Kit(42, 0.55, 0.1, 230, 0.14, (1000, 8000), 0.9, 6000, 0.05, 2.0),
    "tight": Kit(52, 0.13, 0.3, 220, 0.085, (1200, 9000), 0.7, 7500, 0.022, 0.9),
    "percussion": Kit(),
}
_PANS = {
    36: 0.0,
    38: 0.05,
    39: -0.1,
    42: 0.3,
    46: 0.3,
    49: -0.35,
    51: 0.4,
    50: -0.3,
    47: -0.05,
    45: 0.2,
    43: 0.4,
}
_PERCUSSION_PANS = {39: -0.15, 70: 0.45, 54: -0.4, 62: 0.4, 63: -0.4, 41: 0.1, 57: -0.3, 81: 0.5}
_VARIANTS = 3
_METAL_MODES = 90


def perform(name: str, notes: list[Note], clock: Clock, samples: int) -> Audio:
    """Return what a kit plays, shape (2, samples)."""
    kit = KITS[name]
    pans = _PERCUSSION_PANS if name == "percussion" else _PANS
    sound = silence(samples)
    for note in notes:
        variant = int(note.velocity * 10_000) % _VARIANTS
        stroke = _stroke(name, note.pitch, variant)
        level = np.float32(note.velocity**1.4)
        start = clock.sample_of(note.beat)
        for side, gain in enumerate(pan_gains(pans.get(note.pitch, 0.0))):
            add_at(sound[side], start, stroke * (level * np.float32(gain)))
    return equalised(sound, *kit.bands) if kit.bands else sound


@cache
def _stroke(name: str, pitch: int, variant: int) -> Audio:
    """Return one stroke; strokes are few and short, so they are kept for the process's life."""
    return STROKES.get(pitch, _shaker)(KITS[name], variant)


def _time(seconds: float) -> Audio:
    return as_audio(np.arange(round(seconds * FS)) / FS)


def _hiss(seconds: float, low: float, high: float, key: object) -> Audio:
    return as_audio(tones.noise(round(seconds * FS), low=low, high=high, key=str(key))[0])


def _end(sound: Audio) -> Audio:
    """Let the last milliseconds fade, so that no stroke ends in a click."""
    tail = min(len(sound), 400)
    sound[-tail:] *= np.linspace(1, 0, tail, dtype=np.float32)
    return sound


def _kick(kit: Kit, variant: int) -> Audio:
    time = _time(max(0.35, kit.kick_s * 3.5))
    sweep = kit.kick_hz * (1 + 2.6 * np.exp(-time * 38) + 4 * np.exp(-time * 220) * kit.click)
    body = np.sin(2 * np.pi * np.cumsum(sweep, dtype=np.float64) / FS) * np.exp(-time / kit.kick_s)
    beater = _hiss(0.02, 1500, 6000, ("beater", variant)) * np.linspace(1, 0, round(0.02 * FS)) ** 2
    sound = np.tanh(1.5 * body).astype(np.float32) * 0.75
    sound[: len(beater)] += (0.5 * kit.click * beater).astype(np.float32)
    return _end(sound)


def _snare(kit: Kit, variant: int) -> Audio:
    time = _time(kit.snare_s * 4 + 0.1)
    shell = np.array([1.0, 1.62, 2.3])
    skin = tones.modes(
        kit.snare_hz * shell, np.array([0.5, 0.3, 0.15]), np.array([0.09, 0.06, 0.04]), len(time)
    )
    wires = _hiss(len(time) / FS, *kit.wires, ("wires", variant))
    attack = 1 - np.exp(-time / 0.012) if kit.brushed else 1.0
    sound = kit.wire_level * wires * np.exp(-time / kit.snare_s) * attack
    return _end((0.45 * sound + (0.15 if kit.brushed else 0.5) * skin).astype(np.float32))


def _clap(_: Kit, variant: int) -> Audio:
    time = _time(0.35)
    burst = sum(
        np.where(time >= lag, np.exp(-np.maximum(time - lag, 0) / length), 0)
        for lag, length in ((0, 0.006), (0.011, 0.006), (0.022, 0.07))
    )
    return _end((0.5 * _hiss(0.35, 900, 4500, ("clap", variant)) * burst).astype(np.float32))


def _cymbal(
    low: float, seconds: float, level: float, key: str, *, air: float = 0.6
) -> Callable[[Kit, int], Audio]:
    def stroke(kit: Kit, variant: int) -> Audio:
        length = seconds * (kit.cymbal_s if seconds > 0.3 else kit.hat_s / 0.028)
        time = _time(length * 5)
        shape = chance(key, "metal")
        places = low * np.exp(shape.uniform(-0.7, 1.0, _METAL_MODES))
        metal = tones.modes(
            places,
            0.07 * (low / places) ** 0.5,
            length * shape.uniform(0.25, 0.9, _METAL_MODES) * (low / places) ** 0.7,
            len(time),
        )
        hiss = _hiss(len(time) / FS, max(low, kit.hat_low * 0.8), 16_000, (key, variant)) * np.exp(
            -time / length
        )
        return _end((level * (air * hiss + 0.35 * metal)).astype(np.float32))

    return stroke


def _tom(at: float) -> Callable[[Kit, int], Audio]:
    def stroke(_: Kit, variant: int) -> Audio:
        time = _time(0.5)
        sweep = at * (1 + 0.5 * np.exp(-time * 30))
        body = np.sin(2 * np.pi * np.cumsum(sweep, dtype=np.float64) / FS) * np.exp(-time / 0.14)
        skin = _hiss(0.5, 300, 3000, ("tom", at, variant)) * np.exp(-time / 0.03)
        return _end((0.7 * body + 0.2 * skin).astype(np.float32))

    return stroke


def _shaker(_: Kit, variant: int) -> Audio:
    time = _time(0.12)
    swell = np.minimum(time / 0.025, 1) * np.exp(-np.maximum(time - 0.025, 0) / 0.022)
    return _end((0.5 * _hiss(0.12, 5000, 12_000, ("shaker", variant)) * swell).astype(np.float32))


def _tambourine(_: Kit, variant: int) -> Audio:
    time = _time(0.3)
    jingles = tones.modes(
        np.array([5100.0, 6400, 7700, 8900, 10_400]), np.full(5, 0.15), np.full(5, 0.07), len(time)
    )
    return _end(
        (
            0.35 * _hiss(0.3, 6000, 14_000, ("jingle", variant)) * np.exp(-time / 0.05)
            + jingles * 0.6
        ).astype(np.float32)
    )


def _hand_drum(at: float) -> Callable[[Kit, int], Audio]:
    def stroke(_: Kit, variant: int) -> Audio:
        sound = tones.modes(
            at * np.array([1.0, 1.5, 2.1]),
            np.array([0.6, 0.3, 0.15]),
            np.array([0.1, 0.06, 0.04]),
            round(0.4 * FS),
        )
        slap = _hiss(0.02, 800, 5000, ("slap", at, variant)) * np.linspace(1, 0, round(0.02 * FS))
        sound[: len(slap)] += (0.25 * slap).astype(np.float32)
        return _end(sound)

    return stroke


def _timpano(_: Kit, variant: int) -> Audio:
    sound = tones.modes(
        73.4 * np.array([1.0, 1.5, 1.98, 2.44]),
        np.array([0.7, 0.45, 0.3, 0.2]),
        np.array([0.9, 0.6, 0.45, 0.3]),
        2 * FS,
    )
    felt = _hiss(0.06, 100, 900, ("felt", variant)) * np.linspace(1, 0, round(0.06 * FS)) ** 2
    sound[: len(felt)] += (0.4 * felt).astype(np.float32)
    return _end(sound)


def _triangle(_: Kit, __: int) -> Audio:
    return _end(
        tones.modes(
            np.array([2890.0, 4730, 7150, 9300]),
            np.array([0.3, 0.3, 0.2, 0.1]),
            np.full(4, 0.8),
            3 * FS,
        )
    )


STROKES: dict[int, Callable[[Kit, int], Audio]] = {
    36: _kick,
    38: _snare,
    39: _clap,
    41: _timpano,
    42: _cymbal(7000, 0.028, 0.5, "hat"),
    43: _tom(82),
    45: _tom(104),
    46: _cymbal(7000, 0.14, 0.45, "open hat"),
    47: _tom(128),
    49: _cymbal(4200, 0.6, 0.3, "crash"),
    50: _tom(160),
    51: _cymbal(4300, 0.34, 0.2, "ride", air=0.22),
    54: _tambourine,
    57: _cymbal(3600, 1.0, 0.3, "swell"),
    62: _hand_drum(310),
    63: _hand_drum(205),
    70: _shaker,
    81: _triangle,
}
