"""The sonic engine's tools that answer at once. CONTRACT section 3.6."""

from dataclasses import replace

from apps.musicapi.requests import PersonaRequest
from apps.musicapi.results import (
    LyricCandidate,
    Midi,
    MidiNote,
    MidiPart,
    RemoteFile,
    RemotePersona,
    Tempo,
    TimedWord,
    VocalExtract,
)

from .message import (
    Answer,
    Members,
    Pace,
    Request,
    address,
    bad_answer,
    identifier,
    inner,
    listed,
    members_of,
    number,
    present,
    seconds,
    text,
)

PERSONA_NAMES_OF_2025 = {"clip_id": "continue_clip_id", "describe": "description"}


def of_clip(path: str, clip_id: str, *, pace: Pace = Pace.SLOW) -> Request:
    """Build the paid call of a tool that wants nothing but a clip."""
    return Request("POST", f"/sonic/{path}", {"clip_id": clip_id}, pace=pace)


def persona(request: PersonaRequest) -> Request:
    """Build the paid call for a persona, with the member names of 2026."""
    members = {
        "name": request.name,
        "clip_id": request.source_clip_id,
        "describe": request.description,
        "styles": request.styles,
        "vox_audio_id": request.vocal_id,
        "vocal_start_s": request.start_s,
        "vocal_end_s": request.end_s,
    }
    return Request("POST", "/sonic/persona", present(members))


def persona_of_2025(request: Request, answer: Answer) -> Request | None:
    """Return the call with the older names after a 400, which charges nothing (CONTRACT 14)."""
    members = request.members or {}
    if answer.status != 400:
        return None
    older = {
        PERSONA_NAMES_OF_2025.get(name, name): value
        for name, value in members.items()
        if name in ("name", *PERSONA_NAMES_OF_2025)
    }
    return replace(request, members=older)


def read_persona(answer: Answer) -> RemotePersona:
    """Read the new persona's id."""
    persona_id = text(members_of(answer).get("persona_id"))
    if not persona_id:
        raise bad_answer(answer, "no persona_id")
    return RemotePersona(persona_id)


def upload(url: str, *, engine_path: str = "sonic") -> Request:
    """Build the paid call that imports a public file."""
    return Request(
        "POST", f"/{engine_path}/upload", {"url": url}, pace=Pace.SLOW, names_source=False
    )


def read_upload(answer: Answer) -> str:
    """Read the id of the imported clip."""
    clip_id = text(members_of(answer).get("clip_id"))
    if not clip_id:
        raise bad_answer(answer, "no clip_id")
    return clip_id


def read_wav(answer: Answer) -> str | None:
    """Read the file's address; None when the server is still making it (a 202, seen elsewhere)."""
    if answer.status == 202:
        return None
    url = address(inner(members_of(answer), "data").get("wav_url"))
    if not url:
        raise bad_answer(answer, "no wav_url")
    return url


def lyrics(description: str) -> Request:
    """Build the paid call for two texts."""
    return Request(
        "POST",
        "/sonic/lyrics",
        {"description": description},
        pace=Pace.SLOW,
        names_source=False,
        is_free_on_timeout=True,
    )


def read_lyrics(answer: Answer) -> tuple[LyricCandidate, ...]:
    """Read the texts; at least one is needed."""
    found = tuple(
        LyricCandidate(text(item.get("title")), text(item.get("lyrics")))
        for item in listed(members_of(answer), "results")
        if text(item.get("lyrics"))
    )
    if not found:
        raise bad_answer(answer, "no lyrics")
    return found


def read_timing(answer: Answer) -> tuple[TimedWord, ...]:
    """Read the words with their places; words without a place are left out."""
    data = inner(members_of(answer), "data")
    if not isinstance(data.get("alignment"), list):
        raise bad_answer(answer, "no alignment")
    return tuple(
        TimedWord(
            word=text(item.get("word")),
            start_s=start_s,
            end_s=end_s,
            confidence=number(item.get("p_align")),
            is_aligned=item.get("success") is not False,
        )
        for item in listed(data, "alignment")
        if (start_s := seconds(item.get("start_s"))) is not None
        and (end_s := seconds(item.get("end_s"))) is not None
    )


def read_tempo(answer: Answer) -> Tempo:
    """Read the measured tempo."""
    data = inner(members_of(answer), "data")
    average_bpm = number(data.get("avg_bpm"))
    if average_bpm is None:
        raise bad_answer(answer, "no avg_bpm")
    return Tempo(average_bpm, number(data.get("min_bpm")), number(data.get("max_bpm")))


def upsample_tags(tags: str) -> Request:
    """Build the paid call for a richer style text."""
    return Request("POST", "/sonic/upsample-tags", {"tags": tags}, names_source=False)


def read_tags(answer: Answer) -> str:
    """Read the richer style text."""
    tags = text(inner(members_of(answer), "data").get("upsampled_tags"))
    if not tags:
        raise bad_answer(answer, "no upsampled_tags")
    return tags


def vocal_extract(clip_id: str, start_s: float | None, end_s: float | None) -> Request:
    """Build the paid call for an isolated stretch of the voice, of at most 30 seconds."""
    members = {"clip_id": clip_id, "vocal_start_s": start_s, "vocal_end_s": end_s}
    return Request("POST", "/sonic/vox", present(members), pace=Pace.SLOW)


def read_vocal_extract(answer: Answer) -> VocalExtract:
    """Read the extract's id and its place."""
    data = inner(members_of(answer), "data")
    vocal_id = text(data.get("vox_audio_id"))
    if not vocal_id:
        raise bad_answer(answer, "no vox_audio_id")
    return VocalExtract(
        vocal_id=vocal_id,
        source_clip_id=text(data.get("source_clip_id")),
        start_s=seconds(data.get("vocal_start_s")),
        end_s=seconds(data.get("vocal_end_s")),
    )


def read_midi(answer: Answer) -> Midi | None:
    """Read file and notes; None while they are being made (202)."""
    if answer.status == 202:
        return None
    data = inner(members_of(answer), "data")
    midi = Midi(
        midi_url=address(data.get("midi_url")),
        parts=tuple(_part(item) for item in listed(data, "instruments")),
    )
    if not midi.midi_url and not midi.parts:
        raise bad_answer(answer, "no midi_url and no instruments")
    return midi


def download(clip_id: str, formats: tuple[str, ...]) -> Request:
    """Build the paid call for files of a clip: mp3, m4a, wav."""
    members = {"clip_id": clip_id, "formats": list(formats)}
    return Request("POST", "/sonic/download", members, pace=Pace.SLOW)


def read_download(answer: Answer) -> tuple[RemoteFile, ...] | None:
    """Read the files' addresses; None while they are being made (202)."""
    if answer.status == 202:
        return None
    items = listed(inner(members_of(answer), "data"), "files")
    files = tuple(
        RemoteFile(text(item.get("format")), url) for item in items if (url := _file_url(item))
    )
    if not files:
        raise bad_answer(answer, "no files")
    return files


def _file_url(item: Members) -> str:
    return address(item.get("file_url")) or address(item.get("url"))


def _part(item: Members) -> MidiPart:
    notes = tuple(
        MidiNote(pitch, start_s, end_s, number(note.get("velocity")))
        for note in listed(item, "notes")
        if (pitch := number(note.get("pitch"))) is not None
        and (start_s := seconds(note.get("start"))) is not None
        and (end_s := seconds(note.get("end"))) is not None
    )
    return MidiPart(identifier(item.get("name")), notes)
