"""The instruments of the band, each a recipe for one tone, and how they play notes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.score import Note
from apps.sandbox.engine.sound import filters, tones
from apps.sandbox.engine.sound.clock import Clock
from apps.sandbox.engine.sound.dsp import (
    FS,
    Audio,
    Floats,
    add_at,
    as_audio,
    decibels,
    equalised,
    hertz,
    silence,
)

_REFERENCE = 0.1
_CACHE_BYTES = 24_000_000
_STEP = FS // 4


@dataclass(frozen=True, slots=True)
class Instrument:
    """A recipe `tone(hertz, samples)` and how notes begin, end and pass through an amplifier.

    `looping` tones are made once as a loop; `soft_hz` is where soft notes lose their treble.
    """

    tone: Callable[[float, int], Audio]
    attack_s: float = 0.002
    release_s: float = 0.12
    looping: bool = False
    soft_hz: float = 2500.0
    bands: tuple[tuple[str, float, float], ...] = ()
    drive: float = 0.0
    width: float = 0.0
    level_db: float = 0.0


def _string(**shape: float) -> Callable[[float, int], Audio]:
    ring_s = shape.pop("ring_s")

    def tone(at: float, samples: int) -> Audio:
        return tones.plucked(at, samples, ring_s=ring_s * (220 / at) ** 0.5, **shape)

    return tone


def _piano(at: float, samples: int) -> Audio:
    number = np.arange(1.0, int(np.clip(11_000 / at, 4, 32)) + 1)
    stretch = number * np.sqrt(1 + 0.00035 * (at / 262) ** 0.8 * number**2)
    strength = np.abs(np.sin(np.pi * number / 8.3)) * number**-0.9 * np.exp(-number * at / 3600)
    ring = 3.2 * (262 / at) ** 0.6 / (1 + 0.22 * (number - 1))
    frequencies = np.concatenate([at * stretch * 0.99975, at * stretch * 1.00028])
    strengths, rings = np.tile(strength, 2), np.concatenate([ring, ring * 0.45])
    sound = tones.modes(frequencies, strengths, rings, samples)
    knock = min(samples, FS // 25)
    sound[:knock] += (
        0.12
        * np.float32(strength.sum())
        * tones.noise(knock, low=150, high=1800, key="knock")[0]
        * _fade_out(knock)
    )
    return sound


def _fade_out(samples: int) -> Audio:
    return np.linspace(1, 0, samples, dtype=np.float32) ** 2


def _slope(power: float, *formants: tuple[float, float, float]) -> Callable[[Floats], Floats]:
    """Return strengths that fall with the harmonic's frequency and swell around body formants."""

    def strengths(at: Floats) -> Floats:
        body = sum(
            (
                gain * np.exp(-0.5 * ((at - centre) / width) ** 2)
                for centre, width, gain in formants
            ),
            1.0,
        )
        return np.asarray((at / at[0]) ** -power * body)

    return strengths


def _many(
    power: float, cents: float, *formants: tuple[float, float, float], voices: int = 0
) -> Callable[[float, int], Audio]:
    def tone(at: float, _: int) -> Audio:
        return tones.ensemble(
            at, _slope(power, *formants), cents=cents, voices=voices, key=f"{power}{cents}"
        )

    return tone


def _one(
    power: float,
    *formants: tuple[float, float, float],
    attack_s: float,
    vibrato: float,
    brightening: float = 0.0,
    breath: float = 0.0,
    odd: float = 1.0,
) -> Callable[[float, int], Audio]:
    """Return a solo wind or bowed instrument; `odd` below 1 weakens even harmonics."""

    def tone(at: float, samples: int) -> Audio:
        number = np.arange(1.0, 25)
        strengths = _slope(power, *formants)(number * at) * np.where(number % 2, 1.0, odd)
        sound = tones.steered(
            at,
            samples,
            strengths,
            attack_s=attack_s,
            vibrato_cents=vibrato,
            brightening=brightening,
            key=str(power),
        )
        if breath:
            air = tones.noise(samples, low=at, high=6000, key="air")[0]
            sound += (
                np.float32(breath)
                * air
                * (1 - np.exp(-np.arange(samples, dtype=np.float32) / (0.03 * FS)))
            )
        return sound

    return tone


def _organ(at: float, samples: int) -> Audio:
    bars = np.array([0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0])
    strengths = np.array([0.7, 1.0, 0.45, 0.6, 0.25, 0.3, 0.1, 0.12])
    sound = tones.modes(at * bars, strengths, np.full(8, 1e6), samples)
    turning = 1 + 0.12 * np.sin(2 * np.pi * 6.1 * np.arange(samples) / FS)
    return np.asarray(sound * turning, dtype=np.float32)


def _bell(at: float, samples: int) -> Audio:
    ratios = np.array([1.0, 2.0, 3.01, 4.07, 5.43, 6.8])
    strengths = np.array([1.0, 0.5, 0.28, 0.2, 0.12, 0.06])
    return tones.modes(at * ratios, strengths, np.array([1.6, 1.1, 0.7, 0.5, 0.3, 0.2]), samples)


def _saw_bass(at: float, samples: int) -> Audio:
    number = np.arange(1.0, int(np.clip(6000 / at, 4, 60)))
    frequencies = np.concatenate([at * number, at * number * 1.004])
    strengths = np.tile(1.0 / number, 2)
    decays = np.tile(np.maximum(0.06, 2.0 / (1 + 0.25 * number)), 2)
    return tones.modes(frequencies, strengths, decays, samples)


def _sub(at: float, samples: int) -> Audio:
    sound = tones.modes(
        at * np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.18, 0.06]), np.full(3, 6.0), samples
    )
    return as_audio(np.tanh(1.4 * sound))


def _pluck_synth(at: float, samples: int) -> Audio:
    number = np.arange(1.0, int(np.clip(12_000 / at, 3, 30)))
    return tones.modes(at * number * 1.001, 1.0 / number, 0.5 / (1 + 0.4 * (number - 1)), samples)


def _vinyl(_: float, samples: int) -> Audio:
    rng = chance("vinyl", samples)
    hiss = 0.25 * tones.noise(samples, low=800, high=7000, key="hiss")
    clicks = np.zeros((2, samples), dtype=np.float32)
    places = rng.integers(0, samples - 1, samples // 5000)
    clicks[rng.integers(0, 2, len(places)), places] = rng.normal(0, 4, len(places))
    return hiss + equalised(clicks, ("highpass", 1200, 1), ("lowpass", 6000, 1))


def _wind(_: float, samples: int) -> Audio:
    slow = 0.6 + 0.4 * np.sin(2 * np.pi * np.arange(samples, dtype=np.float32) / samples - 1.5)
    return as_audio(tones.noise(samples, low=250, high=900, key="wind") * slow)


def _riser(_: float, samples: int) -> Audio:
    ramp = np.linspace(0, 1, samples, dtype=np.float32)
    air = tones.noise(samples, low=900, high=7000, key="riser")
    dark = tones.noise(samples, low=200, high=1400, key="riser dark")
    return as_audio((air * ramp**3 + 0.7 * dark * ramp**2 * (1 - ramp)) * 1.5)


def _impact(_: float, samples: int) -> Audio:
    time = np.arange(samples) / FS
    boom = np.sin(2 * np.pi * np.cumsum(42 + 60 * np.exp(-time * 28)) / FS) * np.exp(-time * 4)
    air = tones.noise(samples, low=1500, high=9000, key="impact") * np.exp(-time * 5)
    return np.asarray(boom + 0.35 * air, dtype=np.float32)


_BODY = ((280.0, 60.0, 0.8), (480.0, 120.0, 0.7), (2600.0, 900.0, 1.2))
INSTRUMENTS: dict[str, Instrument] = {
    "piano": Instrument(_piano, release_s=0.16, soft_hz=1800, width=0.35),
    "e-piano": Instrument(tones.frequency_modulated, release_s=0.15, soft_hz=1200, width=0.5),
    "organ": Instrument(_organ, attack_s=0.008, release_s=0.06, width=0.6),
    "accordion": Instrument(_many(0.8, 6, (1000, 500, 1.0), voices=3), 0.04, 0.08, looping=True),
    "harp": Instrument(_string(place=0.3, slope=1.2, ring_s=1.6, damping=0.25), release_s=0.6),
    "bell lead": Instrument(_bell, release_s=0.5, width=0.3),
    "steel guitar": Instrument(
        _string(place=0.17, slope=0.75, ring_s=1.5, damping=0.14, stiffness=5e-5, cutoff=5500.0),
        release_s=0.1,
        bands=(("peak", 115, 3.0), ("peak", 230, 2.0), ("peak", 3000, 2.0)),
        width=0.25,
    ),
    "nylon guitar": Instrument(
        _string(place=0.28, slope=1.2, ring_s=1.2, damping=0.3),
        bands=(("peak", 110, 3.0), ("peak", 400, 1.5)),
    ),
    "jazz guitar": Instrument(
        _string(place=0.33, slope=1.5, ring_s=1.3, damping=0.25, cutoff=2500.0)
    ),
    "clean guitar": Instrument(
        _string(place=0.2, slope=0.85, ring_s=1.9, damping=0.12, cutoff=4500.0),
        width=0.5,
        release_s=0.06,
    ),
    "drive guitar": Instrument(
        _string(place=0.13, slope=0.7, ring_s=4.0, damping=0.1, cutoff=6000.0),
        release_s=0.05,
        drive=14.0,
        bands=(("highpass", 85, 2), ("lowpass", 4800, 4), ("peak", 450, -3.0), ("peak", 1900, 3.0)),
    ),
    "lead guitar": Instrument(
        _one(0.9, (1200, 500, 1.0), attack_s=0.012, vibrato=22),
        release_s=0.08,
        drive=5.0,
        bands=(("highpass", 150, 2), ("lowpass", 5200, 4), ("peak", 1600, 3.0)),
    ),
    "finger bass": Instrument(
        _string(place=0.22, slope=1.25, ring_s=0.8, damping=0.35, cutoff=1800.0),
        release_s=0.06,
        soft_hz=700,
        level_db=9.0,
    ),
    "pick bass": Instrument(
        _string(place=0.12, slope=0.95, ring_s=0.9, damping=0.2, cutoff=3000.0),
        release_s=0.05,
        drive=1.5,
        level_db=9.0,
    ),
    "upright bass": Instrument(
        _string(place=0.3, slope=1.4, ring_s=0.42, damping=0.5, cutoff=1300.0),
        release_s=0.09,
        soft_hz=600,
        level_db=9.0,
    ),
    "dub bass": Instrument(
        _string(place=0.4, slope=2.0, ring_s=0.9, damping=0.6, cutoff=500.0),
        release_s=0.07,
        level_db=9.0,
    ),
    "saw bass": Instrument(_saw_bass, 0.003, 0.04, drive=0.8, level_db=6.0),
    "sub bass": Instrument(_sub, 0.015, 0.12, level_db=6.0),
    "contrabass": Instrument(_many(1.3, 14, (200, 90, 0.8)), 0.12, 0.3, looping=True),
    "celli": Instrument(_many(1.15, 16, *_BODY), 0.14, 0.35, looping=True),
    "strings": Instrument(_many(1.1, 20, *_BODY), 0.22, 0.45, looping=True, soft_hz=2000),
    "spiccato": Instrument(_many(1.0, 16, *_BODY), 0.012, 0.11, looping=True),
    "fiddle": Instrument(
        _one(1.0, *_BODY, attack_s=0.05, vibrato=24, brightening=0.15, breath=0.05), 0.02, 0.12
    ),
    "brass": Instrument(_many(0.85, 9, (1200, 500, 1.4)), 0.045, 0.14, looping=True, soft_hz=1100),
    "horns": Instrument(_many(1.5, 10, (420, 160, 1.2)), 0.3, 0.4, looping=True, soft_hz=700),
    "muted trumpet": Instrument(
        _one(0.5, (1700, 500, 2.2), attack_s=0.025, vibrato=14, brightening=0.2),
        0.01,
        0.08,
        bands=(("highpass", 350, 2), ("peak", 1800, 5.0)),
    ),
    "sax": Instrument(
        _one(
            0.75,
            (520, 160, 1.2),
            (1400, 400, 0.9),
            attack_s=0.035,
            vibrato=18,
            brightening=0.25,
            breath=0.1,
        ),
        0.015,
        0.1,
    ),
    "flute": Instrument(_one(1.9, attack_s=0.06, vibrato=16, breath=0.16), 0.03, 0.12),
    "oboe": Instrument(
        _one(0.6, (1100, 300, 2.0), (2900, 500, 0.8), attack_s=0.04, vibrato=14), 0.02, 0.1
    ),
    "warm pad": Instrument(_many(1.7, 24), 0.5, 0.7, looping=True, soft_hz=900),
    "supersaw": Instrument(_many(1.0, 22, voices=7), 0.008, 0.12, looping=True, soft_hz=2500),
    "pluck synth": Instrument(_pluck_synth, release_s=0.2, width=0.4),
    "square lead": Instrument(
        _one(1.0, attack_s=0.006, vibrato=12, odd=0.08), 0.004, 0.1, width=0.3
    ),
    "vinyl": Instrument(_vinyl, 0.3, 0.3),
    "wind": Instrument(_wind, 1.0, 1.0),
    "riser": Instrument(_riser, 0.05, 0.05),
    "impact": Instrument(_impact, 0.001, 0.3),
}


def perform(name: str, notes: list[Note], clock: Clock, samples: int) -> Audio:
    """Return what an instrument plays, shape (2, samples)."""
    instrument = INSTRUMENTS[name]
    sound = silence(samples)
    for note in notes:
        tone = _note(name, instrument, note, note.beats * clock.beat_s)
        add_at(sound, clock.sample_of(note.beat), tone)
    if instrument.drive:
        sound = np.tanh(sound * np.float32(instrument.drive * 2.2)) * np.float32(0.14)
    if instrument.bands:
        sound = equalised(sound, *instrument.bands)
    sound *= np.float32(decibels(instrument.level_db))
    return _widened(sound, instrument.width) if instrument.width else sound


def _note(name: str, instrument: Instrument, note: Note, length_s: float) -> Audio:
    held = max(1, round(length_s * FS))
    samples = held + round(instrument.release_s * 3 * FS)
    bright, soft = _tones.get(name, note.pitch, samples)
    if instrument.looping:
        start = int(chance("loop", note.velocity, note.pitch).integers(tones.LOOP))
        bright = tones.looped(bright, samples, start)
        soft = tones.looped(soft, samples, start)
    strength = np.float32(note.velocity)
    mixed = bright[..., :samples] * strength + soft[..., :samples] * (1 - strength)
    shape = _shape(samples, held, instrument.attack_s, instrument.release_s)
    return as_audio(mixed * (shape * np.float32(0.25 + 0.75 * note.velocity**1.5)))


class _Tones:
    """Tones made before, bright and soft, forgotten all at once when they take too much memory."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int, int], tuple[Audio, Audio]] = {}
        self._size_bytes = 0

    def get(self, name: str, pitch: int, samples: int) -> tuple[Audio, Audio]:
        """Return the bright and the soft tone, at least `samples` long, loud as the reference."""
        looping = INSTRUMENTS[name].looping
        rounded = tones.LOOP if looping else -(-samples // _STEP) * _STEP
        key = (name, pitch, rounded)
        if key not in self._made:
            if self._size_bytes > _CACHE_BYTES:
                self._made.clear()
                self._size_bytes = 0
            self._made[key] = _make(INSTRUMENTS[name], pitch, rounded)
            self._size_bytes += sum(tone.nbytes for tone in self._made[key])
        return self._made[key]


_tones = _Tones()


def _make(instrument: Instrument, pitch: int, samples: int) -> tuple[Audio, Audio]:
    bright = instrument.tone(hertz(pitch), samples)
    bright = bright * np.float32(_REFERENCE / _loudness(bright))
    keep = np.exp(-2 * np.pi * instrument.soft_hz / FS)
    soft = filters.smoothed(bright, float(keep)).astype(np.float32)
    return bright, soft


def _loudness(tone: Audio) -> float:
    """Return the loudest quarter second's root mean square."""
    power = np.square(np.atleast_2d(tone)).mean(axis=0)
    window = min(_STEP, power.shape[0])
    count = power.shape[0] // window
    return float(np.sqrt(power[: count * window].reshape(count, window).mean(axis=1).max()) + 1e-9)


def _shape(samples: int, held: int, attack_s: float, release_s: float) -> Audio:
    """Return the loudness of a note over time: in, on, and out after `held` samples."""
    shape = np.ones(samples, dtype=np.float32)
    rise = min(max(8, round(attack_s * FS)), held)
    shape[:rise] = np.sin(np.linspace(0, np.pi / 2, rise)) ** 2
    fall = np.arange(samples - held, dtype=np.float32)
    shape[held:] = np.exp(-fall / (release_s * FS)) * np.linspace(1, 0, samples - held) ** 0.5
    shape[held:] *= shape[held - 1]
    return shape


def _widened(sound: Audio, width: float) -> Audio:
    """Return a mono sound spread by short delays that cancel when folded to mono."""
    middle = sound.mean(axis=0)
    delay = round(0.011 * FS)
    side = np.zeros_like(middle)
    side[delay:] = middle[:-delay] * np.float32(width)
    return np.stack([middle + side, middle - side])
