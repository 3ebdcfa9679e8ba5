"""Find the lead line: the pitch that stands out, frame by frame, and the notes it makes."""

from dataclasses import dataclass

import numpy as np

from apps.sandbox.engine.listening.spectra import RATE, frames
from apps.sandbox.engine.sound.dsp import Audio, Floats

_SIZE = 2048
_HOP = 512
FRAME_S = _HOP / RATE
_LOWEST, _HIGHEST = 45, 86
_STEPS = 4  # to the semitone
_HARMONICS = 8
_FALLING = 0.82
_LEAP, _WIDEST = 0.06, 1.2
_VOICED = 0.35
_SHORTEST_S = 0.09
_GAP_S = 0.06


@dataclass(frozen=True, slots=True)
class Tone:
    """A note of the lead line: when it sounds, its MIDI pitch (with fractions), its strength."""

    start_s: float
    end_s: float
    pitch: float
    strength: float


def lead_line(sound: Audio) -> list[Tone]:
    """Return the notes of the line that stands out of a mono sound."""
    salience, level = _salience(sound)
    if not salience.size or not level.max():
        return []
    path = _path(salience)
    pitch = _LOWEST + path / _STEPS
    strength = salience[np.arange(len(path)), path]
    loud = level > 0.06 * np.percentile(level, 95)
    sure = strength > _VOICED * np.percentile(strength, 90)
    return _tones(pitch, loud & sure, level / level.max())


def _salience(sound: Audio) -> tuple[Floats, Floats]:
    """Return how much each pitch stands out at each frame, and how loud each frame is."""
    numbers = np.arange(_LOWEST, _HIGHEST, 1 / _STEPS)
    hertz = 440 * 2 ** ((numbers - 69) / 12)
    places = np.arange(1, _HARMONICS + 1)[:, None] * hertz * _SIZE / RATE
    weights = _FALLING ** np.arange(_HARMONICS)[:, None] * (places < _SIZE // 2 - 1)
    low = np.minimum(places.astype(int), _SIZE // 2 - 1)
    share = places - low
    rows, levels = [], []
    for block in frames(sound, _SIZE, _HOP):
        pressed = np.sqrt(block)
        near = pressed[:, low] * (1 - share) + pressed[:, low + 1] * share
        # What is heard as loud between the harmonics speaks against a pitch.
        between = pressed[
            :, np.minimum((places * (1 + 0.5 / np.arange(1, 9)[:, None])).astype(int), _SIZE // 2)
        ]
        rows.append(((near - 0.5 * between) * weights).sum(axis=1))
        levels.append(np.sqrt(np.square(block).sum(axis=1)))
    return np.maximum(np.concatenate(rows), 0), np.concatenate(levels).astype(np.float64)


def _path(salience: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the path through the pitches that stands out most and leaps least (Viterbi)."""
    count = salience.shape[1]
    at = np.arange(count)
    cost = np.minimum(_LEAP * np.abs(at[:, None] - at[None, :]) / _STEPS, _WIDEST)
    scaled = salience / (np.percentile(salience.max(axis=1), 90) + 1e-9)
    best = scaled[0]
    came = np.zeros(salience.shape, dtype=np.int16)
    for frame in range(1, len(scaled)):
        reached = best[:, None] - cost
        came[frame] = reached.argmax(axis=0)
        best = reached.max(axis=0) + scaled[frame]
    path = np.zeros(len(scaled), dtype=np.intp)
    path[-1] = best.argmax()
    for frame in range(len(scaled) - 1, 0, -1):
        path[frame - 1] = came[frame, path[frame]]
    return path


def _tones(
    pitch: Floats, voiced: np.ndarray[tuple[int], np.dtype[np.bool_]], level: Floats
) -> list[Tone]:
    """Cut a path of pitches into notes where it leaps or falls silent."""
    tones: list[Tone] = []
    first = 0
    for frame in range(1, len(pitch) + 1):
        ends = frame == len(pitch) or voiced[frame] != voiced[first]
        moved = not ends and abs(pitch[frame] - np.median(pitch[first:frame])) > 0.75
        again = not ends and frame - first > 4 and level[frame] > 1.6 * level[frame - 2]
        if not (ends or moved or again):
            continue
        if voiced[first] and (frame - first) * FRAME_S >= _SHORTEST_S:
            middle = float(np.median(pitch[first:frame]))
            strength = float(np.sqrt(level[first:frame].mean()))
            tones.append(Tone(first * FRAME_S, frame * FRAME_S, middle, strength))
        first = frame
    return _joined(tones)


def _joined(tones: list[Tone]) -> list[Tone]:
    """Close the small gaps that consonants make within one note."""
    joined: list[Tone] = []
    for tone in tones:
        last = joined[-1] if joined else None
        same = last and round(last.pitch) == round(tone.pitch)
        if last and same and 0 < tone.start_s - last.end_s < _GAP_S:
            joined[-1] = Tone(last.start_s, tone.end_s, last.pitch, last.strength)
        else:
            joined.append(tone)
    return joined
