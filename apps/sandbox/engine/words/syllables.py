"""Cut pronounced words into syllables and mark the stressed ones."""

import re
from dataclasses import dataclass
from itertools import pairwise

from apps.sandbox.engine.words.pronunciation import VOWELS, phones

_ONSETS_TEXT = """
P L|P R|B L|B R|T R|D R|K L|K R|G L|G R|F L|F R|TH R|SH R|S P|S T|S K|S L|S M|S N|S W|T W|K W|D W
G W|HH W|P Y|B Y|F Y|K Y|HH Y|M Y|V Y|S P R|S P L|S T R|S K R|S K W
"""
_ONSETS = frozenset(_ONSETS_TEXT.strip().replace("\n", "|").split("|"))
_UNSTRESSED_WORDS_TEXT = """
a an the of to in on at for from by with and or but nor as if is am are was were be been it its
he she we me him her us them my your his our their that this than then so do does did has had
have can could would should will shall i'm you i you're i'll we'll it's there's that's they into
onto just
"""
_UNSTRESSED_WORDS = frozenset(_UNSTRESSED_WORDS_TEXT.split())
_WEAK_PREFIX = re.compile(
    r"^(a(?=[bcfglmnrw][a-z]*[aeiouy])|be(?!a|e)|re(?!a)|de|un|ex|em|en|dis|mis|pro|for(?=g|e|b)|to(?=n|d|m|g)|"
    r"in(?=side|to|vent)|with|sur|per|com|con|ob|sub|good(?=bye|night))(?!$)"
)
_FIRST_ANYWAY_TEXT = """
after angel answer any april autumn empty ending engine only over under uncle ever every river
real really reason recent record region being better desert devil distance beauty ready red
reach deep deeper dear beach beat begging bell belly best bend depth resting common comfort
concert context project promise program product person perfect apple arrow always almost also
angry ashes ancient army enter envy exit repeat
"""
_FIRST_ANYWAY = frozenset(_FIRST_ANYWAY_TEXT.split())
_BEFORE_ENDING = re.compile(r"(tion|sion|ic|ical|ity|ial|ious|eous|ian)s?$")
_DIGRAPHS = ("ch", "gh", "ph", "sh", "th", "wh")
_NUMBERS_TEXT = """
zero one two three four five six seven eight nine
"""
_NUMBERS = tuple(_NUMBERS_TEXT.split())


@dataclass(frozen=True, slots=True)
class Spoken:
    """A syllable as spoken: phones before, at and after the vowel."""

    text: str
    onset: tuple[str, ...]
    nucleus: str
    coda: tuple[str, ...]
    stressed: bool
    opens_word: bool


def of_line(line: str) -> tuple[Spoken, ...]:
    """Return the syllables of a line of lyrics, empty if it holds nothing to sing."""
    return tuple(syllable for word in words_of(line) for syllable in of_word(word))


def words_of(line: str) -> list[str]:
    """Return the singable words of a line: backing marks dropped, digits and signs spelt out."""
    spelt = re.sub(r"\d", lambda digit: f" {_NUMBERS[int(digit[0])]} ", line.replace("&", " and "))
    return [
        piece
        for word in re.split(r"[\s\u2014\u2013/_-]+", spelt)
        for piece in _pieces(word)
        if any(letter.isalpha() for letter in piece)
    ]


def of_word(word: str) -> tuple[Spoken, ...]:
    """Return the syllables of one word; letters are shared out among them for display."""
    sounds = phones(word)
    vowels = [at for at, sound in enumerate(sounds) if sound in VOWELS]
    starts = [0, *(_onset_start(sounds, a, b) for a, b in pairwise(vowels))]
    ends = [*starts[1:], len(sounds)]
    stressed = stressed_syllable(word, len(vowels))
    texts = _share_letters(word, len(vowels))
    return tuple(
        Spoken(
            texts[k],
            sounds[start:vowel],
            sounds[vowel],
            sounds[vowel + 1 : end],
            k == stressed,
            k == 0,
        )
        for k, (start, vowel, end) in enumerate(zip(starts, vowels, ends, strict=True))
    )


def stressed_syllable(word: str, count: int) -> int:
    """Return which of a word's `count` syllables bears the stress, -1 for none."""
    plain = re.sub(r"[^a-z']", "", word.lower())
    if count == 1:
        return -1 if plain in _UNSTRESSED_WORDS else 0
    if _BEFORE_ENDING.search(plain):
        return max(0, count - 2 - (1 if re.search(r"(ity|ical)", plain) else 0))
    if re.match(r"(under|over|inter)[a-z]{3}", plain) and count == 3:
        return 2
    if plain not in _FIRST_ANYWAY and _WEAK_PREFIX.match(plain):
        return 1
    return 0


def _pieces(word: str) -> list[str]:
    """Cut a word of a script without spaces into signs, leave every other word whole."""
    if re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", word):
        return list(word)
    return [word]


def _onset_start(sounds: tuple[str, ...], vowel: int, following: int) -> int:
    """Return where the next syllable begins: as many consonants as English allows before it."""
    for start in range(vowel + 1, following):
        cluster = sounds[start:following]
        if (len(cluster) == 1 and cluster[0] != "NG") or " ".join(cluster) in _ONSETS:
            return start
    return following


def _share_letters(word: str, count: int) -> list[str]:
    """Split the letters of a word into `count` runs at places where one would hyphenate it."""
    groups = _vowel_groups(word.lower(), count)
    cuts = [0]
    for (_, end), (start, _) in pairwise(groups):
        cluster = word[end:start].lower()
        cuts.append(end if len(cluster) < 2 or cluster in _DIGRAPHS else end + 1)
    if len(cuts) < count:
        cuts = [len(word) * k // count for k in range(count)]
    return [word[a:b] for a, b in zip(cuts, [*cuts[1:], len(word)], strict=True)]


def _vowel_groups(word: str, count: int) -> list[tuple[int, int]]:
    """Return the spans of the written vowels that are spoken, as near to `count` as possible."""
    groups = [match.span() for match in re.finditer(r"(?!^y)[aeiouy]+", word)]
    while len(groups) > count:
        silent = [span for span in groups[1:] if word[slice(*span)] == "e"] or groups[1:]
        groups.remove(silent[0] if silent[0] != groups[-1] else silent[-1])
    for start, end in list(groups):
        if len(groups) < count and end - start > 1:
            at = groups.index((start, end))
            groups[at : at + 1] = [(start, start + 1), (start + 1, end)]
    return groups
