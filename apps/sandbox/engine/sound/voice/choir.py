"""Everybody who sings in a section: the lead and, where the score has harmonies, the choir."""

from dataclasses import replace

import numpy as np

from apps.sandbox.engine.score import Phrase, Section, Singer
from apps.sandbox.engine.sound.clock import Clock
from apps.sandbox.engine.sound.dsp import (
    Audio,
    add_at,
    compressed,
    equalised,
    pan_gains,
    silence,
)
from apps.sandbox.engine.sound.voice.cue import Cue
from apps.sandbox.engine.sound.voice.voices import PLAIN, Voices

_LEAD_BANDS = (
    ("highpass", 95.0, 2.0),
    ("peak", 300.0, -2.0),
    ("peak", 3000.0, 3.0),
    ("high", 9000.0, 2.5),
)
_PANS = (-0.6, 0.6)
_LATE_S = (0.011, 0.018)
_CHOIR_BANDS = (("highpass", 170.0, 2.0), ("peak", 2500.0, -1.5))


def lead(
    section: Section, singer: Singer, samples: int, clock: Clock, voices: Voices = PLAIN
) -> Audio:
    """Return the lead voice of a section."""
    sound = silence(samples)
    for phrase in section.phrases:
        pitches = tuple(syllable.pitch for syllable in phrase.syllables)
        cue = Cue.of(phrase, pitches, singer=singer, beat_s=section.beat_s)
        sung = voices.sing(cue)
        add_at(sound, clock.sample(_begins_s(phrase, section) + sung.begins_s), sung.sound)
    return compressed(equalised(sound, *_LEAD_BANDS), threshold_db=-22.0, ratio=3.0)


def choir(
    section: Section, singer: Singer, samples: int, clock: Clock, voices: Voices = PLAIN
) -> Audio:
    """Return the harmony voices, spread to both sides."""
    sound = silence(samples)
    for phrase in section.phrases:
        for side, pitches in enumerate(phrase.harmonies):
            cue = Cue.of(phrase, pitches, singer=singer, beat_s=section.beat_s)
            sung = voices.sing(replace(cue, side=side))
            begins_s = _begins_s(phrase, section) + sung.begins_s + _LATE_S[side % 2]
            for ear, gain in enumerate(pan_gains(_PANS[side % 2])):
                add_at(sound[ear], clock.sample(begins_s), sung.sound * np.float32(gain))
    return equalised(sound, *_CHOIR_BANDS)


def _begins_s(phrase: Phrase, section: Section) -> float:
    return phrase.syllables[0].beat * section.beat_s
