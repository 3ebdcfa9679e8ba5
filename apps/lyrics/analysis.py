"""How words sound: syllables, stress and rhyme of a line; words that rhyme; a sheet in blocks.

English is looked up in the CMU dictionary; other languages, and words that it does not know, are
counted by where hyphenation divides them. Pure text in, plain data out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pronouncing
import pyphen

from apps.lyrics.selectors import TAG

LANGUAGES = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}
WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouyäöüáàâéèêëíìîïóòôõúùûãåæøœ]+", re.IGNORECASE)
STRESS = re.compile(r"\d")
MOST_LINES = 600
MOST_LETTERS = 400
LONGEST_WORD = 40
MOST_RHYMES = 150
SILENT_VOWELS = {"fr"}


@dataclass(frozen=True, slots=True)
class SungLine:
    """A line and how it sounds; `number` counts the lines of the sheet from 0, empty ones too.

    `stress` has a mark a syllable: / stressed, x not, . unknown.
    """

    number: int
    text: str
    tag: str = ""
    syllables: int = 0
    stress: str = ""
    rhyme: str = ""
    last_word: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the sheet as it is written: its tag, and everything below it."""

    name: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the block as it stands in the sheet."""
        return "\n".join([f"[{self.name}]", *self.lines] if self.name else self.lines)

    @property
    def first_line(self) -> str:
        """Return the first line that is not empty."""
        return next((line for line in self.lines if line.strip()), "")


def sung(text: str, language: str) -> list[SungLine]:
    """Return the first lines of a sheet with their sound; rhymes begin anew in each section."""
    found: list[SungLine] = []
    letters: dict[str, str] = {}
    for number, line in enumerate(map(str.strip, text.split("\n")[:MOST_LINES])):
        tag = TAG.match(line)
        if tag:
            letters = {}
            found.append(SungLine(number, line, tag=tag[1].strip()))
        elif line:
            found.append(_line(number, line, language, letters))
    return _lone_rhymes_removed(found)


def rhymes(word: str, language: str) -> list[str]:
    """Return words that rhyme with the word, the common length first; English only."""
    if language != "en":
        return []
    found = set(pronouncing.rhymes(word.lower()[:LONGEST_WORD].replace("\u2019", "'")))
    near = syllables(word, language)
    plain = [rhyme for rhyme in found if rhyme.isalpha()]
    return sorted(plain, key=lambda rhyme: (abs(syllables(rhyme, "en") - near), rhyme))[
        :MOST_RHYMES
    ]


@lru_cache(maxsize=20_000)
def syllables(word: str, language: str) -> int:
    """Return how many syllables a word has, at least one."""
    if sound := _sound(word, language):
        return int(max(1, pronouncing.syllable_count(sound)))
    divided = _hyphens(language).positions(word[:LONGEST_WORD])
    spoken = 0 if language in SILENT_VOWELS else len(VOWELS.findall(word))
    return max(1, len(divided) + 1, spoken)


def blocks(text: str) -> list[Block]:
    """Cut a sheet at its tags, losing nothing."""
    found: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        tag = TAG.fullmatch(line.strip())
        if tag:
            found.append((tag[1].strip(), []))
        elif found:
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    return [Block(name, tuple(lines)) for name, lines in found if name or any(lines)]


def joined(parts: Sequence[Block]) -> str:
    """Put blocks together again, each but the first below an empty line."""
    return "\n\n".join(part.text.strip("\n") for part in parts) + ("\n" if parts else "")


def _line(number: int, line: str, language: str, letters: dict[str, str]) -> SungLine:
    words = WORD.findall(line)[:MOST_LETTERS]
    last = words[-1] if words else ""
    return SungLine(
        number,
        line,
        syllables=sum(syllables(word, language) for word in words),
        stress="".join(_stress(word, language) for word in words),
        rhyme=letters.setdefault(_ending(last, language), _letter(len(letters))) if last else "",
        last_word=last,
    )


def _lone_rhymes_removed(lines: list[SungLine]) -> list[SungLine]:
    """Leave a letter only where another line of the section has it."""
    counts: dict[tuple[int, str], int] = {}
    sections, section = [], 0
    for line in lines:
        section += bool(line.tag)
        sections.append(section)
        counts[section, line.rhyme] = counts.get((section, line.rhyme), 0) + 1
    return [
        line if counts[at, line.rhyme] > 1 else replace(line, rhyme="")
        for at, line in zip(sections, lines, strict=True)
    ]


def _letter(number: int) -> str:
    return chr(ord("A") + number % 26)


@lru_cache(maxsize=20_000)
def _sound(word: str, language: str) -> str:
    if language != "en":
        return ""
    plain = word.lower().replace("\u2019", "'")
    phones = pronouncing.phones_for_word(plain)
    if not phones and plain.endswith("in'"):
        phones = pronouncing.phones_for_word(f"{plain[:-1]}g")
    return str(phones[0]) if phones else ""


def _stress(word: str, language: str) -> str:
    if sound := _sound(word, language):
        marks = pronouncing.stresses(sound)
        if len(marks) == 1:
            return "/" if len(word) > 3 else "x"
        return str(marks.replace("1", "/").replace("2", "/").replace("0", "x"))
    return "." * syllables(word, language)


def _ending(word: str, language: str) -> str:
    """Return what a word rhymes by: its sound from the last stressed vowel, else its letters."""
    if sound := _sound(word, language):
        # Without the marks of stress: a short word like "in" is unstressed there, "thin" is not.
        return STRESS.sub("", pronouncing.rhyming_part(sound))
    plain = word.casefold()
    vowels = list(VOWELS.finditer(plain))
    return plain[vowels[-1].start() :] if vowels else plain[-3:]


@lru_cache(maxsize=16)
def _hyphens(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=pyphen.language_fallback(language) or "en_US")
