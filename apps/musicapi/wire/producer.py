"""The producer engine: our requests in its words. CONTRACT section 4.4."""

from apps.musicapi.requests import (
    ProducerCoverRequest,
    ProducerExtendRequest,
    ProducerReplaceRequest,
    ProducerRequest,
    ProducerSongRequest,
    Webhook,
)

from .message import Members, Request, present
from .webhook import webhook_members


def create(request: ProducerRequest) -> Request:
    """Build the paid call for any of its operations."""
    members = present(
        {"mv": request.model, **_members(request), **webhook_members(request.webhook)}
    )
    if isinstance(request, ProducerSongRequest):
        # No lyrics mean an instrumental, and the engine wants to be told so.
        members["lyrics"] = request.lyrics
        return Request("POST", "/producer/create", members, names_source=False)
    return Request("POST", "/producer/create", members)


def upload(url: str, webhook: Webhook | None) -> Request:
    """Build the paid call that imports a public file; the clip comes by polling."""
    members = {"audio_url": url, **webhook_members(webhook)}
    return Request("POST", "/producer/upload", members, names_source=False)


def download(clip_id: str, file_format: str, webhook: Webhook | None) -> Request:
    """Build the paid call for a file, mp3 or wav; its address comes by polling."""
    members = {"clip_id": clip_id, "format": file_format, **webhook_members(webhook)}
    return Request("POST", "/producer/download", members)


def lyrics_create(prompt: str, webhook: Webhook | None) -> Request:
    """Build the paid call for lyrics; the member's name is a guess of the contract."""
    members = {"prompt": prompt, **webhook_members(webhook)}
    return Request("POST", "/producer/lyrics-create", members, names_source=False)


def video_clip(clip_id: str, webhook: Webhook | None) -> Request:
    """Build the paid call for a video; the member's name is a guess of the contract."""
    members = {"clip_id": clip_id, **webhook_members(webhook)}
    return Request("POST", "/producer/video-clip", members)


def _members(request: ProducerRequest) -> Members:
    match request:
        case ProducerSongRequest():
            return {
                "task_type": "create_music",
                "sound": request.sound,
                "title": request.title,
                "seed": request.seed,
                "bpm": request.tempo_bpm,
                "length": request.duration_s,
            }
        case ProducerExtendRequest():
            return {
                "task_type": _by_origin("extend", request),
                "clip_id": request.source_clip_id,
                "extend_s": request.extend_s,
                "starts_at": request.start_s,
                "instruction": request.instruction,
            }
        case ProducerReplaceRequest():
            return {
                "task_type": _by_origin("replace", request),
                "clip_id": request.source_clip_id,
                "starts_at": request.start_s,
                "ends_at": request.end_s,
                "instruction": request.instruction,
            }
        case _:
            return _cover(request)


def _cover(request: ProducerCoverRequest) -> Members:
    return {
        "task_type": "cover_music",
        "clip_id": request.source_clip_id,
        "sound": request.sound,
        "strength": request.strength,
    }


def _by_origin(operation: str, request: ProducerExtendRequest | ProducerReplaceRequest) -> str:
    return f"{operation}_upload_music" if request.source_is_upload else f"{operation}_music"
