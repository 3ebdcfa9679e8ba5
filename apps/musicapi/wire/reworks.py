"""Mashup, sample, section, one-shot uploads, voices, in their words. CONTRACT section 3.6."""

from apps.musicapi.requests import (
    MashupRequest,
    ReplaceSectionRequest,
    SampleRequest,
    UploadCoverRequest,
    UploadExtendRequest,
    VoiceRequest,
)

from .message import Pace, Request, present
from .sonic import gender_member, song_text, with_cdn_member
from .webhook import webhook_members


def mashup(request: MashupRequest) -> Request:
    """Build the paid call for a blend of two clips."""
    members = {"mashup_clip_ids": list(request.source_clip_ids), **song_text(request)}
    return Request("POST", "/sonic/mashup", present(members))


def replace_section(request: ReplaceSectionRequest) -> Request:
    """Build the paid call for a passage made anew."""
    members = {
        "clip_id": request.source_clip_id,
        "mv": request.model,
        "infill_start_s": request.start_s,
        "infill_end_s": request.end_s,
        "prompt": request.lyrics,
        "infill_lyrics": request.section_lyrics,
        "title": request.title,
        "tags": request.tags,
        "negative_tags": request.negative_tags,
        "vocal_gender": gender_member(request.vocal_gender),
        "style_weight": request.style_weight,
        "weirdness_constraint": request.weirdness,
        "auto_concat": request.join or None,
        **webhook_members(request.webhook),
    }
    return Request("POST", "/sonic/replace-section", present(members))


def sample(request: SampleRequest) -> Request:
    """Build the paid call for a song around a stretch of audio."""
    members = {
        "sample_clip_id": request.source_clip_id,
        "url": request.url,
        "chop_sample_start_s": request.start_s,
        "chop_sample_end_s": request.end_s,
        **song_text(request),
    }
    return Request("POST", "/sonic/sample", present(members), pace=Pace.SLOW)


def upload_cover(request: UploadCoverRequest) -> Request:
    """Build the paid call for a cover of a public file."""
    members = with_cdn_member({"url": request.url, **song_text(request)})
    return Request("POST", "/sonic/upload-cover", members, pace=Pace.SLOW, names_source=False)


def upload_extend(request: UploadExtendRequest) -> Request:
    """Build the paid call for more of a public file."""
    members = with_cdn_member(
        {
            "url": request.url,
            "continue_at": request.continue_at_s,
            "auto_concat": request.join or None,
            **song_text(request),
        }
    )
    return Request("POST", "/sonic/upload-extend", members, pace=Pace.SLOW, names_source=False)


def create_voice(request: VoiceRequest) -> Request:
    """Build the paid call for a persona from a recording."""
    members = {"audio_url": request.url, **webhook_members(request.webhook)}
    return Request("POST", "/sonic/create-voice", present(members), names_source=False)
