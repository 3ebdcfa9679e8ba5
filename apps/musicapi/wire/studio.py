"""The studio engine: our requests in its words. CONTRACT section 4.2."""

from apps.musicapi.requests import StudioExtendRequest, StudioRequest

from .message import Members, Request, present


def create(request: StudioRequest) -> Request:
    """Build the paid call for a song or an extension."""
    members = {
        "prompt": request.description,
        "lyrics": request.lyrics,
        "lyrics_type": _lyrics_type(request),
        "seed": request.seed,
        "prompt_strength": request.prompt_strength,
        "clarity_strength": request.clarity_strength,
        "lyrics_strength": request.lyrics_strength,
        "generation_quality": request.quality,
        "negative_prompt": request.negative_description,
        "model_type": request.model,
        "song_section_start": request.section[0],
        "song_section_end": request.section[1],
        "lyrics_placement_start": request.lyrics_placement[0],
        "lyrics_placement_end": request.lyrics_placement[1],
        **_config(request),
    }
    is_extension = isinstance(request, StudioExtendRequest)
    return Request("POST", "/studio/create", present(members), names_source=is_extension)


def _lyrics_type(request: StudioRequest) -> str:
    if request.instrumental:
        return "instrumental"
    return "user" if request.lyrics else "generate"


def _config(request: StudioRequest) -> Members:
    if not isinstance(request, StudioExtendRequest):
        return {"config": {"mode": "regular"}}
    mode = "precede" if request.before else "continuation"
    return {
        "config": {"mode": mode, "source": {"song_id": request.source_clip_id}},
        "context_length": request.context_s,
    }
