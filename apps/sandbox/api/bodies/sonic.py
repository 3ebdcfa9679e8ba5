"""Bodies of the sonic family that make or change songs."""

from typing import Annotated, Literal

from pydantic import Field

from apps.sandbox.api.bodies.base import Body, Callback, LaterSecond, Second, Weight

SonicTaskType = Literal[
    "create_music",
    "extend_music",
    "concat_music",
    "cover_music",
    "persona_music",
    "extend_upload_music",
    "cover_upload_music",
    "remaster",
    "add_instrumental",
    "add_vocals",
]


class Words(Callback):
    """The text and weight members that most sonic operations share."""

    custom_mode: bool | None = None
    mv: str | None = None
    prompt: str | None = None
    lyrics: str | None = None
    gpt_description_prompt: str | None = None
    title: str | None = None
    tags: str | None = None
    negative_tags: str | None = None
    make_instrumental: bool | None = None
    auto_lyrics: bool | None = None
    vocal_gender: Literal["f", "m"] | None = None
    style_weight: Weight | None = None
    weirdness_constraint: Weight | None = None
    audio_weight: Weight | None = None
    duration: int | None = None
    use_suno_cdn: bool | None = None


class SonicCreate(Words):
    """POST /sonic/create (openapi: SonicCreateRequest)."""

    task_type: SonicTaskType = "create_music"
    persona_id: str | None = None
    continue_clip_id: str | None = None
    continue_at: Second | None = None
    variation_category: Literal["subtle", "normal", "high"] | None = None
    overpainting_start_s: Second | None = None
    overpainting_end_s: LaterSecond | None = None


class Mashup(Words):
    """POST /sonic/mashup (openapi: MashupRequest)."""

    mashup_clip_ids: Annotated[list[str], Field(min_length=2, max_length=2)]


class ReplaceSection(Words):
    """POST /sonic/replace-section (openapi: ReplaceSectionRequest)."""

    clip_id: str
    infill_start_s: Second
    infill_end_s: LaterSecond
    infill_lyrics: Annotated[str, Field(max_length=3000)] | None = None
    auto_concat: bool | None = None


class Sample(Words):
    """POST /sonic/sample (openapi: SampleRequest)."""

    url: str | None = None
    sample_clip_id: str | None = None
    chop_sample_start_s: Second
    chop_sample_end_s: LaterSecond


class UploadCover(Words):
    """POST /sonic/upload-cover (openapi: UploadCoverRequest)."""

    url: str
    auto_concat: bool | None = None


class UploadExtend(UploadCover):
    """POST /sonic/upload-extend (openapi: UploadExtendRequest)."""

    continue_at: Second | None = None


class Batch(Body):
    """POST /sonic/batch (openapi: BatchRequest)."""

    items: Annotated[list[SonicCreate], Field(min_length=1, max_length=10)]
