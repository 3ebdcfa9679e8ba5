"""A small recording whose every note is known, to be heard in tests."""

import wave
from pathlib import Path

import numpy as np

FS = 44_100
TEMPO_BPM = 97.0
MELODY = (72, 76, 74, 77, 76, 72, 77, 69)
CHORDS = ((48, 55, 64), (45, 52, 60), (53, 57, 60), (43, 55, 59))


def tone(pitch: float, length_s: float, *, harmonics: int = 6) -> np.ndarray:
    at = np.arange(round(length_s * FS)) / FS
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    sound = sum(np.sin(2 * np.pi * hertz * k * at) / k for k in range(1, harmonics + 1))
    fade = np.minimum(1, np.minimum(at, length_s - at) / 0.02)
    return np.asarray(sound * fade)


def band(
    bars: int = 8,
    *,
    tempo_bpm: float = TEMPO_BPM,
    clicks: int = 1,
    kick: int = 0,
    tune: float = 0.3,
    late_s: float = 0.0,
) -> np.ndarray:
    """Drums, chords and a tune in C major, four beats a bar, shape (2, samples).

    There are `clicks` to a beat and a bass drum on the beat `kick` of each bar; the tune
    is as loud as `tune`, and the band begins after `late_s`.
    """
    beat_s = 60 / tempo_bpm
    rng = np.random.default_rng(1)
    whole = np.zeros((2, round((late_s + bars * 4 * beat_s) * FS) + FS))

    def add(start_beat: float, sound: np.ndarray, left: float, right: float) -> None:
        first = round((late_s + start_beat * beat_s) * FS)
        whole[0, first : first + len(sound)] += left * sound
        whole[1, first : first + len(sound)] += right * sound

    click = rng.normal(size=2000) * np.exp(-np.arange(2000) / 300)
    boom = tone(31, 0.15, harmonics=1) * np.exp(-np.arange(round(0.15 * FS)) / 1500)
    for beat in range(4 * bars):
        for part in range(clicks):
            add(beat + part / clicks, 0.2 * click, 0.7, 1.0)
        if beat % 4 == kick:
            add(beat, 0.9 * boom, 1.0, 1.0)
        add(beat, tune * tone(MELODY[beat % 8], 0.9 * beat_s), 1.0, 1.0)
    for bar in range(bars):
        for at, pitch in enumerate(CHORDS[bar % 4]):
            add(4 * bar, 0.15 * tone(pitch, 3.9 * beat_s, harmonics=3), 1 - at / 2, at / 2)
    return 0.5 * whole / np.abs(whole).max()


def write(path: Path, sound: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(FS)
        file.writeframes(np.rint(sound.T * 32767).astype("<i2").tobytes())
    return path
