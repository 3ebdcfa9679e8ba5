"""What a style is made of: players, grooves, and how they are used."""

from dataclasses import dataclass

BAND = ("Intro", "Verse", "Pre-Chorus", "Chorus", "Bridge", "Break", "Outro")
FULL = ("Pre-Chorus", "Chorus", "Break")
LATE = ("Pre-Chorus", "Chorus", "Bridge", "Break", "Outro")
BODY = ("Verse", "Pre-Chorus", "Chorus", "Bridge", "Break")


@dataclass(frozen=True, slots=True)
class Layer:
    """One player: which instrument, what figure it plays, where, and how loud (dB) and wide."""

    part: str
    instrument: str
    figure: str
    low: int
    high: int
    level_db: float
    pan: float = 0.0
    kinds: tuple[str, ...] = BAND
    room: float = 0.2


@dataclass(frozen=True, slots=True)
class Groove:
    """Drum patterns of one bar in sixteenths, a digit for each stroke's strength."""

    kick: tuple[str, ...]
    snare: tuple[str, ...]
    hat: tuple[str, ...]
    extra: tuple[str, ...] = ()
    percussion: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """A style: words that ask for it and everything the composer and the mixer need of it.

    `swing` is the share of the first of two notes, 0.5 for straight; `swing_unit` the beats the
    two notes fill. `laid_back_ms` is how far the snare lies behind the beat;
    `ducking_db` how far bass, synths and strings give way to the kick.
    """

    name: str
    words: tuple[str, ...]
    tempo: tuple[int, int]
    major: float
    colour: str
    major_chords: tuple[str, ...]
    minor_chords: tuple[str, ...]
    layers: tuple[Layer, ...]
    groove: Groove | None
    kit: str = "acoustic"
    fills: bool = True
    swing: float = 0.5
    swing_unit: float = 1.0
    laid_back_ms: float = 0.0
    syncopation: float = 0.5
    room_s: float = 1.6
    drums_db: float = 0.0
    voice_db: float = 3.0
    ducking_db: float = 0.0
    lead: str = "piano"
    riser: bool = False
    brightness_db: float = 0.0
