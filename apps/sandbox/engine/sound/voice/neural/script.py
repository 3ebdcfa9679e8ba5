"""The words of a line in the symbols that the model reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.sandbox.engine.score import Syllable
from apps.sandbox.engine.words.pronunciation import VOICELESS

PAD, GAP, STRESS = 0, 16, 156
_LONGEST = 60
_VOWELS = {
    "AA": (69,),
    "AE": (72,),
    "AH": (138,),
    "AO": (76,),
    "AW": (39,),
    "AY": (25,),
    "EH": (86,),
    "ER": (87, 123),
    "EY": (24,),
    "IH": (102,),
    "IY": (51,),
    "OW": (31,),
    "OY": (41,),
    "UH": (135,),
    "UW": (63,),
}
_WEAK = {"AH": (83,), "ER": (83, 123)}
_CONSONANTS = {
    "B": 44,
    "CH": 133,
    "D": 46,
    "DH": 81,
    "F": 48,
    "G": 92,
    "HH": 50,
    "JH": 82,
    "K": 53,
    "L": 54,
    "M": 55,
    "N": 56,
    "NG": 112,
    "P": 58,
    "R": 123,
    "S": 61,
    "SH": 131,
    "T": 62,
    "TH": 119,
    "V": 64,
    "W": 65,
    "Y": 52,
    "Z": 68,
    "ZH": 147,
}
UNVOICED = frozenset(_CONSONANTS[phone] for phone in VOICELESS)


@dataclass(frozen=True, slots=True)
class Script:
    """Symbols of a few words between two pads.

    `phones` tells which phone, counted from the script's first, each symbol is a part of, -1 for
    pads and gaps between words; `vowels` which phones are sung on.
    """

    symbols: tuple[int, ...]
    phones: tuple[int, ...]
    vowels: tuple[bool, ...]


def scripts_of(syllables: Sequence[Syllable]) -> list[Script]:
    """Return the line as scripts no longer than the model reads well, cut between words."""
    found: list[list[Syllable]] = []
    room = 0
    for word in _words(syllables):
        size = 1 + sum(2 + len(one.onset) + len(one.coda) for one in word)
        if not found or size > room:
            found.append([])
            room = _LONGEST
        found[-1] += word
        room -= size
    return [_script(group) for group in found]


def _words(syllables: Sequence[Syllable]) -> Iterator[list[Syllable]]:
    word: list[Syllable] = []
    for syllable in syllables:
        if syllable.opens_word and word:
            yield word
            word = []
        word.append(syllable)
    yield word


def _script(syllables: Sequence[Syllable]) -> Script:
    symbols, phones = [PAD], [-1]
    vowels: list[bool] = []
    for at, syllable in enumerate(syllables):
        if at and syllable.opens_word:
            symbols.append(GAP)
            phones.append(-1)
        for phone in (*syllable.onset, syllable.nucleus, *syllable.coda):
            sounds = _sounds(phone, stressed=syllable.stressed)
            symbols += sounds
            phones += [len(vowels)] * len(sounds)
            vowels.append(phone in _VOWELS)
    return Script((*symbols, PAD), (*phones, -1), tuple(vowels))


def _sounds(phone: str, *, stressed: bool) -> tuple[int, ...]:
    if phone in _CONSONANTS:
        return (_CONSONANTS[phone],)
    if stressed:
        return (STRESS, *_VOWELS[phone])
    return _WEAK.get(phone, _VOWELS[phone])
