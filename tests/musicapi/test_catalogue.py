"""Prices, models, limits and offers by date."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.musicapi import (
    Availability,
    Engine,
    Feature,
    Operation,
    Pool,
    Price,
    load_catalogue,
)
from apps.musicapi.catalogue.book import Scope

CATALOGUE = load_catalogue()
SEED = CATALOGUE.eras["2025-08"]
LATEST = CATALOGUE.eras["2026-10"]


@pytest.mark.parametrize(
    ("operation", "seed", "latest"),
    [
        (Operation.CREATE, 15, 20),
        (Operation.EXTEND, 15, 15),
        (Operation.COVER, 15, 15),
        (Operation.PERSONA_SONG, 15, 15),
        (Operation.CONCAT, 2, 2),
        (Operation.STEMS_BASIC, 15, 30),
        (Operation.STEMS_FULL, 75, 75),
        (Operation.WAV, 1, 2),
        (Operation.UPLOAD, 2, 2),
        (Operation.LYRICS, 10, 2),
        (Operation.PERSONA, 1, 1),
        (Operation.REMASTER, None, 15),
        (Operation.ADD_VOCALS, None, 15),
        (Operation.ADD_INSTRUMENTAL, None, 15),
        (Operation.MASHUP, None, 15),
        (Operation.REPLACE_SECTION, None, 15),
        (Operation.SAMPLE, None, 15),
        (Operation.UPLOAD_COVER, None, 15),
        (Operation.UPLOAD_EXTEND, None, 15),
        (Operation.VOICE, None, 4),
        (Operation.BPM, None, 1),
        (Operation.MIDI, None, 1),
        (Operation.LYRIC_TIMING, None, 1),
        (Operation.TAG_UPSAMPLING, None, 1),
        (Operation.VOCAL_EXTRACT, None, 1),
        (Operation.DOWNLOAD, None, 2),
        (Operation.VIDEO_CLIP, None, None),
    ],
)
def test_both_eras_of_the_sonic_engine(
    operation: Operation, seed: int | None, latest: int | None
) -> None:
    assert CATALOGUE.price(operation, on=SEED) == seed
    assert CATALOGUE.price(operation, on=LATEST) == latest


@pytest.mark.parametrize(
    ("engine", "operation", "seed", "latest"),
    [
        (Engine.RIFFUSION, Operation.CREATE, 12, 12),
        (Engine.RIFFUSION, Operation.SWAP_VOCALS, 12, 12),
        (Engine.STUDIO, Operation.CREATE, 15, 15),
        (Engine.NURO, Operation.CREATE, 10, 10),
        (Engine.NURO, Operation.BACKGROUND_MUSIC, 10, 10),
        (Engine.PRODUCER, Operation.CREATE, None, 12),
    ],
)
def test_both_eras_of_the_other_engines(
    engine: Engine, operation: Operation, seed: int | None, latest: int | None
) -> None:
    assert CATALOGUE.price(operation, engine=engine, on=SEED) == seed
    assert CATALOGUE.price(operation, engine=engine, on=LATEST) == latest


def test_a_price_changes_on_its_day() -> None:
    assert CATALOGUE.price(Operation.CREATE, on=date(2026, 9, 30)) == 15
    assert CATALOGUE.price(Operation.CREATE, on=date(2026, 10, 1)) == 20


def test_a_price_may_hang_on_the_model_and_is_not_guessed_without_it() -> None:
    early = date(2024, 12, 24)

    assert CATALOGUE.price(Operation.CREATE, on=early, model="sonic-v3-5") == 12
    assert CATALOGUE.price(Operation.CREATE, on=early, model="sonic-v4") == 18
    assert CATALOGUE.price(Operation.CREATE, on=early) is None
    assert CATALOGUE.price(Operation.CREATE, on=SEED, model="sonic-v4") == 15


@pytest.mark.parametrize("order", [1, -1])
def test_a_price_for_the_model_goes_before_a_general_one_of_the_same_day(order: int) -> None:
    general = Scope(Engine.SONIC, SEED)
    special = Scope(Engine.SONIC, SEED, models=frozenset({"sonic-v4"}))
    prices = (Price(general, Decimal(1)), Price(special, Decimal(2)))[::order]
    catalogue = replace(CATALOGUE, prices=prices)

    assert catalogue.price(Operation.CREATE, on=SEED, model="sonic-v4") == 2
    assert catalogue.price(Operation.CREATE, on=SEED, model="sonic-v4-5") == 1


def test_prices_are_exact_and_say_what_they_are_worth() -> None:
    known = CATALOGUE.quote(Operation.CREATE, on=LATEST)
    inferred = CATALOGUE.quote(Operation.MASHUP, on=LATEST)
    purse = CATALOGUE.quote(Operation.LYRICS, on=SEED)

    assert known is not None
    assert isinstance(known.credits, Decimal)
    assert not known.is_estimate
    assert inferred is not None
    assert inferred.is_estimate
    assert purse is not None
    assert purse.pool is Pool.LYRICS


def test_nothing_had_a_price_before_the_service_began() -> None:
    assert {CATALOGUE.price(operation, on=date(2023, 1, 1)) for operation in Operation} == {None}


def test_models_follow_the_calendar_newest_first() -> None:
    seed = [model.id for model in CATALOGUE.models(on=SEED)]
    latest = [model.id for model in CATALOGUE.models(on=LATEST)]

    assert seed == ["sonic-v4-5-plus", "sonic-v4-5", "sonic-v3-5", "sonic-v4"]
    assert latest == ["sonic-v6", "sonic-v6-wild", "sonic-v6-mini"]


@pytest.mark.parametrize(
    ("on", "model"),
    [
        (date(2025, 1, 1), "sonic-v4"),
        (SEED, "sonic-v4-5"),
        (date(2026, 6, 1), "sonic-v5"),
        (LATEST, "sonic-v6"),
    ],
)
def test_the_default_model_follows_the_calendar(on: date, model: str) -> None:
    default = CATALOGUE.default_model(on=on)

    assert default is not None
    assert default.id == model


def test_the_default_model_can_do_the_operation() -> None:
    remaster = CATALOGUE.default_model(on=date(2026, 6, 1), operation=Operation.ADD_VOCALS)
    studio = CATALOGUE.default_model(on=SEED, engine=Engine.STUDIO)

    assert remaster is not None
    assert remaster.id == "sonic-v5"
    assert studio is not None
    assert studio.id == "studio130-v1.5"
    assert CATALOGUE.default_model(on=date(2023, 1, 1)) is None


def test_an_older_model_is_accepted_though_no_longer_offered() -> None:
    model = CATALOGUE.model("sonic-v5", on=LATEST)

    assert model is not None
    assert not model.is_offered(LATEST)
    assert CATALOGUE.model("sonic-v6", on=SEED) is None
    assert CATALOGUE.model("sonic-v9", on=LATEST) is None
    assert CATALOGUE.model("sonic-v5", on=LATEST, engine=Engine.NURO) is None


def test_limits_follow_model_and_date() -> None:
    small = CATALOGUE.limits("sonic-v4", on=LATEST)
    large = CATALOGUE.limits("sonic-v6", on=LATEST)
    early = CATALOGUE.limits("sonic-v4-5", on=SEED)
    unknown = CATALOGUE.limits("sonic-v4", on=date(2020, 1, 1))

    assert (small.lyrics, small.tags, small.title, small.description) == (3000, 200, 80, 400)
    assert (large.lyrics, large.tags, large.negative_tags) == (5000, 1000, 200)
    assert (large.shortest_s, large.longest_s) == (10, 360)
    assert (early.lyrics, early.tags, early.description) == (3000, 200, 200)
    assert (early.shortest_s, early.longest_s) == (None, None)
    assert unknown.lyrics is None


@pytest.mark.parametrize(
    ("engine", "operation", "on", "availability"),
    [
        (Engine.SONIC, Operation.CREATE, SEED, Availability.AVAILABLE),
        (Engine.SONIC, Operation.REMASTER, SEED, Availability.UNAVAILABLE),
        (Engine.SONIC, Operation.REMASTER, LATEST, Availability.AVAILABLE),
        (Engine.SONIC, Operation.PERSONA, date(2025, 11, 1), Availability.UNAVAILABLE),
        (Engine.SONIC, Operation.PERSONA, LATEST, Availability.AVAILABLE),
        (Engine.RIFFUSION, Operation.CREATE, SEED, Availability.AVAILABLE),
        (Engine.RIFFUSION, Operation.CREATE, LATEST, Availability.DEPRECATED),
        (Engine.STUDIO, Operation.CREATE, SEED, Availability.UNAVAILABLE),
        (Engine.NURO, Operation.BACKGROUND_MUSIC, LATEST, Availability.DEPRECATED),
        (Engine.PRODUCER, Operation.CREATE, SEED, Availability.UNAVAILABLE),
        (Engine.PRODUCER, Operation.COVER, date(2026, 4, 1), Availability.UNAVAILABLE),
        (Engine.PRODUCER, Operation.COVER, LATEST, Availability.AVAILABLE),
        (Engine.PRODUCER, Operation.SWAP_SOUND, LATEST, Availability.UNAVAILABLE),
        (Engine.PRODUCER, Operation.VIDEO_CLIP, LATEST, Availability.UNAVAILABLE),
    ],
)
def test_offers_come_and_go(
    engine: Engine, operation: Operation, on: date, availability: Availability
) -> None:
    assert CATALOGUE.availability(operation, engine=engine, on=on) is availability


def test_features_hang_on_model_operation_and_date() -> None:
    supports = CATALOGUE.supports

    assert supports(Feature.VOCAL_GENDER, Operation.CREATE, on=SEED, model="sonic-v4-5")
    assert not supports(Feature.VOCAL_GENDER, Operation.CREATE, on=SEED, model="sonic-v4")
    assert supports(Feature.DURATION, Operation.COVER, on=LATEST, model="sonic-v6")
    assert not supports(Feature.DURATION, Operation.REMASTER, on=LATEST, model="sonic-v6")
    assert not supports(Feature.DURATION, Operation.COVER, on=SEED, model="sonic-v4-5")
    assert not supports(Feature.WEBHOOK, Operation.CREATE, on=SEED)
    assert supports(Feature.WEBHOOK, Operation.CREATE, on=LATEST)
    assert not supports(Feature.WEBHOOK, Operation.STEMS_FULL, on=LATEST)
    assert supports(Feature.WEBHOOK, Operation.BACKGROUND_MUSIC, on=LATEST, engine=Engine.NURO)


def test_every_model_that_a_rule_names_exists() -> None:
    known = {model.id for model in CATALOGUE.models_known}
    scopes = [
        fact.scope
        for facts in (CATALOGUE.prices, CATALOGUE.limits_known, CATALOGUE.features)
        for fact in facts
    ]

    named = {model for scope in scopes for model in scope.models}
    named |= {model for choice in CATALOGUE.choices for model in choice.models}
    assert named <= known


def test_whatever_was_ever_offered_has_a_price_by_now() -> None:
    for offer in CATALOGUE.offers:
        for operation in offer.scope.operations:
            price = CATALOGUE.price(operation, on=LATEST, engine=offer.scope.engine)
            assert price is not None, (offer.scope.engine, operation)


def test_words_to_pick_from_are_unique_and_spelled_as_the_engine_wants() -> None:
    pickers = CATALOGUE.pickers

    assert {name: len(words) for name, words in pickers.items()} == {
        "nuro_song_genre": 23,
        "nuro_song_mood": 13,
        "nuro_song_timbre": 9,
        "nuro_music_genre": 47,
        "nuro_music_mood": 52,
        "nuro_music_instrument": 25,
        "nuro_music_theme": 28,
        "nuro_segment": 6,
    }
    assert all(len(set(words)) == len(words) for words in pickers.values())
    assert "Sweet_AUDIO_TIMBRE" in pickers["nuro_song_timbre"]
