"""The producer engine. Source: CONTRACT section 4.4."""

from dataclasses import dataclass
from typing import ClassVar

from apps.musicapi.words import Engine, Operation

from .common import Webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerSongRequest:
    """Ask for a new song; without lyrics it is an instrumental."""

    engine: ClassVar[Engine] = Engine.PRODUCER
    operation: ClassVar[Operation] = Operation.CREATE
    sound: str
    lyrics: str = ""
    title: str = ""
    model: str = ""
    seed: str = ""
    tempo_bpm: float | None = None
    duration_s: float | None = None
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerExtendRequest:
    """Ask for `extend_s` more seconds of a clip, from `start_s` of it if given."""

    engine: ClassVar[Engine] = Engine.PRODUCER
    operation: ClassVar[Operation] = Operation.EXTEND
    source_clip_id: str
    extend_s: float | None = None
    start_s: float | None = None
    instruction: str = ""
    model: str = ""
    source_is_upload: bool = False
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerReplaceRequest:
    """Ask for a passage of a clip to be made anew, as `instruction` says."""

    engine: ClassVar[Engine] = Engine.PRODUCER
    operation: ClassVar[Operation] = Operation.REPLACE_SECTION
    source_clip_id: str
    start_s: float
    end_s: float
    instruction: str = ""
    model: str = ""
    source_is_upload: bool = False
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerCoverRequest:
    """Ask for a clip in another sound; `strength` from 0 to 1 keeps it close to its source."""

    engine: ClassVar[Engine] = Engine.PRODUCER
    operation: ClassVar[Operation] = Operation.COVER
    source_clip_id: str
    sound: str
    strength: float | None = None
    model: str = ""
    webhook: Webhook | None = None


ProducerRequest = (
    ProducerSongRequest | ProducerExtendRequest | ProducerReplaceRequest | ProducerCoverRequest
)
