"""The riffusion engine: our requests in its words. CONTRACT section 4.1."""

from apps.musicapi.requests import (
    RiffusionCoverRequest,
    RiffusionExtendRequest,
    RiffusionReplaceRequest,
    RiffusionRequest,
    RiffusionSongRequest,
    RiffusionSwapSoundRequest,
    RiffusionSwapVocalsRequest,
)

from .message import Members, Request, present

SWAP_TASKS = {
    (RiffusionSwapSoundRequest, False): "swap_music_sound",
    (RiffusionSwapSoundRequest, True): "swap_upload_music_sound",
    (RiffusionSwapVocalsRequest, False): "swap_music_vocals",
    (RiffusionSwapVocalsRequest, True): "swap_upload_music_vocals",
}


def create(request: RiffusionRequest) -> Request:
    """Build the paid call for any of its operations."""
    members = {
        "mv": request.model,
        "make_instrumental": request.instrumental,
        "title": request.title,
        **_members(request),
    }
    return Request(
        "POST",
        "/riffusion/create",
        present(members),
        names_source=not isinstance(request, RiffusionSongRequest),
    )


def _members(request: RiffusionRequest) -> Members:
    if isinstance(request, RiffusionSongRequest) and request.description:
        return {
            "task_type": "create_music",
            "custom_mode": False,
            "prompt": request.description,
        }
    words = {"custom_mode": True, "lyrics": request.lyrics, "sound": request.sound}
    return {**words, **_kind(request)}


def _kind(request: RiffusionRequest) -> Members:
    if isinstance(request, RiffusionSongRequest):
        return {"task_type": "create_music"}
    source = {"continue_clip_id": request.source_clip_id}
    upload = "_upload" if request.source_is_upload else ""
    match request:
        case RiffusionCoverRequest():
            return {"task_type": f"cover{upload}_music", **source}
        case RiffusionExtendRequest():
            at = {"continue_at": request.continue_at_s}
            return {"task_type": f"extend{upload}_music", **source, **at}
        case RiffusionReplaceRequest():
            return {"task_type": f"replace{upload}_music", **source, **_passage(request)}
        case _:
            return {**source, **_swap(request)}


def _passage(request: RiffusionReplaceRequest) -> Members:
    return {"replace_start_time": request.start_s, "replace_end_time": request.end_s}


def _swap(request: RiffusionSwapSoundRequest | RiffusionSwapVocalsRequest) -> Members:
    task = {"task_type": SWAP_TASKS[type(request), request.source_is_upload]}
    if isinstance(request, RiffusionSwapVocalsRequest):
        return {**task, "vocal_variation": request.vocal_variation}
    return task
