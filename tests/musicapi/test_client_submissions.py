"""Each paid call that starts a task: what it sends, and that it is never repeated."""

import json
from typing import Any

import pytest

from apps import musicapi
from apps.musicapi import NoAnswer, SongRequest

from .provider import Call, Provider
from .samples import TASK, sample
from .wishes import FILE, FUZZ, FUZZED, HOOK, HOOKED, PLAIN, STUDIO, SUBMITTED, WORDS

pytestmark = pytest.mark.usefixtures("no_pauses")

SUBMISSIONS: list[tuple[str, Call, str, dict[str, Any]]] = [
    (
        "basic stems",
        lambda api: api.sonic_stems_basic("c"),
        "/sonic/stems/basic",
        {"clip_id": "c"},
    ),
    ("full stems", lambda api: api.sonic_stems_full("c"), "/sonic/stems/full", {"clip_id": "c"}),
    (
        "voice",
        lambda api: api.sonic_create_voice(musicapi.VoiceRequest(url=FILE, webhook=HOOK)),
        "/sonic/create-voice",
        {"audio_url": FILE, **HOOKED},
    ),
    (
        "mashup",
        lambda api: api.sonic_mashup(
            musicapi.MashupRequest(source_clip_ids=("a", "b"), audio_weight=0.5, **WORDS)
        ),
        "/sonic/mashup",
        {"mashup_clip_ids": ["a", "b"], "audio_weight": 0.5, **PLAIN},
    ),
    (
        "section",
        lambda api: api.sonic_replace_section(
            musicapi.ReplaceSectionRequest(
                source_clip_id="c",
                start_s=0,
                end_s=12.5,
                section_lyrics="new",
                join=True,
                vocal_gender=musicapi.VocalGender.FEMALE,
                weirdness=0.1,
                webhook=HOOK,
                **WORDS,
            )
        ),
        "/sonic/replace-section",
        {
            "clip_id": "c",
            "mv": "sonic-v5",
            "infill_start_s": 0,
            "infill_end_s": 12.5,
            "prompt": "la",
            "infill_lyrics": "new",
            "title": "Quay",
            "vocal_gender": "f",
            "weirdness_constraint": 0.1,
            "auto_concat": True,
            **HOOKED,
        },
    ),
    (
        "sample of a clip",
        lambda api: api.sonic_sample(
            musicapi.SampleRequest(source_clip_id="c", start_s=1, end_s=5, **WORDS)
        ),
        "/sonic/sample",
        {"sample_clip_id": "c", "chop_sample_start_s": 1, "chop_sample_end_s": 5, **PLAIN},
    ),
    (
        "upload and cover",
        lambda api: api.sonic_upload_cover(musicapi.UploadCoverRequest(url=FILE, **WORDS)),
        "/sonic/upload-cover",
        {"url": FILE, "use_suno_cdn": False, **PLAIN},
    ),
    (
        "upload and extend",
        lambda api: api.sonic_upload_extend(
            musicapi.UploadExtendRequest(url=FILE, continue_at_s=0.1, join=True, **WORDS)
        ),
        "/sonic/upload-extend",
        {"url": FILE, "continue_at": 0.1, "auto_concat": True, "use_suno_cdn": False, **PLAIN},
    ),
    (
        "old create",
        lambda api: api.suno_create(SongRequest(**WORDS)),
        "/suno/create",
        {"task_type": "create_music", "use_suno_cdn": False, **PLAIN},
    ),
    (
        "producer song",
        lambda api: api.producer_create(
            musicapi.ProducerSongRequest(
                sound="techno", title="Lift", model="Lyria 3 Pro", seed="7", tempo_bpm=128
            )
        ),
        "/producer/create",
        {
            "task_type": "create_music",
            "sound": "techno",
            "lyrics": "",
            "title": "Lift",
            "mv": "Lyria 3 Pro",
            "seed": "7",
            "bpm": 128,
        },
    ),
    (
        "producer extension",
        lambda api: api.producer_create(
            musicapi.ProducerExtendRequest(source_clip_id="c", extend_s=30, webhook=HOOK)
        ),
        "/producer/create",
        {"task_type": "extend_music", "clip_id": "c", "extend_s": 30, **HOOKED},
    ),
    (
        "producer extension of an upload",
        lambda api: api.producer_create(
            musicapi.ProducerExtendRequest(source_clip_id="c", source_is_upload=True, start_s=9)
        ),
        "/producer/create",
        {"task_type": "extend_upload_music", "clip_id": "c", "starts_at": 9},
    ),
    (
        "producer passage",
        lambda api: api.producer_create(
            musicapi.ProducerReplaceRequest(
                source_clip_id="c", start_s=0, end_s=9, instruction="claps"
            )
        ),
        "/producer/create",
        {
            "task_type": "replace_music",
            "clip_id": "c",
            "starts_at": 0,
            "ends_at": 9,
            "instruction": "claps",
        },
    ),
    (
        "producer cover",
        lambda api: api.producer_create(
            musicapi.ProducerCoverRequest(source_clip_id="c", sound="strings", strength=0.6)
        ),
        "/producer/create",
        {"task_type": "cover_music", "clip_id": "c", "sound": "strings", "strength": 0.6},
    ),
    (
        "producer upload",
        lambda api: api.producer_upload(FILE, webhook=HOOK),
        "/producer/upload",
        {"audio_url": FILE, **HOOKED},
    ),
    (
        "producer file",
        lambda api: api.producer_download("c", "wav"),
        "/producer/download",
        {"clip_id": "c", "format": "wav"},
    ),
    (
        "producer lyrics",
        lambda api: api.producer_lyrics_create("dawn"),
        "/producer/lyrics-create",
        {"prompt": "dawn"},
    ),
    (
        "producer video",
        lambda api: api.producer_video_clip("c"),
        "/producer/video-clip",
        {"clip_id": "c"},
    ),
    (
        "riffusion song from lyrics",
        lambda api: api.riffusion_create(
            musicapi.RiffusionSongRequest(model="FUZZ-1.0", lyrics="la", sound="pop", title="Tin")
        ),
        "/riffusion/create",
        {
            "task_type": "create_music",
            "mv": "FUZZ-1.0",
            "make_instrumental": False,
            "custom_mode": True,
            "lyrics": "la",
            "sound": "pop",
            "title": "Tin",
        },
    ),
    (
        "riffusion song from a description",
        lambda api: api.riffusion_create(
            musicapi.RiffusionSongRequest(model="FUZZ-1.0", description="rain", instrumental=True)
        ),
        "/riffusion/create",
        {
            "task_type": "create_music",
            "mv": "FUZZ-1.0",
            "make_instrumental": True,
            "custom_mode": False,
            "prompt": "rain",
        },
    ),
    (
        "riffusion cover",
        lambda api: api.riffusion_create(musicapi.RiffusionCoverRequest(**FUZZ)),
        "/riffusion/create",
        {"task_type": "cover_music", **FUZZED},
    ),
    (
        "riffusion extension of an upload",
        lambda api: api.riffusion_create(
            musicapi.RiffusionExtendRequest(continue_at_s=62, source_is_upload=True, **FUZZ)
        ),
        "/riffusion/create",
        {"task_type": "extend_upload_music", "continue_at": 62, **FUZZED},
    ),
    (
        "riffusion passage",
        lambda api: api.riffusion_create(
            musicapi.RiffusionReplaceRequest(start_s=30, end_s=44, **FUZZ)
        ),
        "/riffusion/create",
        {
            "task_type": "replace_music",
            "replace_start_time": 30,
            "replace_end_time": 44,
            **FUZZED,
        },
    ),
    (
        "riffusion sound",
        lambda api: api.riffusion_create(musicapi.RiffusionSwapSoundRequest(**FUZZ)),
        "/riffusion/create",
        {"task_type": "swap_music_sound", **FUZZED},
    ),
    (
        "riffusion voice of an upload",
        lambda api: api.riffusion_create(
            musicapi.RiffusionSwapVocalsRequest(vocal_variation=0.4, source_is_upload=True, **FUZZ)
        ),
        "/riffusion/create",
        {"task_type": "swap_upload_music_vocals", "vocal_variation": 0.4, **FUZZED},
    ),
    (
        "studio song",
        lambda api: api.studio_create(
            musicapi.StudioSongRequest(description="surf", model="studio130-v1.5")
        ),
        "/studio/create",
        STUDIO,
    ),
    (
        "studio song with lyrics",
        lambda api: api.studio_create(
            musicapi.StudioSongRequest(description="surf", model="studio130-v1.5", lyrics="la")
        ),
        "/studio/create",
        {**STUDIO, "lyrics_type": "user", "lyrics": "la"},
    ),
    (
        "studio instrumental",
        lambda api: api.studio_create(
            musicapi.StudioSongRequest(
                description="surf", model="studio130-v1.5", instrumental=True
            )
        ),
        "/studio/create",
        {**STUDIO, "lyrics_type": "instrumental"},
    ),
    (
        "studio extension",
        lambda api: api.studio_create(
            musicapi.StudioExtendRequest(
                description="surf", model="studio130-v1.5", source_clip_id="c", context_s=130
            )
        ),
        "/studio/create",
        {
            **STUDIO,
            "config": {"mode": "continuation", "source": {"song_id": "c"}},
            "context_length": 130,
        },
    ),
    (
        "studio prelude",
        lambda api: api.studio_create(
            musicapi.StudioExtendRequest(
                description="surf", model="studio130-v1.5", source_clip_id="c", before=True
            )
        ),
        "/studio/create",
        {**STUDIO, "config": {"mode": "precede", "source": {"song_id": "c"}}},
    ),
    (
        "nuro song",
        lambda api: api.nuro_create(
            musicapi.NuroSongRequest(
                lyrics="la",
                vocal_gender=musicapi.VocalGender.MALE,
                genre="Folk",
                mood="Happy",
                timbre="Warm",
                duration_s=90,
                webhook=HOOK,
            )
        ),
        "/nuro/create",
        {
            "type": "vocal",
            "lyrics": "la",
            "gender": "Male",
            "genre": "Folk",
            "mood": "Happy",
            "timbre": "Warm",
            "duration": 90,
            **HOOKED,
        },
    ),
    (
        "nuro song without wishes",
        lambda api: api.nuro_create(musicapi.NuroSongRequest(lyrics="la")),
        "/nuro/create",
        {"type": "vocal", "lyrics": "la"},
    ),
    (
        "nuro music",
        lambda api: api.nuro_create(
            musicapi.BackgroundMusicRequest(
                description="bakery", genres=("folk",), instruments=("piano",), duration_s=45
            )
        ),
        "/nuro/create",
        {
            "type": "bgm",
            "version": "v1.0",
            "description": "bakery",
            "genre": ["folk"],
            "instrument": ["piano"],
            "duration": 45,
        },
    ),
    (
        "nuro music in segments",
        lambda api: api.nuro_create(
            musicapi.BackgroundMusicRequest(
                description="bakery",
                model="v2.0",
                duration_s=40,
                segments=(musicapi.Segment("intro", 10), musicapi.Segment("outro", 30)),
            )
        ),
        "/nuro/create",
        {
            "type": "bgm",
            "version": "v2.0",
            "description": "bakery",
            "duration": 40,
            "segments": [{"name": "intro", "duration": 10}, {"name": "outro", "duration": 30}],
        },
    ),
]


@pytest.mark.parametrize(
    ("call", "path", "body"),
    [case[1:] for case in SUBMISSIONS],
    ids=[case[0] for case in SUBMISSIONS],
)
def test_a_submission_sends_what_the_contract_names_and_keeps_the_task_id(
    call: Call, path: str, body: dict[str, Any]
) -> None:
    provider = Provider(SUBMITTED)

    submission = provider.call(call)

    request = provider.requests[0]
    assert submission.task_id == TASK
    assert request.method == "POST"
    assert request.url.path == f"/api/v1{path}"
    assert json.loads(request.content) == body
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    "call", [case[1] for case in SUBMISSIONS], ids=[case[0] for case in SUBMISSIONS]
)
def test_no_submission_is_repeated_after_a_server_error(call: Call) -> None:
    provider = Provider(sample("server_error"))

    with pytest.raises(NoAnswer):
        provider.call(call)

    assert len(provider.requests) == 1
