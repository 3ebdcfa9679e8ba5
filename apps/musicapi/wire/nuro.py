"""The nuro engine: our requests in its words. CONTRACT section 4.3."""

from apps.musicapi.requests import BackgroundMusicRequest, NuroRequest, NuroSongRequest

from .message import Members, Request, present, words
from .webhook import webhook_members


def create(request: NuroRequest) -> Request:
    """Build the paid call for a sung song or background music."""
    members = _song(request) if isinstance(request, NuroSongRequest) else _music(request)
    members = {**members, **webhook_members(request.webhook)}
    return Request("POST", "/nuro/create", present(members), names_source=False)


def _song(request: NuroSongRequest) -> Members:
    gender = request.vocal_gender
    return {
        "type": "vocal",
        "lyrics": request.lyrics,
        "gender": gender.capitalize() if gender else None,
        "genre": request.genre,
        "mood": request.mood,
        "timbre": request.timbre,
        "duration": request.duration_s,
    }


def _music(request: BackgroundMusicRequest) -> Members:
    segments = [
        {"name": segment.name, "duration": segment.duration_s} for segment in request.segments
    ]
    return {
        "type": "bgm",
        "version": request.model,
        "description": request.description,
        "genre": words(request.genres),
        "mood": words(request.moods),
        "instrument": words(request.instruments),
        "theme": words(request.themes),
        "duration": request.duration_s,
        "segments": segments or None,
    }
