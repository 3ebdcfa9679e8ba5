"""The key that a song is measured to be in."""

import numpy as np
import pytest

from apps.archive import analysis
from tests.archive import sounds

SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
CADENCE = (0, 3, 4, 0)
"""Degrees of the scale that the chords of a song stand on: home, away, further, home again."""


def chord(tonic: int, mode: str, degree: int, *, rate_hz: int = sounds.RATE_HZ):
    """Return a second of a triad of a scale, each note with two overtones."""
    scale, time_s = SCALES[mode], np.arange(rate_hz) / rate_hz
    notes = [scale[(degree + step) % 7] + 12 * ((degree + step) // 7) for step in (0, 2, 4)]
    hertz = [261.63 * 2 ** ((tonic + note) / 12) for note in notes]
    tones = [np.sin(2 * np.pi * n * hz * time_s) / n for hz in hertz for n in (1, 2, 3)]
    return np.tile((np.sum(tones, axis=0) / 12).astype(np.float32), (2, 1))


@pytest.mark.parametrize(
    ("tonic", "mode", "name"),
    [
        (0, "major", "C major"),
        (9, "minor", "A minor"),
        (6, "minor", "F# minor"),
        (3, "major", "Eb major"),
    ],
)
def test_chords_around_a_note_are_in_its_key(tmp_path, tonic, mode, name):
    song = np.concatenate([chord(tonic, mode, degree) for degree in 2 * CADENCE], axis=1)
    path = sounds.kept(tmp_path, sounds.as_mp3(song))

    assert analysis.check_audio(path, expected_duration_s=None).musical_key == name


def test_noise_is_in_no_key(tmp_path):
    noise = np.random.default_rng(1).normal(0, 0.1, (2, 4 * sounds.RATE_HZ)).astype(np.float32)
    path = sounds.kept(tmp_path, sounds.as_wav(noise))

    assert analysis.check_audio(path, expected_duration_s=None).musical_key == ""


def test_a_part_of_a_song_is_not_asked_for_its_key(tmp_path):
    path = sounds.kept(tmp_path, sounds.as_wav(chord(0, "major", 0)))

    assert analysis.measure(path).musical_key == ""
