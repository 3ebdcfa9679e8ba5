"""Bodies of the calls that work on one clip or on a text."""

from typing import Annotated, Literal

from pydantic import Field

from apps.sandbox.api.bodies.base import Body, Callback, LaterSecond, Second


class ClipId(Body):
    """Every tool that works on one clip (openapi: ClipIdRequest)."""

    clip_id: str


class Description(Body):
    """POST /sonic/lyrics (openapi: LyricsRequest)."""

    description: Annotated[str, Field(min_length=1, max_length=119)]


class LyricsPrompt(Body):
    """POST /suno/make-lyrics (openapi: SunoMakeLyricsRequest)."""

    prompt: Annotated[str, Field(min_length=1, max_length=119)]


class ShareLink(Body):
    """POST /suno/get-song."""

    share_link: str


class Tags(Body):
    """POST /sonic/upsample-tags (openapi: UpsampleTagsRequest)."""

    tags: Annotated[str, Field(min_length=1)]


class Upload(Body):
    """POST /sonic/upload and /riffusion/upload (openapi: UploadRequest)."""

    url: str


class NewPersona(Body):
    """POST /sonic/persona, in its names of 2026 and of 2025 (openapi: PersonaRequest)."""

    name: Annotated[str, Field(min_length=1, max_length=79)]
    clip_id: str | None = None
    describe: str | None = None
    styles: Annotated[str, Field(max_length=2000)] | None = None
    vox_audio_id: str | None = None
    vocal_start_s: Second | None = None
    vocal_end_s: LaterSecond | None = None
    continue_clip_id: str | None = None
    description: Annotated[str, Field(max_length=199)] | None = None


class Vox(ClipId):
    """POST /sonic/vox (openapi: VoxRequest)."""

    vocal_start_s: Second | None = None
    vocal_end_s: LaterSecond | None = None


class NewVoice(Callback):
    """POST /sonic/create-voice (openapi: CreateVoiceRequest)."""

    audio_url: str


class Download(ClipId):
    """POST /sonic/download (openapi: DownloadRequest)."""

    formats: Annotated[list[Literal["mp3", "m4a", "wav"]], Field(min_length=1)]
