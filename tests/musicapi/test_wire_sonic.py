"""The requests that the sonic engine gets, member by member."""

import json
from typing import Any

import pytest

from apps.musicapi import (
    AddInstrumentalRequest,
    AddVocalsRequest,
    ConcatRequest,
    CoverRequest,
    ExtendRequest,
    PersonaSongRequest,
    RemasterRequest,
    SongMode,
    SongRequest,
    Variation,
    VocalGender,
    Webhook,
)
from apps.musicapi.requests import SonicRequest
from apps.musicapi.wire import sonic

from .samples import made

WORDS = "[Verse]\nOne line\n[Chorus]\nAnother"


def body(request: SonicRequest) -> dict[str, Any]:
    content = sonic.create(request).content
    assert content is not None
    return json.loads(content)


def test_own_lyrics_go_as_prompt_in_custom_mode() -> None:
    request = SongRequest(model="sonic-v5", lyrics=WORDS, title="Quay", tags="folk, slow")

    assert body(request) == {
        "task_type": "create_music",
        "custom_mode": True,
        "mv": "sonic-v5",
        "prompt": WORDS,
        "title": "Quay",
        "tags": "folk, slow",
        "make_instrumental": False,
        "use_suno_cdn": False,
    }


def test_a_description_goes_without_custom_mode() -> None:
    request = SongRequest(
        model="sonic-v5", mode=SongMode.DESCRIPTION, description="a slow waltz", lyrics="not sent"
    )

    assert body(request) == {
        "task_type": "create_music",
        "custom_mode": False,
        "mv": "sonic-v5",
        "gpt_description_prompt": "a slow waltz",
        "make_instrumental": False,
        "use_suno_cdn": False,
    }


def test_a_wish_for_lyrics_goes_as_prompt_in_custom_mode() -> None:
    sent = body(SongRequest(model="m", mode=SongMode.AUTO_LYRICS, description="about a kettle"))

    assert (sent["custom_mode"], sent["auto_lyrics"]) == (True, True)
    assert sent["prompt"] == "about a kettle"
    assert "gpt_description_prompt" not in sent


def test_an_instrumental_may_go_without_words() -> None:
    sent = body(SongRequest(model="m", instrumental=True, tags="slow jazz"))

    assert sent["make_instrumental"] is True
    assert "prompt" not in sent


def test_everything_else_that_can_be_wished_for_has_its_member() -> None:
    request = SongRequest(
        model="sonic-v6",
        lyrics=WORDS,
        negative_tags="choir",
        vocal_gender=VocalGender.FEMALE,
        style_weight=0.0,
        weirdness=0.25,
        audio_weight=1,
        duration_s=95,
        webhook=Webhook("https://studio.example.net/hook", "a-secret"),
    )

    sent = body(request)

    assert sent["negative_tags"] == "choir"
    assert sent["vocal_gender"] == "f"
    assert (sent["style_weight"], sent["weirdness_constraint"], sent["audio_weight"]) == (
        0,
        0.25,
        1,
    )
    assert sent["duration"] == 95
    assert sent["webhook_url"] == "https://studio.example.net/hook"
    assert sent["webhook_secret"] == "a-secret"


def test_a_male_voice_is_m_and_line_ends_are_plain() -> None:
    sent = body(SongRequest(model="m", lyrics="a\r\nb", vocal_gender=VocalGender.MALE))

    assert sent["vocal_gender"] == "m"
    assert sent["prompt"] == "a\nb"


def test_any_text_survives_the_way() -> None:
    words = 'Ünïcödé "quoted" \\ 🎵 \ud800'

    assert body(SongRequest(model="m", lyrics=words))["prompt"] == words


@pytest.mark.parametrize(
    ("is_upload", "extend", "cover"),
    [
        (False, "extend_music", "cover_music"),
        (True, "extend_upload_music", "cover_upload_music"),
    ],
)
def test_the_origin_of_the_source_chooses_the_task(
    is_upload: bool, extend: str, cover: str
) -> None:
    extension = ExtendRequest(
        model="m", lyrics=WORDS, source_clip_id="c", continue_at_s=61.5, source_is_upload=is_upload
    )
    restyled = CoverRequest(
        model="m", lyrics=WORDS, source_clip_id="c", source_is_upload=is_upload, audio_weight=0.4
    )

    assert body(extension)["task_type"] == extend
    assert body(extension)["continue_at"] == 61.5
    assert body(restyled)["task_type"] == cover
    assert body(restyled)["continue_clip_id"] == "c"


def test_a_persona_song_names_its_persona() -> None:
    sent = body(PersonaSongRequest(model="m", lyrics=WORDS, persona_id="p"))

    assert (sent["task_type"], sent["persona_id"]) == ("persona_music", "p")


def test_a_concat_sends_the_extension_and_no_model() -> None:
    assert body(ConcatRequest(extension_clip_id="e")) == {
        "task_type": "concat_music",
        "continue_clip_id": "e",
        "use_suno_cdn": False,
    }


def test_a_remaster_sends_its_variation() -> None:
    request = RemasterRequest(model="m", source_clip_id="c", variation=Variation.SUBTLE)

    assert body(request) == {
        "task_type": "remaster",
        "mv": "m",
        "continue_clip_id": "c",
        "variation_category": "subtle",
        "use_suno_cdn": False,
    }


@pytest.mark.parametrize(
    ("kind", "task_type"),
    [(AddVocalsRequest, "add_vocals"), (AddInstrumentalRequest, "add_instrumental")],
)
def test_added_parts_send_their_range(
    kind: type[AddVocalsRequest | AddInstrumentalRequest], task_type: str
) -> None:
    sent = body(kind(model="m", lyrics=WORDS, source_clip_id="c", start_s=8, end_s=52))

    assert sent["task_type"] == task_type
    assert (sent["overpainting_start_s"], sent["overpainting_end_s"]) == (8, 52)


def test_no_secret_shows_in_any_repr() -> None:
    request = SongRequest(model="m", lyrics=WORDS, webhook=Webhook("https://a.example", "s3cret"))

    assert "s3cret" not in repr(request)
    assert "s3cret" not in repr(sonic.create(request))


def test_the_cdn_member_is_dropped_only_if_a_400_names_it() -> None:
    call = sonic.create(SongRequest(model="m", lyrics=WORDS))

    bare = sonic.without_cdn_member(call, made({"error": "unknown: use_suno_cdn"}, 400))

    assert bare is not None
    assert bare.members == {
        name: value for name, value in (call.members or {}).items() if name != "use_suno_cdn"
    }
    assert sonic.without_cdn_member(call, made({"error": "title too long"}, 400)) is None
    assert sonic.without_cdn_member(call, made({"error": "use_suno_cdn"}, 403)) is None
    assert sonic.without_cdn_member(bare, made({"error": "use_suno_cdn"}, 400)) is None
