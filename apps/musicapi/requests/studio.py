"""The studio engine, unavailable since mid 2025. Source: CONTRACT section 4.2."""

from dataclasses import dataclass
from typing import ClassVar

from apps.musicapi.words import Engine, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioSongRequest:
    """Ask for a song like `description`, with own `lyrics`, written ones (""), or none at all.

    Strengths and places run from 0 to 1; the defaults are the provider's.
    """

    engine: ClassVar[Engine] = Engine.STUDIO
    operation: ClassVar[Operation] = Operation.CREATE
    description: str
    model: str
    lyrics: str = ""
    instrumental: bool = False
    negative_description: str = ""
    seed: int = -1
    prompt_strength: float = 0.5
    clarity_strength: float = 0.25
    lyrics_strength: float = 0.5
    quality: float = 0.75
    section: tuple[float, float] = (0.0, 1.0)
    lyrics_placement: tuple[float, float] = (0.0, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioExtendRequest(StudioSongRequest):
    """Ask for what comes after a song, or before it; `context_s` of the source are listened to."""

    operation: ClassVar[Operation] = Operation.EXTEND
    source_clip_id: str
    before: bool = False
    context_s: float | None = None


StudioRequest = StudioSongRequest | StudioExtendRequest
