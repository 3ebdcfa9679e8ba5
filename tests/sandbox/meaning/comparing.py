"""Compare what is heard in two works."""

import numpy as np

from apps.sandbox.engine.sound.loudness import integrated, weighted_power
from tests.sandbox.engine import hearing
from tests.sandbox.engine.hearing import FS
from tests.sandbox.meaning.desk import Song

REST_S = 4.5
"""The last notes before a cut are held and ring for so long at most."""
EARLY_S = 0.1
"""A sung line opens with a consonant, which sounds before the beat that the line begins on."""


def level_db(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(sound)) + 1e-12))


def loudness(song: Song) -> float:
    """Return the integrated loudness in LUFS."""
    return integrated(weighted_power(song.sound.astype(np.float32)))


def apart_db(first: np.ndarray, second: np.ndarray, from_s: float, to_s: float) -> float:
    """Return the loudest difference of two sounds between two moments, against the peak."""
    piece = slice(round(from_s * FS), round(to_s * FS))
    apart = np.abs(first[:, piece] - second[:, piece]).max() + 1e-9
    return float(20 * np.log10(apart / np.abs(second).max()))


def cut(sound: np.ndarray, from_s: float, to_s: float) -> np.ndarray:
    return sound[:, round(from_s * FS) : round(to_s * FS)]


def likeness(first: np.ndarray, second: np.ndarray) -> float:
    """Return the correlation of two waveforms from their beginnings on, 1 for the same music."""
    size = min(first.shape[1], second.shape[1])
    return float(np.corrcoef(first[:, :size].ravel(), second[:, :size].ravel())[0, 1])


def residue(mixed: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return what is left of a mix without something that is known to be in it."""
    size = min(mixed.shape[1], known.shape[1])
    mixed, known = mixed[:, :size], known[:, :size]
    return np.asarray(mixed - known * (np.vdot(mixed, known) / np.vdot(known, known)))


def harmony(first: Song, second: Song) -> float:
    """Return how alike the pitch classes of two songs are over all their length."""
    return float(
        np.corrcoef(*(hearing.chroma(one.sound.mean(axis=0)) for one in (first, second)))[0, 1]
    )


def course(first: Song, second: Song) -> float:
    """Return how alike two songs move, bar by bar, from their own average harmony."""
    rows = [_bars(song.sound.mean(axis=0), 240 / song.tempo_bpm) for song in (first, second)]
    count = min(map(len, rows))
    return float(
        np.corrcoef(*((row[:count] - row[:count].mean(axis=0)).ravel() for row in rows))[0, 1]
    )


def off_cents(sound: np.ndarray, song: Song) -> list[float]:
    """Return how far each sung note of a song, as heard in a sound, is from its MIDI pitch."""
    line, off = sound.mean(axis=0), []
    for note in song.notes["Vocals"]:
        length = note["end"] - note["start"]
        middle = [note["start"] + share * length for share in (0.25, 0.75)]
        piece = line[round(middle[0] * FS) : round(middle[1] * FS)]
        if len(piece) > 3000:
            expected_hz = 440 * 2 ** ((note["pitch"] - 69) / 12)
            off.append(abs(hearing.cents(hearing.pitch(piece, expected_hz), note["pitch"])))
    return off


def _bars(line: np.ndarray, bar_s: float) -> np.ndarray:
    size = round(bar_s * FS)
    return np.array(
        [hearing.chroma(bar) for bar in line[: len(line) // size * size].reshape(-1, size)]
    )
