"""Bodies of the producer family (CONTRACT 4.4)."""

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from apps.sandbox.api.bodies.base import Body, Callback, LaterSecond, Second, Weight

ProducerTaskType = Literal[
    "create_music",
    "extend_music",
    "extend_upload_music",
    "replace_music",
    "replace_upload_music",
    "cover_music",
    "swap_music_vocals",
    "swap_music_sound",
    "music_variation",
]


class ProducerCreate(Callback):
    """POST /producer/create (openapi: ProducerCreateRequest)."""

    task_type: ProducerTaskType = "create_music"
    sound: str | None = None
    lyrics: str | None = None
    title: Annotated[str, Field(max_length=80)] | None = None
    mv: str | None = None
    seed: int | FiniteFloat | str | None = None
    clip_id: str | None = None
    starts_at: Second | None = None
    ends_at: LaterSecond | None = None
    bpm: int | FiniteFloat | str | None = None
    length: Annotated[FiniteFloat, Field(ge=1, le=240)] | None = None
    instruction: str | None = None
    extend_s: LaterSecond | None = None
    strength: Weight | None = None
    cover_strength: Weight | None = None
    lyrics_strength: Weight | None = None
    sound_strength: Weight | None = None
    weirdness: Weight | None = None
    make_instrumental: bool | None = None
    cover_url: str | None = None


class ProducerUpload(Callback):
    """POST /producer/upload (openapi: ProducerUploadRequest)."""

    audio_url: str


class ProducerDownload(Callback):
    """POST /producer/download (openapi: ProducerDownloadRequest)."""

    clip_id: str
    format: Literal["mp3", "wav"] = "mp3"


class Anything(Body):
    """A body whose members nobody documented."""
