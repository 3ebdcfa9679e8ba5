"""Bodies of the riffusion family (CONTRACT 4.1)."""

from typing import Annotated, Literal

from pydantic import Field

from apps.sandbox.api.bodies.base import Body, LaterSecond, Second, Weight

RiffusionTaskType = Literal[
    "create_music",
    "extend_music",
    "cover_music",
    "extend_upload_music",
    "cover_upload_music",
    "replace_music",
    "replace_upload_music",
    "swap_music_sound",
    "swap_upload_music_sound",
    "swap_music_vocals",
    "swap_upload_music_vocals",
]
RiffusionModel = Literal["FUZZ-1.1 Pro", "FUZZ-1.1", "FUZZ-1.0 Pro", "FUZZ-1.0"]


class RiffusionCreate(Body):
    """POST /riffusion/create (openapi: RiffusionCreateRequest)."""

    task_type: RiffusionTaskType = "create_music"
    mv: RiffusionModel
    custom_mode: bool
    lyrics: Annotated[str, Field(max_length=3000)] | None = None
    prompt: Annotated[str, Field(max_length=200)] | None = None
    sound: Annotated[str, Field(max_length=200)] | None = None
    title: Annotated[str, Field(max_length=80)] | None = None
    make_instrumental: bool | None = None
    vocal_variation: Weight | None = None
    continue_clip_id: str | None = None
    continue_at: Second | None = None
    replace_start_time: Second | None = None
    replace_end_time: LaterSecond | None = None
