"""Turn phones and notes into singing.

Source and filter (Fant 1960): each opening of the glottis sends one pulse through the vocal
tract. For every pulse the tract's response is computed exactly in the frequency domain, at its
exact place between two samples, and added to the line; so pitch is exact at any height, formants
move smoothly, and a phrase costs a few matrix operations instead of a loop over samples.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import fft

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.score import Singer
from apps.sandbox.engine.sound import filters
from apps.sandbox.engine.sound.dsp import FS, Audio, Floats
from apps.sandbox.engine.sound.voice.cue import Cue, Sung
from apps.sandbox.engine.sound.voice.delivery import (
    FRAMES_PER_S,
    LOUDNESS,
    evened,
    pitch_line,
    times,
)
from apps.sandbox.engine.sound.voice.timeline import Placed, lay_out, tones_of
from apps.sandbox.engine.sound.voice.tract import SOUNDS, Sound

_VOICE_FS = FS // 2
_GRAIN = 1024
_BATCH = 400
_EVENNESS = 0.32
_UPPER = (
    (3400.0, 180.0),
    (4200.0, 240.0),
    (5400.0, 350.0),
    (6500.0, 500.0),
    (7600.0, 600.0),
    (8800.0, 800.0),
    (9900.0, 900.0),
)
_WIDTHS = (75.0, 95.0, 140.0)
_TRACTS = {"m": (1.0, 1.0, 1.0), "f": (1.14, 1.17, 1.14)}
Complex = npt.NDArray[np.complex64]


@dataclass(frozen=True, slots=True)
class Line:
    """Control curves of a phrase, 200 values a second: formants, voice, breath and pitch."""

    formants: Floats
    voiced: Floats
    breath: Floats
    pitch: Floats


class FormantVoice:
    """A small singer of our own, without samples or models: on pitch, hard to understand."""

    name = "formant"
    edition = "1"

    def sing(self, cue: Cue) -> Sung:
        """Return the sung line; breath noise and drift depend on the cue alone."""
        singer = cue.singer if cue.side is None else _companion(cue.singer, cue.side)
        placed = lay_out(cue.syllables, cue.beat_s)
        notes = tones_of(cue.syllables, cue.pitches, cue.beat_s)
        origin, key = placed[0].start_s - 0.06, cue.name
        frames = round((placed[-1].end_s + 0.25 - origin) * FRAMES_PER_S)
        line = Line(
            formants=_formants(placed, origin, frames, singer),
            voiced=_levels(placed, origin, frames, "voiced"),
            breath=_levels(placed, origin, frames, "breath"),
            pitch=pitch_line(notes, origin, frames, singer, key),
        )
        voice = evened(filters.finer(_voice(line, singer, key), 2).astype(np.float32))
        for one in placed:
            _add_noise(voice, one, origin, key)
        return Sung(origin, voice)


def _companion(singer: Singer, side: int) -> Singer:
    """Return a singer who resembles the lead but is somebody else."""
    return replace(
        singer,
        tract=singer.tract * (1.03, 0.965)[side % 2],
        breath=min(0.6, singer.breath + 0.2),
        vibrato_hz=singer.vibrato_hz * (0.94, 1.05)[side % 2],
    )


def _formants(placed: list[Placed], origin: float, frames: int, singer: Singer) -> Floats:
    """Return three formant curves that glide between the phones' targets."""
    moments, targets = [], []
    for at, one in enumerate(placed):
        for moment, target in _targets(one, _neighbour(placed, at)):
            moments.append(moment)
            targets.append(target)
    curves = np.array(
        [np.interp(times(origin, frames), moments, row) for row in np.array(targets).T]
    )
    kernel = np.hanning(9)[1:-1]
    padded = np.pad(curves, ((0, 0), (3, 3)), mode="edge")
    smooth = np.array([np.convolve(row, kernel / kernel.sum(), "valid") for row in padded])
    scale = np.array(_TRACTS[singer.gender]) * singer.tract
    return np.asarray(smooth * scale[:, None])


def _neighbour(placed: list[Placed], at: int) -> Sound:
    """Return the vowel after a phone, for breath that is shaped like what follows."""
    return next((SOUNDS[one.phone] for one in placed[at:] if one.vowel), SOUNDS["AH"])


def _targets(one: Placed, vowel: Sound) -> list[tuple[float, tuple[float, float, float]]]:
    sound = SOUNDS[one.phone]
    length = one.end_s - one.start_s
    if not one.vowel:
        return [
            ((one.start_s + one.end_s) / 2, vowel.formants if one.phone == "HH" else sound.formants)
        ]
    settle, leave = one.start_s + min(0.045, 0.3 * length), one.end_s - min(0.05, 0.3 * length)
    if sound.glide is None:
        return [(settle, sound.formants), (leave, sound.formants)]
    turn = one.start_s + max(0.5 * length, length - 0.22)
    return [
        (settle, sound.formants),
        (max(turn, settle), sound.formants),
        (max(leave, turn + 0.01), sound.glide),
    ]


def _levels(placed: list[Placed], origin: float, frames: int, what: str) -> Floats:
    """Return how loud voice or breath is, smoothed as fast as a mouth can move."""
    levels = np.zeros(frames)
    for one in placed:
        a, b = (round((time - origin) * FRAMES_PER_S) for time in (one.start_s, one.end_s))
        sound = SOUNDS[one.phone]
        levels[a : max(b, a + 1)] = sound.voiced if what == "voiced" else sound.breath
        if what == "voiced" and one.vowel:
            levels[a:b] *= np.interp(np.arange(b - a), (0, 10, max(b - a, 11)), (0.9, 1.0, 0.8))
        if what == "breath" and sound.burst and not sound.voiced:
            levels[max(b - 5, 0) : b + 4] = 0.22
    kernel = np.hanning(7)[1:-1]
    return np.asarray(np.convolve(levels, kernel / kernel.sum(), "same"))


def _voice(line: Line, singer: Singer, key: object) -> Floats:
    """Return voice and breath through the tract, at half the sample rate."""
    rng = chance("voice", key)
    samples = round(len(line.pitch) / FRAMES_PER_S * _VOICE_FS)
    frequency = 440.0 * 2.0 ** ((line.pitch - 69.0) / 12.0)
    cycles = np.concatenate([[0.0], np.cumsum(frequency) / FRAMES_PER_S])
    edges = np.arange(len(cycles)) / FRAMES_PER_S
    pulses = np.interp(np.arange(1, int(cycles[-1])), cycles, edges)
    frame = np.minimum((pulses * FRAMES_PER_S).astype(int), len(frequency) - 1)
    audible = np.maximum(line.voiced[frame], line.breath[frame]) > 0.004
    pulses, frame = pulses[audible], frame[audible]
    sound = np.zeros(samples + 2 * _GRAIN)
    for first in range(0, len(pulses), _BATCH):
        batch = slice(first, first + _BATCH)
        grains = _grains(line, frequency, frame[batch], pulses[batch], singer, rng)
        for start, grain in zip((pulses[batch] * _VOICE_FS).astype(int), grains, strict=True):
            sound[start : start + _GRAIN] += grain
    return sound[:samples]


def _grains(
    line: Line,
    frequency: Floats,
    frame: npt.NDArray[np.intp],
    pulses: Floats,
    singer: Singer,
    rng: np.random.Generator,
) -> Floats:
    """Return the tract's answer to every pulse, shifted to its place between samples."""
    omega = np.linspace(0, np.pi, _GRAIN // 2 + 1)
    tract = _tract(line.formants[:, frame], frequency[frame], omega, singer)
    tract *= _glottis(frequency[frame], omega, singer)
    power = np.mean(np.abs(tract) ** 2, axis=1) * frequency[frame]
    even = power**-_EVENNESS
    breathy = 0.5 * singer.breath * line.voiced[frame] + 1.4 * line.breath[frame]
    air = rng.standard_normal((len(frame), len(omega), 2), dtype=np.float32).view(np.complex64)[
        ..., 0
    ]
    hiss = np.clip(omega * _VOICE_FS / (2 * np.pi) / 3500.0, 0.04, 1.0).astype(np.float32)
    shimmer = 1 + 0.03 * rng.standard_normal(len(frame))
    source = (line.voiced[frame] * shimmer)[:, None].astype(np.float32) + air * hiss * breathy[
        :, None
    ].astype(np.float32)
    offset = (pulses * _VOICE_FS) % 1.0
    shift = np.exp(-1j * offset[:, None] * omega[None, :]).astype(np.complex64)
    grains = fft.irfft(tract * source * shift * even[:, None].astype(np.float32), _GRAIN, axis=1)
    grains *= np.concatenate([np.ones(_GRAIN - 256), np.hanning(512)[256:]]).astype(np.float32)
    return np.asarray(grains)


def _tract(formants: Floats, frequency: Floats, omega: Floats, singer: Singer) -> Complex:
    """Return the response of the vocal tract for every pulse, shape (pulses, bins).

    The three moving resonances are multiplied as polynomials first, so that one small matrix
    product evaluates them at all frequencies.
    """
    turns = np.exp(-1j * np.outer(np.arange(7), omega)).astype(np.complex64)
    tuned = (np.maximum(formants[0], 1.02 * frequency), formants[1], formants[2])
    widen = 1.25 if singer.gender == "f" else 1.0
    poles = np.ones((len(frequency), 1))
    for centres, width in zip(tuned, _WIDTHS, strict=True):
        poles = _times_resonance(poles, centres, width * widen)
    below = (poles.astype(np.complex64)) @ turns
    gain = poles.sum(axis=1).astype(np.float32)[:, None]
    return np.asarray(gain * _upper(omega, singer) / below, dtype=np.complex64)


def _times_resonance(poles: Floats, centres: Floats, width: float) -> Floats:
    """Multiply polynomials in the unit delay by one resonance each."""
    radius = float(np.exp(-np.pi * width / _VOICE_FS))
    first = -2 * radius * np.cos(2 * np.pi * centres / _VOICE_FS)
    longer = np.pad(poles, ((0, 0), (0, 2)))
    longer[:, 1:-1] += first[:, None] * poles
    longer[:, 2:] += radius**2 * poles
    return longer


def _upper(omega: Floats, singer: Singer) -> Complex:
    """Return the response of the higher formants, which do not move."""
    scale = singer.tract * (1.1 if singer.gender == "f" else 1.0)
    poles = np.ones((1, 1))
    for centre, width in _UPPER:
        if centre * scale < 0.47 * _VOICE_FS:
            poles = _times_resonance(poles, np.array([centre * scale]), width)
    turns = np.exp(-1j * np.outer(np.arange(poles.shape[1]), omega))
    return np.asarray(poles.sum() / (poles @ turns), dtype=np.complex64)


def _glottis(frequency: Floats, omega: Floats, singer: Singer) -> Complex:
    """Return the spectrum of one glottal pulse radiated from the lips."""
    hertz = (omega * _VOICE_FS / (2 * np.pi)).astype(np.float32)[None, :]
    opening = (1.1 * frequency).astype(np.float32)[:, None]
    tilt = np.float32(3200 - 1400 * singer.breath)
    ratio = 1j * hertz / opening
    return np.asarray(
        2 * ratio / (1 + ratio) ** 2 / (1 + 1j * hertz / tilt) ** 0.5, dtype=np.complex64
    )


def _add_noise(voice: Audio, one: Placed, origin: float, key: object) -> None:
    """Add the hiss of a fricative or the burst of a stop."""
    sound = SOUNDS[one.phone]
    if sound.noise:
        late = 0.35 * (one.end_s - one.start_s) if sound.burst else 0.0
        _hiss(voice, one.start_s + late, one.end_s + 0.012, sound.noise, origin, (key, one.start_s))
    if sound.burst:
        at = one.start_s + 0.35 * (one.end_s - one.start_s) if sound.noise else one.end_s - 0.016
        _hiss(voice, at, at + 0.02, sound.burst, origin, (key, one.start_s, "burst"), burst=True)


def _hiss(
    voice: Audio,
    start_s: float,
    end_s: float,
    band: tuple[float, float, float],
    origin: float,
    key: object,
    *,
    burst: bool = False,
) -> None:
    centre, width, level = band
    samples = max(64, round((end_s - start_s) * FS))
    white = chance("hiss", key).standard_normal(samples, dtype=np.float32)
    shape = np.exp(-0.5 * ((fft.rfftfreq(samples, 1 / FS) - centre) / width) ** 2)
    band_noise = fft.irfft(fft.rfft(white) * shape, samples)
    band_noise *= LOUDNESS * level / (np.sqrt(np.mean(band_noise**2)) + 1e-9)
    swell = (
        np.linspace(1, 0, samples) ** 1.5
        if burst
        else np.sin(np.linspace(0, np.pi, samples)) ** 0.7
    )
    start = round((start_s - origin) * FS)
    stop = min(start + samples, len(voice))
    voice[start:stop] += (band_noise * swell)[: stop - start].astype(np.float32)
