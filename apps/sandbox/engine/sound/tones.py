"""Ways to make a tone: ringing modes, dense spectra, steered harmonics, frequency modulation.

All return mono or stereo float32 of the asked length; instruments scale and shape them.
"""

from collections.abc import Callable

import numpy as np
from scipy import fft

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.sound.dsp import FS, Audio, Floats

_BLOCK = 512
LOOP = 1 << 17


def modes(frequencies: Floats, strengths: Floats, decays_s: Floats, samples: int) -> Audio:
    """Return a sum of decaying sine waves.

    Each wave is a complex exponential; splitting time into blocks turns the sum over all waves
    into one small matrix product, which is a hundred times faster than adding sines.
    """
    rate = (-1.0 / decays_s + 2j * np.pi * frequencies) / FS
    blocks = -(-samples // _BLOCK)
    starts = np.exp(np.outer(np.arange(blocks) * _BLOCK, rate)) * strengths
    inside = np.exp(np.outer(rate, np.arange(_BLOCK)))
    sound = (starts.astype(np.complex64) @ inside.astype(np.complex64)).imag
    return np.ascontiguousarray(sound.reshape(-1)[:samples], dtype=np.float32)


def plucked(
    hertz: float,
    samples: int,
    *,
    place: float,
    slope: float,
    ring_s: float,
    damping: float,
    stiffness: float = 0.0,
    cutoff: float = 9000.0,
) -> Audio:
    """Return a plucked or struck string.

    `place` is where it is plucked (0 to 0.5 of its length), `slope` how fast harmonics fall,
    `ring_s` how long the fundamental rings, `damping` how much faster each harmonic dies.
    """
    count = int(np.clip(12_000 / hertz, 3, 40))
    number = np.arange(1.0, count + 1)
    frequencies = hertz * number * np.sqrt(1 + stiffness * number**2)
    strengths = (
        np.abs(np.sin(np.pi * number * place)) * number**-slope * np.exp(-frequencies / cutoff)
    )
    decays = ring_s / (1 + damping * (number - 1))
    audible = frequencies < 18_000
    return modes(frequencies[audible], strengths[audible], decays[audible], samples)


def ensemble(
    hertz: float,
    harmonics: Callable[[Floats], Floats],
    *,
    cents: float,
    voices: int = 0,
    key: str = "",
) -> Audio:
    """Return a seamless stereo loop of many players on one tone, shape (2, LOOP).

    Every harmonic becomes a band around its frequency with random phases, as wide as players
    disagree in `cents`; with `voices` it becomes that many separate lines, as a stack of detuned
    oscillators has. One inverse Fourier transform then makes the whole loop.
    """
    rng = chance("ensemble", key, round(hertz, 3))
    count = int(min(16_000 / hertz, 60))
    number = np.arange(1.0, count + 1)
    strengths = harmonics(number * hertz)
    spectrum = np.zeros((2, LOOP // 2 + 1), dtype=np.complex128)
    offsets = np.linspace(-1, 1, voices) if voices else np.linspace(-2.5, 2.5, 41)
    weights = np.ones(len(offsets)) if voices else np.exp(-0.5 * offsets**2)
    weights = weights / np.sqrt(np.sum(weights**2))
    bins = number[:, None] * hertz * 2 ** (cents * offsets[None, :] / 1200) * LOOP / FS
    for side in range(2):
        phases = np.exp(2j * np.pi * rng.random(bins.shape))
        np.add.at(spectrum[side], np.rint(bins).astype(int), strengths[:, None] * weights * phases)
    return np.asarray(fft.irfft(spectrum, LOOP, axis=-1) * LOOP / 2, dtype=np.float32)


def looped(loop: Audio, samples: int, start: int = 0) -> Audio:
    """Return `samples` of an endless loop, beginning somewhere inside it."""
    turns = -(-(samples + start) // loop.shape[-1])
    return np.tile(loop, turns)[..., start : start + samples]


def steered(
    hertz: float,
    samples: int,
    strengths: Floats,
    *,
    attack_s: float,
    vibrato_cents: float = 0.0,
    vibrato_hz: float = 5.5,
    brightening: float = 0.0,
    key: str = "",
) -> Audio:
    """Return harmonics that swell in and shake together, as a wind or bowed instrument does.

    Higher harmonics enter later by `brightening`; the vibrato grows after a third of a second.
    """
    time = np.arange(samples) / FS
    grown = np.clip((time - 0.25) / 0.35, 0, 1)
    drift = 0.02 * np.sin(2 * np.pi * 0.7 * time + chance("drift", key, hertz).random() * 6)
    cents = vibrato_cents * grown * np.sin(2 * np.pi * vibrato_hz * time) + 100 * drift * 0.2
    phase = 2 * np.pi * np.cumsum(hertz * 2 ** (cents / 1200)) / FS
    swell = 1 - np.exp(-time / max(attack_s, 1e-3))
    twice = (2 * np.cos(phase)).astype(np.float32)
    before, now = np.zeros(samples, dtype=np.float32), np.sin(phase).astype(np.float32)
    level, growth = swell.astype(np.float32), (swell**brightening).astype(np.float32)
    sound = np.zeros(samples, dtype=np.float32)
    for number, strength in enumerate(strengths, start=1):
        if number * hertz > 17_000:
            break
        sound += np.float32(strength) * level * now
        before, now = now, twice * now - before
        level = level * growth
    return sound


def frequency_modulated(hertz: float, samples: int) -> Audio:
    """Return an electric piano: a bell-like tine over a round, slowly fading tone."""
    time = np.arange(samples) / FS
    tine = 0.45 * np.exp(-time * 7) * np.sin(2 * np.pi * 14.02 * hertz * time) * (hertz < 1200)
    body = (0.4 + 1.0 * np.exp(-time * 2.5)) * np.sin(2 * np.pi * hertz * time)
    tone = np.sin(2 * np.pi * hertz * time + body + tine) * np.exp(-time * (0.7 + hertz / 500))
    return np.asarray(tone, dtype=np.float32)


def noise(samples: int, *, low: float, high: float, key: str) -> Audio:
    """Return stereo noise between two frequencies, with soft edges."""
    rng = chance("noise", key, samples)
    length = fft.next_fast_len(samples, real=True)
    spectrum = fft.rfft(rng.standard_normal((2, length), dtype=np.float32), axis=-1)
    frequencies = fft.rfftfreq(length, 1 / FS).astype(np.float32)
    shape = 1 / (1 + (low / np.maximum(frequencies, 1.0)) ** 4) / (1 + (frequencies / high) ** 4)
    coloured = fft.irfft(spectrum * shape, length, axis=-1)[:, :samples]
    return np.asarray(coloured, dtype=np.float32)
