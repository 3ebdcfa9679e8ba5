"""When the words of a clip are sung: line by line, by section, and as LRC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.lyrics.selectors import Stanza, stanzas
from apps.projects.models import Project

LINES_PLACED = 600
"""A song of more lines gets no sections: they could not be placed in the time of a page."""

SILENT_S = 4.0
"""After so long without a word, LRC says that nothing is sung."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line of the words with the moments of its first and its last word."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the time axis of a clip; `at` and `to` are shares of its length."""

    text: str
    at: float
    to: float
    start_s: float
    part: str = ""

    @property
    def is_late(self) -> bool:
        """Tell whether it stands so far to the right that its words must open to the left."""
        return self.at > 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a clip's words; each line has its mark where it was found among the timed."""

    name: str
    part: str
    lines: Sequence[tuple[str, Mark | None]]


@dataclass(frozen=True, slots=True)
class Score:
    """What is known of the time of a clip's words: two lanes, and the words as they are written."""

    sections: Sequence[Mark]
    lines: Sequence[Mark]
    sheet: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a song sounds like that nobody said of it yet; "" and None where nothing is known."""

    key: str = ""
    tempo_bpm: float | None = None


def measured_of(project: Project) -> Measured:
    """Return the key and tempo that were measured on the song's picked take, else on its newest.

    What is said of the song is left out. At most two queries.
    """
    if project.key and project.tempo_bpm is not None:
        return Measured()
    takes = Clip.objects.kept().filter(project=project, state=ClipState.READY)
    rows = takes.select_related("audio", "hearing").only(
        "audio__musical_key", "hearing__tempo_bpm", "hearing__clip_id"
    )
    take = rows.filter(picked_at__isnull=False).first() or rows.order_by("-number").first()
    if take is None:
        return Measured()
    tempo_bpm = take.heard.tempo_bpm if take.heard and project.tempo_bpm is None else None
    return Measured("" if project.key else take.measured_key, tempo_bpm)


def timed_take_of(project: Project) -> Clip | None:
    """Return the take by which the song's words are timed; None without one. Two queries.

    It is the picked one if its words are timed, else the newest whose words are.
    """
    timed = Clip.objects.kept().filter(project=project).exclude(hearing__words=[])
    timed = timed.filter(hearing__isnull=False).select_related("team", "project", "hearing")
    picked = timed.filter(picked_at__isnull=False).select_related("audio").first()
    return picked or timed.select_related("audio").order_by("-number").first()


def timed_lines(words: Iterable[dict[str, Any]]) -> list[TimedLine]:
    """Return timed words line by line; section markers and words without a place are left out."""
    lines: list[TimedLine] = []
    text, start_s, end_s = "", 0.0, 0.0
    for word in words:
        if not text:
            start_s = word["start_s"]
        text, end_s = text + word["word"], word["end_s"]
        *whole, text = text.split("\n")
        lines += [TimedLine(line.strip(), start_s, end_s) for line in whole if _is_sung(line)]
        start_s = word["start_s"] if whole else start_s
    return [*lines, *([TimedLine(text.strip(), start_s, end_s)] if _is_sung(text) else [])]


def score_of(clip: Clip) -> Score | None:
    """Return the lanes of a clip; None while nobody knows when its words are sung."""
    length_s, lines = clip.duration_s, _lines_of(clip)
    if not lines or not length_s:
        return None
    marks = [_mark(line.text, line.start_s, line.end_s, length_s) for line in lines]
    sheet = stanzas(clip.lyrics)
    places = _places(sheet, lines)
    at = {place: marks[number] for number, place in places.items()}
    parts = [
        Part(each.name, each.part, [(line, at.get((n, m))) for m, line in enumerate(each.lines)])
        for n, each in enumerate(sheet)
    ]
    return Score(_sections(sheet, lines, places, length_s), marks, parts)


def lrc_of(clip: Clip) -> str:
    """Return the clip's words with their times as LRC, "" while the times are not known."""
    lines = _lines_of(clip)
    if not lines:
        return ""
    facts = {"ti": clip.title, "ar": clip.team.name, "al": clip.project.title}
    if clip.duration_s:
        facts["length"] = f"{int(clip.duration_s // 60)}:{int(clip.duration_s % 60):02d}"
    head = [f"[{name}:{_plain(value)}]" for name, value in facts.items()]
    sung = []
    following = [*(line.start_s for line in lines[1:]), clip.duration_s or lines[-1].end_s]
    for line, next_s in zip(lines, following, strict=True):
        sung.append(f"[{_stamp(line.start_s)}]{line.text}")
        if next_s - line.end_s > SILENT_S:
            sung.append(f"[{_stamp(line.end_s)}]")
    return "\n".join([*head, *sung]) + "\n"


def _lines_of(clip: Clip) -> list[TimedLine]:
    return timed_lines(clip.heard.words) if clip.heard else []


def _places(sheet: Sequence[Stanza], lines: Sequence[TimedLine]) -> dict[int, tuple[int, int]]:
    """Return for the timed lines that the sheet has their section and their place in it."""
    written = [(n, m, line) for n, part in enumerate(sheet) for m, line in enumerate(part.lines)]
    if len(written) > LINES_PLACED or len(lines) > LINES_PLACED:
        return {}
    before, after = [_folded(line) for *_, line in written], [_folded(line.text) for line in lines]
    places: dict[int, tuple[int, int]] = {}
    for a, b, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        places |= {b + step: written[a + step][:2] for step in range(size)}
    return places


def _sections(
    sheet: Sequence[Stanza],
    lines: Sequence[TimedLine],
    places: dict[int, tuple[int, int]],
    length_s: float,
) -> list[Mark]:
    """Return the sections that the timed lines belong to, each up to where the next begins.

    A line that the sheet does not have belongs to the section of the line before it.
    """
    if not places:
        return []
    at = places[min(places)][0]
    belongs = [at := places.get(number, (at,))[0] for number in range(len(lines))]
    runs = [(place, next(run)[0]) for place, run in groupby(enumerate(belongs), _second)]
    starts = [lines[first].start_s for _, first in runs]
    ends = [*starts[1:], lines[-1].end_s]
    return [
        _mark(sheet[n].name or sheet[n].part.capitalize(), start_s, end_s, length_s, sheet[n].part)
        for (n, _), start_s, end_s in zip(runs, starts, ends, strict=True)
    ]


def _second(pair: tuple[int, int]) -> int:
    return pair[1]


def _mark(text: str, start_s: float, end_s: float, length_s: float, part: str = "") -> Mark:
    at = min(max(start_s / length_s, 0.0), 1.0)
    return Mark(text, at, min(max(end_s / length_s, at), 1.0), start_s, part)


def _is_sung(line: str) -> bool:
    bare = line.strip()
    return bool(bare) and not (bare.startswith("[") and bare.endswith("]"))


def _folded(line: str) -> str:
    return "".join(sign for sign in line.casefold() if sign.isalnum())


def _plain(value: str) -> str:
    return " ".join(value.replace("]", ")").split())


def _stamp(at_s: float) -> str:
    hundredths = max(0, round(at_s * 100))
    return f"{hundredths // 6000:02d}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"
