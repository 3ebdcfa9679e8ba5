"""Bodies of the studio family (CONTRACT 4.2)."""

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from apps.sandbox.api.bodies.base import Body, Weight


class Source(Body):
    """The song that is to be extended."""

    song_id: str | None = None


class Config(Body):
    """How a studio song begins: new, or before or after another."""

    mode: Literal["regular", "precede", "continuation"]
    source: Source | None = None


class StudioCreate(Body):
    """POST /studio/create (openapi: StudioCreateRequest)."""

    prompt: str
    lyrics: Annotated[str, Field(max_length=1000)] | None = None
    lyrics_type: Literal["generate", "user", "instrumental"]
    bypass_prompt_optimization: bool | None = None
    seed: FiniteFloat | None = None
    song_section_start: Weight | None = None
    song_section_end: Weight | None = None
    lyrics_placement_start: Weight | None = None
    lyrics_placement_end: Weight | None = None
    prompt_strength: Weight
    clarity_strength: Weight
    lyrics_strength: Weight
    generation_quality: Weight
    negative_prompt: str | None = None
    model_type: Literal["studio130-v1.5", "studio32-v1.5"]
    config: Config
    context_length: FiniteFloat | None = None
