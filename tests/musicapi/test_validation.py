"""What a musician is told before anything is sent."""

from dataclasses import replace
from datetime import date

import pytest

from apps.musicapi import (
    AddInstrumentalRequest,
    AddVocalsRequest,
    CoverRequest,
    ExtendRequest,
    PersonaSongRequest,
    SongMode,
    SongRequest,
    SongText,
    VocalGender,
    load_catalogue,
    problems,
)

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 1)
SONG = SongRequest(model="sonic-v6", lyrics="[Verse]\nOne")


def fields(request: SongText, on: date = TODAY) -> list[str]:
    return [problem.field for problem in problems(request, CATALOGUE, on)]


def test_a_good_song_has_no_problems() -> None:
    full = replace(
        SONG,
        title="t" * 80,
        tags="s" * 1000,
        negative_tags="n" * 200,
        lyrics="l" * 5000,
        vocal_gender=VocalGender.FEMALE,
        style_weight=0,
        weirdness=1.0,
        audio_weight=0.5,
        duration_s=360,
    )

    assert problems(SONG, CATALOGUE, TODAY) == []
    assert problems(full, CATALOGUE, TODAY) == []


@pytest.mark.parametrize(
    ("field", "limit"), [("title", 80), ("tags", 1000), ("negative_tags", 200), ("lyrics", 5000)]
)
def test_one_character_too_many_is_told_with_the_limit(field: str, limit: int) -> None:
    found = problems(replace(SONG, **{field: "x" * (limit + 1)}), CATALOGUE, TODAY)

    assert [problem.field for problem in found] == [field]
    assert str(limit) in found[0].message
    assert "shorten by 1" in found[0].message


def test_limits_are_those_of_the_model_and_the_day() -> None:
    older = replace(SONG, model="sonic-v4", lyrics="l" * 3001)
    wordy = replace(SONG, mode=SongMode.DESCRIPTION, description="d" * 201, model="sonic-v4-5")

    assert fields(older) == ["lyrics"]
    assert fields(wordy) == []
    assert fields(wordy, date(2025, 8, 31)) == ["description"]


def test_a_description_is_limited_as_what_it_is_sent_as() -> None:
    described = replace(SONG, mode=SongMode.DESCRIPTION, description="d" * 401)

    assert fields(described) == ["description"]
    assert fields(replace(described, mode=SongMode.AUTO_LYRICS)) == []
    assert fields(replace(described, mode=SongMode.AUTO_LYRICS, description="d" * 5001)) == [
        "description"
    ]


def test_characters_are_counted_as_the_strictest_server_would() -> None:
    assert fields(replace(SONG, title="🎵" * 40)) == []
    assert fields(replace(SONG, title="🎵" * 41)) == ["title"]
    assert fields(replace(SONG, lyrics="a\r\n" * 2500)) == []


def test_lyrics_must_be_there_unless_nobody_sings() -> None:
    assert fields(replace(SONG, lyrics=" \n")) == ["lyrics"]
    assert fields(replace(SONG, lyrics="", instrumental=True)) == ["tags"]
    assert fields(replace(SONG, lyrics="", instrumental=True, tags="jazz")) == []
    assert fields(replace(SONG, instrumental=True)) == []


@pytest.mark.parametrize("mode", [SongMode.DESCRIPTION, SongMode.AUTO_LYRICS])
def test_a_description_must_be_there_if_it_is_the_song(mode: SongMode) -> None:
    assert fields(replace(SONG, mode=mode, description="  ")) == ["description"]


def test_an_unknown_model_is_the_only_problem() -> None:
    assert fields(replace(SONG, model="sonic-v99", title="t" * 99)) == ["model"]
    assert fields(SONG, date(2025, 8, 31)) == ["model"]


@pytest.mark.parametrize("weight", [-0.01, 1.01, float("nan"), float("inf")])
@pytest.mark.parametrize("field", ["style_weight", "weirdness", "audio_weight"])
def test_weights_run_from_nothing_to_one(field: str, weight: float) -> None:
    assert fields(replace(SONG, **{field: weight})) == [field]


def test_a_voice_can_be_chosen_with_newer_models_only() -> None:
    assert fields(replace(SONG, model="sonic-v4", vocal_gender=VocalGender.MALE)) == [
        "vocal_gender"
    ]


@pytest.mark.parametrize("duration_s", [9, 361])
def test_a_length_has_its_range(duration_s: int) -> None:
    found = problems(replace(SONG, duration_s=duration_s), CATALOGUE, TODAY)

    assert [problem.field for problem in found] == ["duration_s"]
    assert "10 to 360" in found[0].message


def test_a_length_cannot_be_chosen_before_its_time_or_for_added_parts() -> None:
    early = SongRequest(model="sonic-v5", lyrics="x", duration_s=60)
    added = AddVocalsRequest(model="sonic-v6", lyrics="x", source_clip_id="c", duration_s=60)

    assert fields(early, date(2026, 8, 31)) == ["duration_s"]
    assert fields(added) == ["duration_s"]


def test_sources_are_checked_as_far_as_they_can_be() -> None:
    extension = ExtendRequest(model="sonic-v6", lyrics="x", source_clip_id="c", continue_at_s=0.1)
    vocals = AddVocalsRequest(model="sonic-v6", lyrics="x", source_clip_id="c", start_s=5, end_s=5)
    band = AddInstrumentalRequest(model="sonic-v6", source_clip_id="c", end_s=20)

    assert fields(extension) == []
    assert fields(replace(extension, continue_at_s=0)) == ["continue_at_s"]
    assert fields(replace(extension, continue_at_s=float("nan"))) == ["continue_at_s"]
    assert fields(vocals) == ["end_s"]
    assert fields(replace(vocals, end_s=None)) == []
    assert fields(band) == []
    assert fields(PersonaSongRequest(model="sonic-v6", lyrics="x", persona_id="")) == ["persona_id"]
    assert fields(CoverRequest(model="sonic-v6", source_clip_id="c")) == []
