"""The old names that the provider's own client keeps. CONTRACT section 2."""

from dataclasses import replace

from apps.musicapi.requests import SonicRequest
from apps.musicapi.results import LyricCandidate, SharedSong
from apps.musicapi.words import Engine

from . import polls, sonic
from .message import (
    Answer,
    Pace,
    Request,
    address,
    inner,
    joined,
    members_of,
    text,
)


def create(request: SonicRequest) -> Request:
    """Build the paid call under its old name."""
    return replace(sonic.create(request), path="/suno/create")


def clip(task_id: str) -> Request:
    """Build the poll under its old name, which speaks of a clip and means a task."""
    path = polls.poll(Engine.SONIC, task_id).path.replace("/sonic/task/", "/suno/clip/")
    return Request("GET", path, pace=Pace.POLL, paid=False)


def make_lyrics(prompt: str) -> Request:
    """Build the paid call for lyrics that come by polling."""
    return Request("POST", "/suno/make-lyrics", {"prompt": prompt}, names_source=False)


def get_lyrics(task_id: str) -> Request:
    """Build the poll for such lyrics."""
    path = clip(task_id).path.replace("/suno/clip/", "/suno/get-lyrics/")
    return Request("GET", path, pace=Pace.POLL, paid=False)


def read_lyrics(answer: Answer) -> LyricCandidate | None:
    """Read the text; None until there is one, for the words of its state are not documented."""
    data = inner(members_of(answer), "data")
    if not text(data.get("text")):
        return None
    return LyricCandidate(text(data.get("title")), text(data.get("text")))


def get_song(share_link: str) -> Request:
    """Build the call for the public facts of a share link; its price is not documented."""
    return Request("POST", "/suno/get-song", {"share_link": share_link}, names_source=False)


def read_song(answer: Answer) -> SharedSong:
    """Read whatever is there."""
    members = members_of(answer)
    return SharedSong(
        title=text(members.get("song_title")),
        author=text(members.get("song_author")),
        tags=joined(members.get("music_styles")),
        audio_url=address(members.get("audio_url")),
        image_url=address(members.get("cover_image")),
    )
