"""Find key and chords: pitch classes against Albrecht and Shanahan's profiles (2013) and triads."""

import numpy as np

from apps.sandbox.engine.listening.spectra import RATE, frames
from apps.sandbox.engine.music.harmony import chord_on
from apps.sandbox.engine.score import Chord
from apps.sandbox.engine.sound.dsp import Audio, Floats

_SIZE = 8192
HOP = 2048
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 2000.0
_PROFILES = {
    "major": (0.748, 0.06, 0.488, 0.082, 0.67, 0.46, 0.096, 0.715, 0.104, 0.366, 0.057, 0.4),
    "minor": (0.712, 0.084, 0.474, 0.618, 0.049, 0.46, 0.105, 0.747, 0.404, 0.067, 0.133, 0.33),
}
_DEGREES = {"major": (1, 2, 3, 4, 5, 6), "minor": (1, 3, 4, 5, 6, 7)}
_STAY = 0.03
_SILENT = 1e-9


def pitch_classes(sound: Audio) -> Floats:
    """Return how strong each pitch class is in each frame of a mono sound, shape (frames, 12)."""
    hertz = np.fft.rfftfreq(_SIZE, 1 / RATE)
    heard = (hertz > _LOWEST_HZ) & (hertz < _HIGHEST_HZ)
    numbers = 69 + 12 * np.log2(hertz[heard] / 440)
    # Bins between two notes count for neither.
    weight = np.maximum(0, 1 - 2.5 * np.abs(numbers - np.rint(numbers)))
    folded = np.zeros((int(heard.sum()), 12))
    folded[np.arange(len(folded)), np.rint(numbers).astype(int) % 12] = weight
    rows = [np.sqrt(levels[:, heard]) @ folded for levels in frames(sound, _SIZE, HOP)]
    return np.concatenate(rows)


def key(classes: Floats) -> tuple[int, str]:
    """Return the tonic and the mode of the likeliest key."""
    heard = classes.mean(axis=0)
    if heard.std() < _SILENT:
        return 0, "major"
    fit = {
        (tonic, mode): float(np.corrcoef(np.roll(profile, tonic), heard)[0, 1])
        for mode, profile in _PROFILES.items()
        for tonic in range(12)
    }
    return max(fit, key=lambda one: fit[one])


def chords(classes: Floats, bars: list[tuple[float, float]], tonic: int, mode: str) -> list[int]:
    """Return the scale degree of the triad that fits each stretch (in seconds) best."""
    degrees = _DEGREES[mode]
    masks = np.zeros((len(degrees), 12))
    for at, degree in enumerate(degrees):
        triad: Chord = chord_on(degree, tonic, mode, "triad", 0.0, 4.0)
        masks[at, list(triad.tones)] = 1 / 3
        masks[at, triad.root] += 0.1
    found: list[int] = []
    for start_s, end_s in bars:
        first = round(start_s * RATE / HOP)
        heard = classes[first : max(first + 1, round(end_s * RATE / HOP))]
        level = heard.mean(axis=0) if len(heard) else np.zeros(12)
        fit = masks @ (level / (level.sum() + 1e-9))
        if found:
            fit[degrees.index(found[-1])] += _STAY / 10
        found.append(degrees[int(np.argmax(fit))])
    return found
