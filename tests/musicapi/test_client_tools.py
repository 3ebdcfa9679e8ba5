"""Each paid call that is answered with its result: what it sends, and what it makes of it."""

import json
from typing import Any

import pytest

from apps import musicapi
from apps.musicapi import NoAnswer, SongRequest

from .provider import Call, Provider
from .samples import made, sample
from .wishes import FILE, PLAIN, WORDS

pytestmark = pytest.mark.usefixtures("no_pauses")

TOOLS: list[tuple[str, Call, str, dict[str, Any], object, object]] = [
    (
        "persona",
        lambda api: api.sonic_persona(
            musicapi.PersonaRequest(
                name="Attic",
                source_clip_id="c",
                description="warm",
                styles="soul",
                vocal_id="v",
                start_s=0,
                end_s=20,
            )
        ),
        "/sonic/persona",
        {
            "name": "Attic",
            "clip_id": "c",
            "describe": "warm",
            "styles": "soul",
            "vox_audio_id": "v",
            "vocal_start_s": 0,
            "vocal_end_s": 20,
        },
        {"code": 200, "persona_id": "p", "message": "success"},
        musicapi.RemotePersona("p", "Attic"),
    ),
    (
        "upload",
        lambda api: api.sonic_upload(FILE),
        "/sonic/upload",
        {"url": FILE},
        {"code": 200, "clip_id": "u"},
        "u",
    ),
    (
        "riffusion upload",
        lambda api: api.riffusion_upload(FILE),
        "/riffusion/upload",
        {"url": FILE},
        {"code": 200, "clip_id": "u"},
        "u",
    ),
    (
        "lyrics",
        lambda api: api.sonic_lyrics("a kettle"),
        "/sonic/lyrics",
        {"description": "a kettle"},
        {"code": 200, "results": [{"title": "A", "lyrics": "la"}, {"title": "B", "lyrics": ""}]},
        (musicapi.LyricCandidate("A", "la"),),
    ),
    (
        "lyric timing",
        lambda api: api.sonic_aligned_lyrics("c"),
        "/sonic/aligned-lyrics",
        {"clip_id": "c"},
        {
            "data": {
                "alignment": [
                    {"word": "[Verse]\nOne ", "start_s": 1, "end_s": "1.5", "p_align": 0.9},
                    {"word": "lost", "start_s": None, "end_s": 2},
                    {"word": "line", "start_s": 2, "end_s": 3, "success": False},
                ]
            }
        },
        (
            musicapi.TimedWord("[Verse]\nOne ", 1, 1.5, 0.9),
            musicapi.TimedWord("line", 2, 3, None, is_aligned=False),
        ),
    ),
    (
        "tempo",
        lambda api: api.sonic_bpm("c"),
        "/sonic/bpm",
        {"clip_id": "c"},
        {"data": {"avg_bpm": "96.5", "min_bpm": 95}},
        musicapi.Tempo(96.5, 95, None),
    ),
    (
        "tags",
        lambda api: api.sonic_upsample_tags("folk"),
        "/sonic/upsample-tags",
        {"tags": "folk"},
        {"data": {"upsampled_tags": "close folk, brushed snare"}},
        "close folk, brushed snare",
    ),
    (
        "vocal extract",
        lambda api: api.sonic_vox("c", start_s=0, end_s=26),
        "/sonic/vox",
        {"clip_id": "c", "vocal_start_s": 0, "vocal_end_s": 26},
        {"data": {"vox_audio_id": "v", "source_clip_id": "c", "vocal_start_s": 0}},
        musicapi.VocalExtract("v", "c", 0, None),
    ),
    (
        "midi",
        lambda api: api.sonic_midi("c"),
        "/sonic/midi",
        {"clip_id": "c"},
        {
            "data": {
                "midi_url": "still writing",
                "instruments": [
                    {
                        "name": "Guitar",
                        "notes": [
                            {"pitch": 52, "start": 0, "end": 0.5, "velocity": 0.7},
                            {"pitch": None, "start": 0, "end": 1},
                        ],
                    }
                ],
            }
        },
        musicapi.Midi("", (musicapi.MidiPart("Guitar", (musicapi.MidiNote(52, 0, 0.5, 0.7),)),)),
    ),
    (
        "files",
        lambda api: api.sonic_download("c", ("mp3", "wav")),
        "/sonic/download",
        {"clip_id": "c", "formats": ["mp3", "wav"]},
        {
            "data": {
                "files": [
                    {"format": "mp3", "file_url": "https://f.example/c.mp3"},
                    {"format": "wav", "url": "https://f.example/c.wav"},
                    {"format": "m4a"},
                ]
            }
        },
        (
            musicapi.RemoteFile("mp3", "https://f.example/c.mp3"),
            musicapi.RemoteFile("wav", "https://f.example/c.wav"),
        ),
    ),
    (
        "batch",
        lambda api: api.sonic_batch([SongRequest(**WORDS), SongRequest(**WORDS)]),
        "/sonic/batch",
        {"items": [{"task_type": "create_music", "use_suno_cdn": False, **PLAIN}] * 2},
        {
            "message": "success",
            "batch_id": "b",
            "tasks": [{"index": 1, "error": "no"}, {"index": 0, "task_id": "t"}],
        },
        musicapi.Batch("b", (musicapi.BatchItem(task_id="t"), musicapi.BatchItem(error_text="no"))),
    ),
    (
        "old song facts",
        lambda api: api.suno_get_song("https://share.example.org/s/1"),
        "/suno/get-song",
        {"share_link": "https://share.example.org/s/1"},
        {"song_title": "Quay", "song_author": "me", "music_styles": ["a", "b"]},
        musicapi.SharedSong("Quay", "me", "a, b"),
    ),
    (
        "old lyrics",
        lambda api: api.suno_make_lyrics("a kettle"),
        "/suno/make-lyrics",
        {"prompt": "a kettle"},
        {"code": 200, "data": {"task_id": "t"}},
        musicapi.Submission("t", musicapi.Engine.SONIC),
    ),
]
NAMES = [case[0] for case in TOOLS]


@pytest.mark.parametrize(
    ("call", "path", "body", "answer", "result"), [case[1:] for case in TOOLS], ids=NAMES
)
def test_a_tool_sends_what_the_contract_names_and_reads_its_result(
    call: Call, path: str, body: dict[str, Any], answer: object, result: object
) -> None:
    provider = Provider(made(answer))

    assert provider.call(call) == result

    assert provider.requests[0].method == "POST"
    assert provider.requests[0].url.path == f"/api/v1{path}"
    assert json.loads(provider.requests[0].content) == body


@pytest.mark.parametrize(
    "call",
    [case[1] for case in TOOLS if case[0] != "old song facts"],
    ids=[name for name in NAMES if name != "old song facts"],
)
def test_a_paid_tool_whose_result_cannot_be_read_is_of_unknown_fate(call: Call) -> None:
    provider = Provider(made({"code": 200, "message": "success", "data": {}}))

    with pytest.raises(NoAnswer):
        provider.call(call)

    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda api: api.sonic_wav("c"),
        lambda api: api.sonic_midi("c"),
        lambda api: api.sonic_download("c", ("mp3",)),
        lambda api: api.suno_get_lyrics("t"),
    ],
    ids=["wav", "midi", "files", "old lyrics"],
)
def test_what_is_still_being_made_is_none(call: Call) -> None:
    assert Provider(sample("poll_not_ready")).call(call) is None
