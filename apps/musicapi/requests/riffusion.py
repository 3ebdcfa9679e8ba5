"""The riffusion engine, which may be withdrawn any day. Source: CONTRACT section 4.1."""

from dataclasses import dataclass
from typing import ClassVar

from apps.musicapi.words import Engine, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class RiffusionText:
    """What all its operations share: the words, and the sound or voice that is wanted."""

    engine: ClassVar[Engine] = Engine.RIFFUSION
    operation: ClassVar[Operation]
    model: str
    lyrics: str = ""
    sound: str = ""
    title: str = ""
    instrumental: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RiffusionSongRequest(RiffusionText):
    """Ask for a new song: from lyrics and sound, or from `description` if there is one."""

    operation: ClassVar[Operation] = Operation.CREATE
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiffusionCoverRequest(RiffusionText):
    """Ask for a clip in another sound."""

    operation: ClassVar[Operation] = Operation.COVER
    source_clip_id: str
    source_is_upload: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RiffusionExtendRequest(RiffusionText):
    """Ask for more of a clip from a second of it on; lyrics and sound are needed."""

    operation: ClassVar[Operation] = Operation.EXTEND
    source_clip_id: str
    continue_at_s: float
    source_is_upload: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RiffusionReplaceRequest(RiffusionText):
    """Ask for a passage of a clip to be made anew."""

    operation: ClassVar[Operation] = Operation.REPLACE_SECTION
    source_clip_id: str
    start_s: float
    end_s: float
    source_is_upload: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RiffusionSwapSoundRequest(RiffusionText):
    """Ask for the same song with the wanted `sound`."""

    operation: ClassVar[Operation] = Operation.SWAP_SOUND
    source_clip_id: str
    source_is_upload: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RiffusionSwapVocalsRequest(RiffusionText):
    """Ask for the same song with the voice that `sound` describes.

    `vocal_variation` from 0 to 1 says how far the new voice departs from the old one.
    """

    operation: ClassVar[Operation] = Operation.SWAP_VOCALS
    source_clip_id: str
    vocal_variation: float | None = None
    source_is_upload: bool = False


RiffusionRequest = (
    RiffusionSongRequest
    | RiffusionCoverRequest
    | RiffusionExtendRequest
    | RiffusionReplaceRequest
    | RiffusionSwapSoundRequest
    | RiffusionSwapVocalsRequest
)
