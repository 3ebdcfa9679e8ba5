"""Read a lyric sheet: bracketed section names, lines, and nothing else."""

import re
from dataclasses import dataclass

KINDS = {
    "intro": "Intro",
    "verse": "Verse",
    "pre": "Pre-Chorus",
    "chorus": "Chorus",
    "hook": "Chorus",
    "refrain": "Chorus",
    "drop": "Chorus",
    "bridge": "Bridge",
    "middle": "Bridge",
    "break": "Break",
    "solo": "Break",
    "instrumental": "Break",
    "interlude": "Break",
    "outro": "Outro",
    "ending": "Outro",
    "end": "Outro",
    "coda": "Outro",
    "fade": "Outro",
}


@dataclass(frozen=True, slots=True)
class Stanza:
    """One section of the sheet: its kind, its name as written, and its lines."""

    kind: str
    label: str
    lines: tuple[str, ...]


def read(lyrics: str) -> tuple[Stanza, ...]:
    """Return the stanzas of a sheet; without brackets, blank lines part them."""
    blocks = _blocks(lyrics)
    if any(label for label, _ in blocks):
        return tuple(
            Stanza(kind_of(label or "Verse"), label or "Verse", lines) for label, lines in blocks
        )
    return tuple(
        Stanza(
            "Chorus" if at % 2 else "Verse", "Chorus" if at % 2 else f"Verse {at // 2 + 1}", lines
        )
        for at, (_, lines) in enumerate(blocks)
    )


def kind_of(label: str) -> str:
    """Return the kind a section name means, `Verse` if it says nothing we know."""
    word = re.split(r"[^a-z]+", label.lower().strip())[0]
    return KINDS.get(word, "Verse")


def _blocks(lyrics: str) -> list[tuple[str, tuple[str, ...]]]:
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for line in (raw.strip() for raw in lyrics.splitlines()):
        heading = re.fullmatch(r"\[([^\]]{1,80})\]", line)
        if heading:
            blocks.append((heading[1].strip(), []))
        elif line:
            blocks[-1][1].append(line)
        elif blocks[-1][1] and not blocks[-1][0]:
            blocks.append(("", []))
    return [(label, tuple(lines)) for label, lines in blocks if label or lines]
