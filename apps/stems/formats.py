"""The names of stems: one word each for what providers call differently, families, order, files.

Pure facts without I/O.
"""

import re
from dataclasses import dataclass
from typing import Final

NAME_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Family:
    """A family of sounds: its place in the mixer, its colour (`--stem-…`), words it is told by."""

    name: str
    colour: str
    words: tuple[str, ...]


FAMILIES: Final[tuple[Family, ...]] = (
    Family("Backing Vocals", "backing", ("backing", "background", "choir", "harmony", "bgv")),
    Family("Vocals", "vocals", ("vocal", "vocals", "voice", "lead", "singer", "acapella")),
    Family("Percussion", "percussion", ("percussion", "perc", "shaker", "tambourine", "clap")),
    Family("Drums", "drums", ("drum", "drums", "kick", "snare", "hihat", "cymbal", "toms")),
    Family("Bass", "bass", ("bass", "808", "sub")),
    Family("Guitar", "guitar", ("guitar", "guitars", "banjo", "ukulele", "mandolin")),
    Family("Keyboard", "keys", ("keyboard", "keyboards", "keys", "piano", "organ", "rhodes")),
    Family("Synth", "synth", ("synth", "synths", "synthesizer", "pad", "pads", "arp")),
    Family("Strings", "strings", ("string", "strings", "violin", "viola", "cello")),
    Family("Brass", "brass", ("brass", "trumpet", "trombone", "horn", "horns", "tuba")),
    Family("Woodwinds", "woodwind", ("woodwind", "woodwinds", "flute", "sax", "saxophone")),
    Family("FX", "effects", ("fx", "effect", "effects", "sfx", "ambience", "noise")),
)
"""In the order in which a name is tried; `ORDER` is that of the mixer."""


@dataclass(frozen=True, slots=True)
class Group:
    """Families that stand together in the mixer and can be moved as one."""

    key: str
    name: str
    families: tuple[str, ...]


GROUPS: Final[tuple[Group, ...]] = (
    Group("voices", "Voices", ("Vocals", "Backing Vocals")),
    Group("rhythm", "Rhythm", ("Drums", "Percussion", "Bass")),
    Group("band", "Band", ("Guitar", "Keyboard", "Synth")),
    Group("orchestra", "Orchestra", ("Strings", "Brass", "Woodwinds")),
    Group("rest", "The rest", ("FX", "")),
)
"""In the order of the mixer."""

ORDER: Final = tuple(family for group in GROUPS for family in group.families)
GENERAL: Final[dict[str, frozenset[str]]] = {
    "Vocals": frozenset({"vocal", "voice", "lead", "main", "acapella"}),
    "Backing Vocals": frozenset({"backing", "background", "vocal", "voice", "harmony", "bgv"}),
    "Drums": frozenset({"drum", "kit"}),
    "Percussion": frozenset({"percussion", "perc"}),
    "Bass": frozenset({"bas"}),
    "Guitar": frozenset({"guitar"}),
    "Keyboard": frozenset({"keyboard", "key"}),
    "Synth": frozenset({"synth", "synthesizer"}),
    "Strings": frozenset({"string"}),
    "Brass": frozenset({"bra"}),
    "Woodwinds": frozenset({"woodwind"}),
    "FX": frozenset({"fx", "effect", "sfx", "sound"}),
}
"""Words, without any s at their end, that name a whole family and no instrument of it."""
WORD: Final = re.compile(r"[a-z0-9]+")
IN_TITLE: Final = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]\s*$|\s[-–—:]\s([^-–—:]{1,60})$")  # noqa: RUF001
UNFIT_FOR_FILES: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def said_name(stem_name: str, title: str) -> str:
    """Return what the provider calls a stem: its own field, else the end of its title, else ""."""
    if stem_name.strip():
        return " ".join(stem_name.split())[:NAME_LIMIT]
    found = IN_TITLE.search(title)
    said = (found[1] or found[2]) if found else ""
    return " ".join(said.split())[:NAME_LIMIT]


def family_of(said: str) -> str:
    """Return the family that a name tells of, "" if it tells of none."""
    words = set(WORD.findall(said.lower().replace("_", " ")))
    return next((family.name for family in FAMILIES if words & set(family.words)), "")


def plain_name(said: str) -> str:
    """Return the name to show: our word for the whole of a family, else the provider's, tidied."""
    words = WORD.findall(said.lower().replace("_", " "))
    family = family_of(said)
    if family and all(word.rstrip("s") in GENERAL[family] for word in words):
        return family
    tidy = " ".join(said.replace("_", " ").split())
    return tidy.title() if tidy.islower() else tidy


def names_of(said: list[str]) -> list[str]:
    """Return names to show that are all different; unnamed parts are numbered."""
    names: list[str] = []
    for position, word in enumerate(said, 1):
        name = plain_name(word) or f"Part {position}"
        same = sum(known == name or known.startswith(f"{name} ") for known in names)
        taken = name in names
        names.append(f"{name} {same + 1}" if taken else name)
    return names


def rank(family: str) -> int:
    """Return a family's place in the mixer, from the top."""
    return ORDER.index(family) if family in ORDER else len(ORDER)


def group_of(family: str) -> Group:
    """Return the group that a family stands in."""
    return next((group for group in GROUPS if family in group.families), GROUPS[-1])


def colour_of(family: str) -> str:
    """Return the name of a family's colour in the style sheets, "" for none."""
    return next((kin.colour for kin in FAMILIES if kin.name == family), "")


def file_stem(text: str) -> str:
    """Return text fit for a file name on every system."""
    return " ".join(UNFIT_FOR_FILES.sub(" ", text).split())[:80].strip(" .") or "Song"
