"""Lay a phrase's phones out in time: vowels on their notes, consonants in the gaps before."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.sandbox.engine.score import Syllable
from apps.sandbox.engine.sound.voice.tract import SOUNDS

_LEGATO_S = 0.3


@dataclass(frozen=True, slots=True)
class Placed:
    """A phone from `start_s` to `end_s`; `vowel` tells whether it carries a note."""

    phone: str
    start_s: float
    end_s: float
    vowel: bool


@dataclass(frozen=True, slots=True)
class Tone:
    """A sung note from the beginning of its vowel."""

    start_s: float
    end_s: float
    pitch: int


def lay_out(syllables: Sequence[Syllable], beat_s: float) -> list[Placed]:
    """Return the phones of a phrase in order, in seconds from the section's beginning.

    Consonants before a vowel take at most 45 % of the way from the previous vowel's start, those
    after it at most 40 % of what is left; a syllable reaches to the next one if it is near.
    """
    starts = [syllable.beat * beat_s for syllable in syllables]
    heads = [_head_s(syllables, starts, at) for at in range(len(syllables))]
    placed: list[Placed] = []
    for at, syllable in enumerate(syllables):
        end = starts[at] + syllable.beats * beat_s
        if at + 1 < len(syllables):
            following = starts[at + 1] - heads[at + 1]
            end = following if following - end < _LEGATO_S else end
        placed += _run(syllable.onset, starts[at] - heads[at], starts[at])
        tail = min(sum(SOUNDS[phone].length_s for phone in syllable.coda), 0.4 * (end - starts[at]))
        placed.append(Placed(syllable.nucleus, starts[at], end - tail, vowel=True))
        placed += _run(syllable.coda, end - tail, end)
    return placed


def tones_of(syllables: Sequence[Syllable], pitches: Sequence[int], beat_s: float) -> list[Tone]:
    """Return the notes of a phrase in seconds from the section's beginning."""
    return [
        Tone(syllable.beat * beat_s, (syllable.beat + syllable.beats) * beat_s, pitch)
        for syllable, pitch in zip(syllables, pitches, strict=True)
    ]


def _head_s(syllables: Sequence[Syllable], starts: list[float], at: int) -> float:
    wanted = sum(SOUNDS[phone].length_s for phone in syllables[at].onset)
    room = 0.45 * (starts[at] - starts[at - 1]) if at else 0.4
    return min(wanted, room)


def _run(phones: tuple[str, ...], start: float, end: float) -> list[Placed]:
    total = sum(SOUNDS[phone].length_s for phone in phones) or 1.0
    placed = []
    for phone in phones:
        length = (end - start) * SOUNDS[phone].length_s / total
        placed.append(Placed(phone, start, start + length, vowel=False))
        start, total = start + length, total - SOUNDS[phone].length_s or 1.0
    return placed
