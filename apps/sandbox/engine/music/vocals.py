"""Write the sung lines of a section, or a lead line where nobody sings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import pi, sin

import numpy as np

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.music.form import Plan
from apps.sandbox.engine.music.harmony import nearest, scale_of
from apps.sandbox.engine.music.melody import pitches, rhythm
from apps.sandbox.engine.music.style import Style
from apps.sandbox.engine.score import Chord, Note, Phrase, Syllable
from apps.sandbox.engine.words.syllables import Spoken, of_line

_CENTRES = {"f": {"Verse": 62, "Chorus": 67}, "m": {"Verse": 50, "Chorus": 55}}
_LONGEST_BEATS = 2.6
_LEAD_PATTERN = (True, False, False, True, False, True, False, True)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a line of melody must agree with: key, style, singer and the song's salt.

    With `choir`, harmony voices join the choruses.
    """

    style: Style
    tonic: int
    mode: str
    gender: str
    weirdness: float
    choir: bool
    salt: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line stands: kind of section, motif, first beat, bars, and whether it is the last."""

    kind: str
    motif: str
    start: float
    bars: int
    final: bool


def phrases(plan: Plan, chords: tuple[Chord, ...], setting: Setting) -> Iterator[Phrase]:
    """Yield a phrase for every line of the section that has something to sing."""
    beat = 0.0
    for at, (line, bars) in enumerate(zip(plan.lines, plan.line_bars, strict=True)):
        spoken = of_line(line)
        if spoken:
            motif = ("ABAB" if plan.kind == "Chorus" else "AABA")[at % 4]
            place = _Place(plan.kind, motif, beat, bars, final=at == len(plan.lines) - 1)
            yield _phrase(line, spoken, place, chords, setting)
        beat += 4 * bars


def lead(
    plan: Plan, chords: tuple[Chord, ...], setting: Setting, part: str, centre: int
) -> Iterator[Note]:
    """Yield a wordless lead line in two-bar phrases."""
    for start in range(0, plan.bars - 1, 2):
        motif = "AABA"[start // 2 % 4]
        place = _Place(plan.kind, motif, 4.0 * start, 2, final=start + 2 >= plan.bars)
        rng = chance(*setting.salt, "lead", plan.kind, motif)
        stresses = [_LEAD_PATTERN[k % 8] for k in range(int(rng.integers(5, 9)))]
        beats, tones = _line(stresses, place, chords, setting, centre=centre)
        ends = [*beats[1:], min(beats[-1] + 2.0, 7.5)]
        for beat, end, pitch in zip(beats, ends, tones, strict=True):
            length = min(end - beat, 2.0) * 0.96
            strength = 0.66 + (0.14 if beat % 1 == 0 else 0.0)
            yield Note(part, setting.style.lead, 4.0 * start + beat, length, pitch, strength)


def _phrase(
    line: str,
    spoken: tuple[Spoken, ...],
    place: _Place,
    chords: tuple[Chord, ...],
    setting: Setting,
) -> Phrase:
    height = "Chorus" if place.kind in ("Chorus", "Pre-Chorus") else "Verse"
    centre = _CENTRES[setting.gender][height]
    stresses = [syllable.stressed for syllable in spoken]
    beats, tones = _line(stresses, place, chords, setting, centre=centre)
    lengths = _lengths(beats, 4.0 * place.bars)
    syllables = tuple(
        Syllable(
            text=one.text,
            onset=one.onset,
            nucleus=one.nucleus,
            coda=one.coda,
            stressed=one.stressed,
            opens_word=one.opens_word,
            beat=place.start + beat,
            beats=length,
            pitch=pitch,
        )
        for one, beat, length, pitch in zip(spoken, beats, lengths, tones, strict=True)
    )
    has_choir = place.kind == "Chorus" and setting.choir
    return Phrase(line, syllables, _harmonies(syllables, chords, setting) if has_choir else ())


def _line(
    stresses: list[bool],
    place: _Place,
    chords: tuple[Chord, ...],
    setting: Setting,
    *,
    centre: int,
) -> tuple[list[float], list[int]]:
    """Return onset beats inside the line and their pitches.

    The random choices depend on the kind of section, the motif and the number of syllables, so
    that lines of one motif sound alike and a chorus comes back as itself.
    """
    salt = (*setting.salt, place.kind, place.motif, len(stresses))
    rng = chance(*salt, "rhythm")
    pickup = 0 if place.kind == "Chorus" or rng.random() < 0.5 else int(rng.choice([1, 2, 2]))
    beats = rhythm(
        stresses,
        bars=place.bars,
        first_step=pickup,
        syncopation=min(1.0, setting.style.syncopation + 0.4 * setting.weirdness),
        rng=rng,
    )
    tones = pitches(
        beats,
        stresses,
        chord_at=lambda beat: chord_at(chords, place.start + beat),
        scale=scale_of(setting.tonic, setting.mode),
        centre=centre,
        reach=9,
        contour=_contour(place, setting),
        rng=chance(*salt, "pitch"),
        goal=setting.tonic if place.final and place.kind in ("Chorus", "Outro") else None,
    )
    return beats, tones


def chord_at(chords: tuple[Chord, ...], beat: float) -> Chord:
    """Return the chord that sounds at a beat."""
    return next((chord for chord in reversed(chords) if chord.beat <= beat + 1e-6), chords[0])


def _contour(place: _Place, setting: Setting) -> Callable[[float], float]:
    rng = chance(*setting.salt, "contour", place.kind, place.motif)
    height = float(rng.uniform(2.0, 4.5)) * (1 + 0.4 * setting.weirdness)
    turn = float(rng.uniform(0.0, 0.5))
    up = 1 if place.motif == "B" or rng.random() < 0.5 else -1

    def shape(beat: float) -> float:
        return up * height * sin(pi * (beat / (4.0 * place.bars) * 1.3 + turn))

    return shape


def _lengths(beats: list[float], line_beats: float) -> list[float]:
    """Return how long each syllable sounds: to the next one, the last as long as breath allows."""
    ends = [*beats[1:], min(beats[-1] + _LONGEST_BEATS, line_beats - 0.35)]
    return [
        max(0.2, min(end - beat, _LONGEST_BEATS)) for beat, end in zip(beats, ends, strict=True)
    ]


def _harmonies(
    syllables: tuple[Syllable, ...], chords: tuple[Chord, ...], setting: Setting
) -> tuple[tuple[int, ...], ...]:
    """Return a voice above in thirds and one below on chord tones."""
    scale = scale_of(setting.tonic, setting.mode)
    ladder = [pitch for pitch in range(36, 96) if pitch % 12 in scale]
    above, below = [], []
    for syllable in syllables:
        chord = chord_at(chords, syllable.beat)
        step = int(np.argmin([abs(pitch - syllable.pitch) for pitch in ladder]))
        above.append(_settle(ladder[step + 2], syllable, chord))
        below.append(max(_under(tone, syllable.pitch) for tone in chord.tones[:3]))
    return tuple(above), tuple(below)


def _settle(pitch: int, syllable: Syllable, chord: Chord) -> int:
    """Move a long or stressed harmony note onto the chord."""
    if not syllable.stressed and syllable.beats < 0.75:
        return pitch
    choices = [nearest(tone, pitch) for tone in chord.tones[:4]]
    higher = [choice for choice in choices if choice > syllable.pitch] or [pitch]
    return min(higher, key=lambda choice: abs(choice - pitch))


def _under(tone: int, pitch: int) -> int:
    """Return the pitch of the class `tone` at least a minor third below `pitch`."""
    return pitch - 3 - (pitch - 3 - tone) % 12
