"""The sonic engine's create endpoint: our requests in its words. CONTRACT section 3."""

from dataclasses import replace

from apps.musicapi.requests import (
    AddInstrumentalRequest,
    AddVocalsRequest,
    ConcatRequest,
    CoverRequest,
    ExtendRequest,
    PersonaSongRequest,
    RemasterRequest,
    SongRequest,
    SongText,
    SonicRequest,
)
from apps.musicapi.words import SongMode, VocalGender

from .message import Answer, Members, Request, members_if_any, present
from .refusals import reason_of
from .webhook import webhook_members

CDN_MEMBER = "use_suno_cdn"
GENDERS = {VocalGender.FEMALE: "f", VocalGender.MALE: "m"}


def create(request: SonicRequest) -> Request:
    """Build the paid call for any of the ten operations."""
    return Request(
        "POST",
        "/sonic/create",
        sonic_members(request),
        names_source=not isinstance(request, SongRequest),
    )


def sonic_members(request: SonicRequest) -> Members:
    """Build the flat body; a batch takes the same bodies."""
    return with_cdn_member(_members(request))


def with_cdn_member(members: Members) -> Members:
    """Add the member that newer servers insist on; false is the safe value (CONTRACT 3.3)."""
    return {**present(members), CDN_MEMBER: False}


def without_cdn_member(request: Request, answer: Answer) -> Request | None:
    """Return the call as older servers take it, if a 400 named the one member they do not know.

    A 400 charges nothing, so that sending this second form is safe. CONTRACT section 14.
    """
    members = request.members or {}
    if answer.status != 400 or CDN_MEMBER not in members:
        return None
    if CDN_MEMBER not in reason_of(members_if_any(answer)):
        return None
    bare = {name: value for name, value in members.items() if name != CDN_MEMBER}
    return replace(request, members=bare)


def song_text(request: SongText) -> Members:
    """Translate what most song operations share."""
    return {
        "mv": request.model,
        **_words(request),
        "title": request.title,
        "tags": request.tags,
        "negative_tags": request.negative_tags,
        "make_instrumental": request.instrumental,
        "vocal_gender": gender_member(request.vocal_gender),
        "style_weight": request.style_weight,
        "weirdness_constraint": request.weirdness,
        "audio_weight": request.audio_weight,
        "duration": request.duration_s,
        **webhook_members(request.webhook),
    }


def gender_member(gender: VocalGender | None) -> str | None:
    """Translate who should sing."""
    return GENDERS[gender] if gender else None


def _words(request: SongText) -> Members:
    if request.mode is SongMode.OWN_LYRICS:
        return {"custom_mode": True, "prompt": request.lyrics}
    if request.mode is SongMode.AUTO_LYRICS:
        return {"custom_mode": True, "auto_lyrics": True, "prompt": request.description}
    return {"custom_mode": False, "gpt_description_prompt": request.description}


def _members(request: SonicRequest) -> Members:
    match request:
        case PersonaSongRequest():
            kind: Members = {"task_type": "persona_music", "persona_id": request.persona_id}
        case ExtendRequest():
            kind = {"task_type": _by_origin("extend", request), **_continued(request)}
        case CoverRequest():
            kind = {
                "task_type": _by_origin("cover", request),
                "continue_clip_id": request.source_clip_id,
            }
        case AddVocalsRequest():
            kind = {"task_type": "add_vocals", **_painted(request)}
        case AddInstrumentalRequest():
            kind = {"task_type": "add_instrumental", **_painted(request)}
        case SongRequest():
            kind = {"task_type": "create_music"}
        case ConcatRequest():
            return _concat(request)
        case _:
            return _remaster(request)
    return {**kind, **song_text(request)}


def _by_origin(operation: str, request: ExtendRequest | CoverRequest) -> str:
    """Name the task: an uploaded clip under the plain name is an error for the provider."""
    return f"{operation}_upload_music" if request.source_is_upload else f"{operation}_music"


def _continued(request: ExtendRequest) -> Members:
    return {"continue_clip_id": request.source_clip_id, "continue_at": request.continue_at_s}


def _painted(request: AddVocalsRequest | AddInstrumentalRequest) -> Members:
    return {
        "continue_clip_id": request.source_clip_id,
        "overpainting_start_s": request.start_s,
        "overpainting_end_s": request.end_s,
    }


def _concat(request: ConcatRequest) -> Members:
    return {
        "task_type": "concat_music",
        "continue_clip_id": request.extension_clip_id,
        **webhook_members(request.webhook),
    }


def _remaster(request: RemasterRequest) -> Members:
    return {
        "task_type": "remaster",
        "mv": request.model,
        "continue_clip_id": request.source_clip_id,
        "variation_category": request.variation,
        **webhook_members(request.webhook),
    }
