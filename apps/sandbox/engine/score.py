"""The score: everything a rendering needs, as plain frozen data that is stored as JSON.

A score is a row of sections. A section holds its own tempo, key, chords, notes and sung
phrases, all in beats from its own beginning, so that sections can be cut, swapped and joined
without touching their neighbours.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

PARTS = (
    "Vocals",
    "Backing Vocals",
    "Drums",
    "Bass",
    "Guitar",
    "Keyboard",
    "Percussion",
    "Strings",
    "Synth",
    "FX",
    "Brass",
    "Woodwinds",
)
# The parts under which the pieces of a recording go.
TAPE_PARTS = ("Vocals", "Drums", "Bass", "FX")
NOTE_NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
BEATS_PER_BAR = 4
RING_S = 2.5


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord of the section: beats from its beginning, pitch classes from the root upwards."""

    beat: float
    beats: float
    root: int
    tones: tuple[int, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Note:
    """One played note; `pitch` is a MIDI number, `velocity` runs from 0 to 1."""

    part: str
    instrument: str
    beat: float
    beats: float
    pitch: int
    velocity: float


@dataclass(frozen=True, slots=True)
class Syllable:
    """One sung syllable: its letters, its phones, and the note it is sung on.

    The vowel begins exactly at `beat`; consonants before it come earlier.
    """

    text: str
    onset: tuple[str, ...]
    nucleus: str
    coda: tuple[str, ...]
    stressed: bool
    opens_word: bool
    beat: float
    beats: float
    pitch: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sung line and, for choirs, the pitches of each harmony voice on its syllables."""

    text: str
    syllables: tuple[Syllable, ...]
    harmonies: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Tape:
    """A stretch of recorded sound that a section plays, beginning with its first beat.

    `name` is that of a WAV file; `start_s` is where in it the section begins. `gain_db` brings it
    to the level at which bands play; of the recording only `parts` are played. `heard` are the
    notes that were recognised as its lead line: they tell what is on the tape, and are not played.
    """

    name: str
    start_s: float
    gain_db: float
    parts: tuple[str, ...] = TAPE_PARTS
    heard: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the song with one tempo, key and style; times inside are beats.

    `uid` names it wherever it is moved, and `origin_beat` tells where inside the section of that
    name it once began, so that a cut piece sounds exactly as it did before.
    """

    kind: str
    label: str
    style: str
    tempo_bpm: float
    tonic: int
    mode: str
    beats: float
    chords: tuple[Chord, ...]
    notes: tuple[Note, ...]
    phrases: tuple[Phrase, ...]
    uid: str = ""
    origin_beat: float = 0.0
    tape: Tape | None = None

    @property
    def beat_s(self) -> float:
        """Return the length of one beat in seconds."""
        return 60.0 / self.tempo_bpm

    @property
    def duration_s(self) -> float:
        """Return the length of the section in seconds, without the ringing of its last notes."""
        return self.beats * self.beat_s

    def moment(self, beat: float) -> tuple[str, float]:
        """Return a name for a moment of the section that cutting and moving do not change."""
        return self.uid, round(self.origin_beat + beat, 2)


@dataclass(frozen=True, slots=True)
class Singer:
    """The timbre that sings: vocal tract, breath and vibrato.

    `tract` stretches the formants (above 1: shorter, brighter), `breath` runs from 0 to 1,
    `vibrato_cents` is the depth to either side. `voice` is the kind of voice (`formant` or
    `neural`), empty until the song is rendered for the first time: then it is found, and stays.
    """

    gender: str
    tract: float
    breath: float
    vibrato_cents: float
    vibrato_hz: float
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Master:
    """How loud a song was mastered; songs made from its pieces keep it, so joins stay level."""

    gain_db: float
    glue_db: float


@dataclass(frozen=True, slots=True)
class Score:
    """A whole song as data; equal scores render to equal bytes.

    `master` is None until the song was rendered once: then the engine finds it.
    """

    title: str
    tags: str
    lyrics: str
    seed: int
    take: int
    singer: Singer
    sections: tuple[Section, ...]
    master: Master | None = None

    @property
    def tempo_bpm(self) -> float:
        """Return the tempo of the longest stretch of the song."""
        return self._main.tempo_bpm

    @property
    def key(self) -> str:
        """Return the key of the longest stretch, for instance `F# minor`."""
        return f"{NOTE_NAMES[self._main.tonic]} {self._main.mode}"

    @property
    def style(self) -> str:
        """Return the name of the style of the longest stretch."""
        return self._main.style

    @property
    def duration_s(self) -> float:
        """Return the length in seconds with the ringing at the end."""
        return sum(section.duration_s for section in self.sections) + RING_S

    @property
    def tapes(self) -> frozenset[str]:
        """Return the names of the tapes that the song plays."""
        return frozenset(section.tape.name for section in self.sections if section.tape)

    @property
    def is_recorded(self) -> bool:
        """Tell whether some of the song is played from a tape."""
        return bool(self.tapes)

    @property
    def sung_lyrics(self) -> str:
        """Return the lines that are really sung, under the names of their sections."""
        rows: list[str] = []
        for section in self.sections:
            if section.phrases and not (rows and section.origin_beat):
                rows += ["", f"[{section.label}]"]
            rows += [phrase.text for phrase in section.phrases]
        return "\n".join(rows).strip()

    @property
    def _main(self) -> Section:
        return max(self.sections, key=lambda section: section.beats)

    def placed(self) -> Iterator[tuple[float, Section]]:
        """Yield every section with its beginning in seconds."""
        start_s = 0.0
        for section in self.sections:
            yield start_s, section
            start_s += section.duration_s

    def to_json(self) -> dict[str, Any]:
        """Return the score as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read a score that `to_json` wrote, also after a round trip through JSON text."""
        return cls(
            **{
                **data,
                # Songs from before there was a choice were all sung by the formant voice.
                "singer": Singer(**{"voice": "formant", **data["singer"]}),
                "master": Master(**data["master"]) if data.get("master") else None,
                "sections": tuple(_section(raw) for raw in data["sections"]),
            }
        )


def _section(raw: dict[str, Any]) -> Section:
    return Section(
        **{
            **raw,
            "chords": tuple(
                Chord(**{**chord, "tones": tuple(chord["tones"])}) for chord in raw["chords"]
            ),
            "notes": tuple(Note(**note) for note in raw["notes"]),
            "phrases": tuple(_phrase(phrase) for phrase in raw["phrases"]),
            "tape": _tape(raw["tape"]) if raw.get("tape") else None,
        }
    )


def _tape(raw: dict[str, Any]) -> Tape:
    heard = tuple(Note(**note) for note in raw["heard"])
    return Tape(**{**raw, "parts": tuple(raw["parts"]), "heard": heard})


def _phrase(raw: dict[str, Any]) -> Phrase:
    return Phrase(
        text=raw["text"],
        syllables=tuple(
            Syllable(
                **{
                    **syllable,
                    "onset": tuple(syllable["onset"]),
                    "coda": tuple(syllable["coda"]),
                }
            )
            for syllable in raw["syllables"]
        ),
        harmonies=tuple(tuple(voice) for voice in raw["harmonies"]),
    )
