"""The nuro engine, which is being withdrawn. Source: CONTRACT section 4.3.

Genres, moods and the like must be spelled as the provider does: see `Catalogue.pickers`.
"""

from dataclasses import dataclass
from typing import ClassVar

from apps.musicapi.words import Engine, Operation, VocalGender

from .common import Webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class NuroSongRequest:
    """Ask for one sung song; the length follows from the lyrics if it is not given."""

    engine: ClassVar[Engine] = Engine.NURO
    operation: ClassVar[Operation] = Operation.CREATE
    lyrics: str
    vocal_gender: VocalGender | None = None
    genre: str = ""
    mood: str = ""
    timbre: str = ""
    duration_s: int | None = None
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a piece of background music: intro, verse, chorus, inst, bridge or outro."""

    name: str
    duration_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundMusicRequest:
    """Ask for background music; `segments` ask the second version of the engine.

    At most five each of genres, moods, instruments and themes. Up to 60 s in the first version,
    30 to 120 s in the second; segments add up to the length.
    """

    engine: ClassVar[Engine] = Engine.NURO
    operation: ClassVar[Operation] = Operation.BACKGROUND_MUSIC
    description: str
    model: str = "v1.0"
    genres: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    duration_s: int | None = None
    segments: tuple[Segment, ...] = ()
    webhook: Webhook | None = None


NuroRequest = NuroSongRequest | BackgroundMusicRequest
