"""The ten operations of the sonic engine's one create endpoint. CONTRACT sections 3.1 to 3.4."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from apps.musicapi.words import Engine, Operation, SongMode, VocalGender

from .common import Webhook


class Variation(StrEnum):
    """How far a remaster may depart from its source."""

    SUBTLE = "subtle"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class SongText:
    """What most song operations share.

    `lyrics` is used with OWN_LYRICS, `description` with the other two modes. Weights run from 0 to
    1, None leaves them to the provider. `duration_s` is a whole number of seconds, near which the
    result lands; the provider takes it since September 2026 only.
    """

    engine: ClassVar[Engine] = Engine.SONIC
    operation: ClassVar[Operation]
    model: str
    mode: SongMode = SongMode.OWN_LYRICS
    lyrics: str = ""
    description: str = ""
    title: str = ""
    tags: str = ""
    negative_tags: str = ""
    instrumental: bool = False
    vocal_gender: VocalGender | None = None
    style_weight: float | None = None
    weirdness: float | None = None
    audio_weight: float | None = None
    duration_s: int | None = None
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SongRequest(SongText):
    """Ask for a new song; usually two clips."""

    operation: ClassVar[Operation] = Operation.CREATE


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaSongRequest(SongText):
    """Ask for a new song in the voice and style of a persona."""

    operation: ClassVar[Operation] = Operation.PERSONA_SONG
    persona_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendRequest(SongText):
    """Ask for more of a clip; the answer holds the new part only (see `ConcatRequest`).

    `continue_at_s` lies inside the source. `source_is_upload` follows from where the clip came
    from.
    """

    operation: ClassVar[Operation] = Operation.EXTEND
    source_clip_id: str
    continue_at_s: float
    source_is_upload: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverRequest(SongText):
    """Ask for the same song in another style."""

    operation: ClassVar[Operation] = Operation.COVER
    source_clip_id: str
    source_is_upload: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcatRequest:
    """Ask for the whole song: `extension_clip_id` is a clip that an extension returned."""

    engine: ClassVar[Engine] = Engine.SONIC
    operation: ClassVar[Operation] = Operation.CONCAT
    extension_clip_id: str
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemasterRequest:
    """Ask for a fresh rendering of a clip of the last 24 hours."""

    engine: ClassVar[Engine] = Engine.SONIC
    operation: ClassVar[Operation] = Operation.REMASTER
    source_clip_id: str
    model: str
    variation: Variation | None = None
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddVocalsRequest(SongText):
    """Ask for singing over an uploaded instrumental; the range is in seconds of the source."""

    operation: ClassVar[Operation] = Operation.ADD_VOCALS
    source_clip_id: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInstrumentalRequest(SongText):
    """Ask for accompaniment to an uploaded voice; the range is in seconds of the source."""

    operation: ClassVar[Operation] = Operation.ADD_INSTRUMENTAL
    source_clip_id: str
    start_s: float | None = None
    end_s: float | None = None


SonicRequest = (
    SongRequest
    | PersonaSongRequest
    | ExtendRequest
    | CoverRequest
    | ConcatRequest
    | RemasterRequest
    | AddVocalsRequest
    | AddInstrumentalRequest
)
