"""Reads of the words: the newest, all versions, a sheet cut into stanzas, what changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import takewhile
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from apps.lyrics.models import LyricSheet, LyricVersion
from apps.musicapi import load_catalogue
from apps.projects.models import Project

TAG = re.compile(r"\[([^\[\]\n]{1,60})\]")
SECTION_TAGS = ("Intro", "Verse", "Pre-Chorus", "Chorus", "Bridge", "Break", "Outro")
"""The tags that a writer is offered."""

LETTERS = {
    "pre": "P",
    "prechorus": "P",
    "hook": "C",
    "refrain": "C",
    "chorus": "C",
    "verse": "V",
    "bridge": "B",
    "intro": "I",
    "outro": "O",
    "end": "O",
    "ending": "O",
    "break": "K",
    "interlude": "K",
    "instrumental": "K",
    "solo": "K",
}
"""How a section is told by a word in its tag; the letters are those of covers and waveforms."""

PARTS = {"C": "chorus", "B": "bridge", "I": "quiet", "O": "quiet", "K": "quiet"}
VERSIONS_LISTED = 12
COMPARED_LINES = 3_000
"""Beyond so many changed lines a comparison would keep the reader waiting."""

COMPARED_WORDS = 200
COMPARED_PAIRS = 60
ALIKE = 0.4
"""Lines that have less in common than this are shown as one gone and one new."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """A section of the words: its name as written, its letter, its lines without the tag."""

    name: str
    letter: str
    lines: tuple[str, ...]

    @property
    def part(self) -> str:
        """Return the section's part in the look: verse, chorus, bridge or quiet."""
        return PARTS.get(self.letter, "verse")


@dataclass(frozen=True, slots=True)
class Budget:
    """How many characters some models take; None if no limit is known."""

    models: str
    limit: int | None


@dataclass(frozen=True, slots=True)
class Pane:
    """Everything that the lyric sheet shows of a project's words."""

    project: Project
    sheet: LyricSheet
    newest: LyricVersion | None
    versions: list[LyricVersion]
    budgets: list[Budget]

    @property
    def text(self) -> str:
        """Return the words as they stand."""
        return current_text(self.sheet, self.newest)

    @property
    def art(self) -> "Art":
        """Return what the song's cover is drawn from."""
        return art_of(self.project, self.text)

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the section tags that a writer is offered."""
        return SECTION_TAGS

    @property
    def stanzas(self) -> list[Stanza]:
        """Return the words cut into sections."""
        return stanzas(self.text)

    @property
    def saved_at(self) -> datetime | None:
        """Return when the words were last kept, as a draft or as a version."""
        return self.sheet.draft_at or (self.newest.created_at if self.newest else None)


@dataclass(frozen=True, slots=True)
class Art:
    """What a song's cover is drawn from; `picture` is the file that is shown instead, if any."""

    key: str
    tempo_bpm: float | None
    form: str
    seed: int
    picture: UUID | None = None


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a comparison; `kind` is same, ins or del.

    `parts` are its words in runs, each with whether the other line lacks them, where a line was
    changed rather than replaced.
    """

    kind: str
    text: str
    parts: tuple[tuple[bool, str], ...] = ()


def latest(project: Project) -> LyricVersion | None:
    """Return the newest version of the project's words. One query."""
    return versions_of(project).first()


def versions_of(project: Project) -> QuerySet[LyricVersion]:
    """Return the versions of the project's words with their authors, newest first."""
    versions = LyricVersion.objects.filter(sheet__project=project)
    return versions.select_related("author").order_by("-number")


def sheet_of(project: Project) -> LyricSheet:
    """Return the project's sheet, or an unsaved empty one if nothing was written yet."""
    found = LyricSheet.objects.select_related("draft_author").filter(project=project).first()
    return found or LyricSheet(project=project)


def current_text(sheet: LyricSheet, newest: LyricVersion | None) -> str:
    """Return the words as they stand: the draft if there is one, else the newest version."""
    if sheet.has_draft:
        return sheet.draft
    return newest.text if newest else ""


def pane(project: Project, *, on: date) -> Pane:
    """Return what the lyric sheet shows. Three queries, however many versions there are."""
    versions = versions_of(project)
    return Pane(
        project=project,
        sheet=sheet_of(project),
        newest=versions.first(),
        versions=list(versions.defer("text")[:VERSIONS_LISTED]),
        budgets=budgets(on),
    )


def offer_day(now: datetime) -> date:
    """Return the day whose models, limits and prices count: today, or the one that is set."""
    era = settings.MUSICAPI_ERA
    return load_catalogue().eras[era] if era else now.date()


def budgets(on: date) -> list[Budget]:
    """Return how many characters of lyrics the models offered on that day take."""
    catalogue = load_catalogue()
    found: dict[int | None, list[str]] = {}
    for model in catalogue.models(on=on):
        limit = catalogue.limits(model.id, on=on).lyrics
        found.setdefault(limit, []).append(model.label)
    return [Budget(", ".join(labels), limit) for limit, labels in found.items()]


def stanzas(text: str) -> list[Stanza]:
    """Cut the words into sections at their tags; without a tag, a blank line begins a verse."""
    found: list[tuple[str, list[str]]] = [("", [])]
    tagged = TAG.search(text) is not None
    for line in map(str.strip, text.splitlines()):
        tag = TAG.match(line)
        if tag:
            found.append((tag[1].strip(), [rest] if (rest := line[tag.end() :].strip()) else []))
        elif line:
            found[-1][1].append(line)
        elif not tagged and found[-1][1]:
            found.append(("", []))
    return [Stanza(name, _letter(name), tuple(lines)) for name, lines in found if name or lines]


def form_of(text: str) -> str:
    """Return the song's form as covers know it: a letter and a length in bars per section."""
    return " ".join(f"{s.letter}{min(max(4, 2 * len(s.lines)), 32)}" for s in stanzas(text)[:24])


def art_of(project: Project, words: str) -> Art:
    """Return what the cover of a song with these words is drawn from, or its picture."""
    seed = project.pk.int % 10_000
    return Art(project.key, project.tempo_bpm, form_of(words), seed, project.cover_id)


def difference(old: str, new: str) -> list[DiffLine]:
    """Compare two texts line by line. Very long changes are shown as a whole, not aligned."""
    before, after = old.splitlines(), new.splitlines()
    head = len(list(takewhile(_equal, zip(before, after, strict=False))))
    rest = zip(reversed(before[head:]), reversed(after[head:]), strict=False)
    tail = len(list(takewhile(_equal, rest)))
    middle = _compare(before[head : len(before) - tail], after[head : len(after) - tail])
    same_head = [DiffLine("same", line) for line in before[:head]]
    same_tail = [DiffLine("same", line) for line in before[len(before) - tail :]]
    return [*same_head, *middle, *same_tail]


def _compare(before: list[str], after: list[str]) -> Iterator[DiffLine]:
    short = len(before) + len(after) <= COMPARED_LINES
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    whole = [("replace", 0, len(before), 0, len(after))]
    for kind, a, b, c, d in matcher.get_opcodes() if short else whole:
        if kind == "equal":
            yield from (DiffLine("same", line) for line in before[a:b])
        elif short and b - a == d - c <= COMPARED_PAIRS:
            for old, new in zip(before[a:b], after[c:d], strict=True):
                yield from _changed(old, new)
        else:
            yield from (DiffLine("del", line) for line in before[a:b])
            yield from (DiffLine("ins", line) for line in after[c:d])


def _changed(old: str, new: str) -> Iterator[DiffLine]:
    """Compare two lines word by word, unless they are too long or have too little in common."""
    was, now = re.split(r"(\s+)", old), re.split(r"(\s+)", new)
    if max(len(was), len(now)) > COMPARED_WORDS:
        yield from (DiffLine("del", old), DiffLine("ins", new))
        return
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    codes = matcher.get_opcodes() if matcher.ratio() > ALIKE else []
    gone = tuple((kind != "equal", "".join(was[a:b])) for kind, a, b, _, _ in codes if b > a)
    come = tuple((kind != "equal", "".join(now[c:d])) for kind, _, _, c, d in codes if d > c)
    yield DiffLine("del", old, gone)
    yield DiffLine("ins", new, come)


def _equal(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _letter(name: str) -> str:
    words = set(re.split(r"[^a-z]+", name.lower()))
    return next((letter for word, letter in LETTERS.items() if word in words), "V")
