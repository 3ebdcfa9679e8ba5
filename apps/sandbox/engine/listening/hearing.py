"""Hear a tape as a score: its tempo, key, chords, form, lead line and voice.

What comes out plays the tape itself and knows enough about it for a band to go on from there. It
is an estimate: steady music is understood, music without a beat gets one that means little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np

from apps.sandbox.engine.listening import melody, pulse, spectra, tonality
from apps.sandbox.engine.listening.melody import Tone
from apps.sandbox.engine.listening.pulse import Pulse
from apps.sandbox.engine.music.harmony import chord_on
from apps.sandbox.engine.score import (
    RING_S,
    Chord,
    Master,
    Note,
    Score,
    Section,
    Singer,
    Tape,
)
from apps.sandbox.engine.sound import tapes
from apps.sandbox.engine.sound.dsp import FS, Audio, Floats
from apps.sandbox.engine.sound.loudness import integrated, weighted_power

STYLE = "pop"
# How loud bands are before the master, in LUFS; tapes are brought there.
_BAND_LUFS = -14.0
_NO_GLUE_DB = 99.0
_BARS = 8
_SOONEST_S = 0.05
_LOUDER_DB = 0.5
_WOMAN_FROM = 57.5
_TYPICAL_HZ = {"f": 1250.0, "m": 1050.0}
_AIR_HZ = 4500.0
_LEAST_SUNG = 0.25


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard: the score, and whether a voice or another single line is clear in it."""

    score: Score
    has_clear_line: bool


def hear(folder: Path, name: str, *, length_s: float, title: str, seed: int) -> Heard:
    """Hear the tape `name` in `folder`."""
    sound = tapes.read(folder / name, 0, round(length_s * FS))
    heard = spectra.mono(sound)
    classes = tonality.pitch_classes(heard)
    beat = pulse.find(heard, classes)
    tones = melody.lead_line(heard)
    gain_db = _BAND_LUFS - max(-60.0, integrated(weighted_power(sound)))
    sections = _sections(sound, classes, beat, tones, Tape(name, 0.0, gain_db), seed)
    sung_s = sum(tone.end_s - tone.start_s for tone in tones)
    score = Score(
        title=title,
        tags="",
        lyrics="",
        seed=seed,
        take=0,
        singer=_singer(heard, tones),
        sections=sections,
        # The recording itself is left as it is; only peaks are held.
        master=Master(gain_db=-gain_db, glue_db=_NO_GLUE_DB),
    )
    return Heard(score, has_clear_line=sung_s > _LEAST_SUNG * length_s)


def _sections(
    sound: Audio, classes: Floats, beat: Pulse, tones: Sequence[Tone], tape: Tape, seed: int
) -> tuple[Section, ...]:
    """Cut a recording into stretches of eight bars; the louder ones are its choruses."""
    tonic, mode = tonality.key(classes)
    cuts = _cuts(beat, sound.shape[1] / FS - RING_S)
    levels = [_level_db(sound, start_s, end_s) for start_s, end_s in cuts]
    usual_db = float(np.median(levels))
    sections = []
    for at, (start_s, end_s) in enumerate(cuts):
        bar_s = 240 / beat.tempo_bpm
        count = max(1, ceil((end_s - start_s) / bar_s - 0.02))
        bars = [(start_s + k * bar_s, start_s + (k + 1) * bar_s) for k in range(count)]
        kind = "Chorus" if levels[at] > usual_db + _LOUDER_DB else "Verse"
        kind = "Intro" if at == 0 and count == 1 and len(cuts) > 1 else kind
        sections.append(
            Section(
                kind=kind,
                label=kind,
                style=STYLE,
                tempo_bpm=beat.tempo_bpm,
                tonic=tonic,
                mode=mode,
                beats=(end_s - start_s) * beat.tempo_bpm / 60,
                chords=_chords(classes, bars, tonic, mode),
                notes=(),
                phrases=(),
                uid=f"tape-{seed}-{at}",
                tape=Tape(
                    tape.name,
                    start_s,
                    tape.gain_db,
                    heard=_notes(tones, start_s, end_s, beat.tempo_bpm),
                ),
            )
        )
    return tuple(sections)


def _cuts(beat: Pulse, end_s: float) -> list[tuple[float, float]]:
    """Return where stretches begin and end, in seconds; the first may lead up to the first bar."""
    edges = [0.0]
    start_s = beat.first_s
    while start_s < end_s - _SOONEST_S:
        if start_s > _SOONEST_S:
            edges.append(start_s)
        start_s += _BARS * 240 / beat.tempo_bpm
    return list(zip(edges, [*edges[1:], end_s], strict=True))


def _level_db(sound: Audio, start_s: float, end_s: float) -> float:
    piece = sound[:, round(start_s * FS) : round(end_s * FS)]
    return float(10 * np.log10(np.mean(np.square(piece)) + 1e-12))


def _chords(
    classes: Floats,
    bars: list[tuple[float, float]],
    tonic: int,
    mode: str,
) -> tuple[Chord, ...]:
    degrees = tonality.chords(classes, bars, tonic, mode)
    return tuple(
        chord_on(degree, tonic, mode, "triad", 4.0 * at, 4.0) for at, degree in enumerate(degrees)
    )


def _notes(
    tones: Sequence[Tone], start_s: float, end_s: float, tempo_bpm: float
) -> tuple[Note, ...]:
    """Return the tones that begin in a stretch as notes of it."""
    beats = tempo_bpm / 60
    return tuple(
        Note(
            part="Vocals",
            instrument="tape",
            beat=round((tone.start_s - start_s) * beats, 4),
            beats=round((tone.end_s - tone.start_s) * beats, 4),
            pitch=round(tone.pitch),
            velocity=round(min(1.0, 0.3 + 0.6 * tone.strength), 3),
        )
        for tone in tones
        if start_s <= tone.start_s < end_s
    )


def _singer(heard: Audio, tones: Sequence[Tone]) -> Singer:
    """Return a voice of ours near the one on the tape: its register, colour and breath."""
    pitches = [tone.pitch for tone in tones] or [60.0]
    gender = "f" if float(np.median(pitches)) > _WOMAN_FROM else "m"
    levels = np.concatenate(list(spectra.frames(heard, 2048, 1024))).mean(axis=0)
    hertz = np.fft.rfftfreq(2048, 1 / spectra.RATE)
    body = (hertz > 300) & (hertz < 3500)
    total = float(levels[body].sum()) + 1e-9
    centre_hz = float((hertz[body] * levels[body]).sum()) / total
    air = float(levels[hertz > _AIR_HZ].sum()) / (total + float(levels[hertz > _AIR_HZ].sum()))
    colour = (centre_hz / _TYPICAL_HZ[gender]) ** 0.25
    return Singer(
        gender=gender,
        tract=round(min(1.08, max(0.92, colour)), 4),
        breath=round(min(0.45, 0.1 + air), 4),
        vibrato_cents=28.0,
        vibrato_hz=5.5,
    )
