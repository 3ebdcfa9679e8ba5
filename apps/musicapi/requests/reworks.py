"""Songs made out of other audio: mashup, sample, section, one-shot uploads; and new voices.

Source: CONTRACT section 3.6.
"""

from dataclasses import dataclass
from typing import ClassVar

from apps.musicapi.words import Engine, Operation, VocalGender

from .common import Webhook
from .sonic import SongText


@dataclass(frozen=True, slots=True, kw_only=True)
class MashupRequest(SongText):
    """Ask for a blend of two clips."""

    operation: ClassVar[Operation] = Operation.MASHUP
    source_clip_ids: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRequest(SongText):
    """Ask for a song around a stretch of audio: of a clip, or of a public file at `url`.

    Give one of the two; the stretch is in seconds of the source.
    """

    operation: ClassVar[Operation] = Operation.SAMPLE
    start_s: float
    end_s: float
    source_clip_id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadCoverRequest(SongText):
    """Ask for a cover of a public file in one call."""

    operation: ClassVar[Operation] = Operation.UPLOAD_COVER
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadExtendRequest(SongText):
    """Ask for more of a public file in one call; `join` also asks for the whole song."""

    operation: ClassVar[Operation] = Operation.UPLOAD_EXTEND
    url: str
    continue_at_s: float
    join: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceSectionRequest:
    """Ask for a passage of a clip to be made anew; `join` also asks for the whole song.

    `lyrics` are those of the whole song, `section_lyrics` the new ones of the passage from
    `start_s` to `end_s`.
    """

    engine: ClassVar[Engine] = Engine.SONIC
    operation: ClassVar[Operation] = Operation.REPLACE_SECTION
    source_clip_id: str
    model: str
    start_s: float
    end_s: float
    lyrics: str = ""
    section_lyrics: str = ""
    title: str = ""
    tags: str = ""
    negative_tags: str = ""
    vocal_gender: VocalGender | None = None
    style_weight: float | None = None
    weirdness: float | None = None
    join: bool = False
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaRequest:
    """Ask for a persona from a clip; a vocal extract and its range make it truer to the voice."""

    engine: ClassVar[Engine] = Engine.SONIC
    operation: ClassVar[Operation] = Operation.PERSONA
    name: str
    source_clip_id: str
    description: str = ""
    styles: str = ""
    vocal_id: str = ""
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRequest:
    """Ask for a persona from a public recording of one clear voice, longer than 10 seconds."""

    engine: ClassVar[Engine] = Engine.SONIC
    operation: ClassVar[Operation] = Operation.VOICE
    url: str
    webhook: Webhook | None = None
