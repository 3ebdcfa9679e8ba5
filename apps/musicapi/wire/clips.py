"""Reading the songs of a task from what each engine answers. CONTRACT sections 3 to 5.

A song that the provider gives no id has an empty `remote_id` here; `polls.py` decides on its name.
"""

from apps.musicapi.results import RemoteClip
from apps.musicapi.words import ClipRole, ClipState

from .message import Members, address, identifier, joined, listed, seconds, text

STATES = {
    "pending": ClipState.PENDING,
    "succeeded": ClipState.SUCCEEDED,
    "failed": ClipState.FAILED,
    "error": ClipState.FAILED,
}
PAIR = {"extended": ClipRole.PART, "replaced": ClipRole.PART, "full": ClipRole.JOINED}


def listed_clips(members: Members, *, audio_is_final: bool) -> list[RemoteClip]:
    """Read `data` as clips; a pair of an automatic join gives a clip for each half that is there.

    `audio_is_final` means that an item without a state is done as soon as it has audio (producer).
    """
    return [_clip(item, role, audio_is_final=audio_is_final) for item, role in _with_roles(members)]


def has_open_pair(members: Members) -> bool:
    """Say whether an automatic join still works on one of its songs."""
    return any("full" in item and item["full"] is None for item in listed(members, "data"))


def studio_clips(songs: list[Members], state_text: str) -> list[RemoteClip]:
    """Read the studio engine's songs, whose state is that of their task."""
    state = ClipState.SUCCEEDED if state_text == "SUCCESS" else ClipState.RUNNING
    return [
        RemoteClip(
            remote_id=identifier(song.get("id")),
            state=state,
            state_text=state_text,
            title=text(song.get("title")),
            tags=joined(song.get("tags")),
            lyrics=text(song.get("lyrics")),
            audio_url=address(song.get("song_path")),
            is_stream=state is ClipState.RUNNING and bool(address(song.get("song_path"))),
            image_url=address(song.get("image_path")),
            duration_s=seconds(song.get("duration")),
        )
        for song in songs
    ]


def nuro_clip(members: Members, task_id: str) -> RemoteClip:
    """Read the nuro engine's one song, which is the answer itself; it is named after its task."""
    state = _state(text(members.get("status")))
    audio_url = address(members.get("audio_url"))
    words = (joined(members.get(name)) for name in ("genre", "mood", "instrument", "theme"))
    return RemoteClip(
        remote_id=f"{task_id}#0",
        state=state,
        state_text=text(members.get("status")),
        tags=", ".join(word for word in words if word),
        lyrics=text(members.get("lyrics")),
        audio_url=audio_url,
        is_stream=_is_stream(state, audio_url),
        duration_s=seconds(members.get("duration")),
    )


def _with_roles(members: Members) -> list[tuple[Members, ClipRole]]:
    found: list[tuple[Members, ClipRole]] = []
    for item in listed(members, "data"):
        halves = [
            (item[name], role) for name, role in PAIR.items() if isinstance(item.get(name), dict)
        ]
        found += halves or [(item, ClipRole.WHOLE)]
    return found


def _clip(item: Members, role: ClipRole, *, audio_is_final: bool) -> RemoteClip:
    audio_url = address(item.get("audio_url")) or address(item.get("url"))
    state_text = text(item.get("state"))
    state = _state(state_text)
    if audio_is_final and audio_url and not state_text:
        state = ClipState.SUCCEEDED
    return RemoteClip(
        remote_id=identifier(item.get("clip_id")),
        state=state,
        state_text=state_text,
        title=text(item.get("title")),
        tags=joined(item.get("tags")) or joined(item.get("sound")),
        lyrics=text(item.get("lyrics")),
        audio_url=audio_url,
        is_stream=_is_stream(state, audio_url),
        wav_url=address(item.get("wav_url")),
        image_url=address(item.get("image_url")),
        duration_s=seconds(item.get("duration")),
        model=_model(text(item.get("mv"))),
        seed=identifier(item.get("seed")),
        stem_name=text(item.get("stem_type")),
        error_text=text(item.get("error_message")),
        role=role,
    )


def _model(said: str) -> str:
    """Give a model its name in requests; `chirp-v5` is `sonic-v5` (CONTRACT section 3.4)."""
    version = said.removeprefix("chirp-")
    return said if version == said else f"sonic-{version}"


def _state(word: str) -> ClipState:
    """Read a state; an unknown word means "running" (CONTRACT section 14)."""
    return STATES.get(word.lower(), ClipState.RUNNING)


def _is_stream(state: ClipState, audio_url: str) -> bool:
    return bool(audio_url) and state in (ClipState.PENDING, ClipState.RUNNING)
