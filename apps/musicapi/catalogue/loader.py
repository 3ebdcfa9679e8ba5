"""Reading the catalogue's TOML files. A mistake in them is a bug and raises at once."""

import functools
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from apps.musicapi.words import Engine, Operation

from .book import (
    Availability,
    Catalogue,
    Feature,
    FeatureRule,
    Limits,
    Model,
    ModelChoice,
    Offer,
    Pool,
    Price,
    Scope,
)

FOLDER = Path(__file__).parent
LIMITS = (
    "lyrics",
    "description",
    "title",
    "tags",
    "negative_tags",
    "shortest_s",
    "longest_s",
)

Entry = dict[str, Any]


@functools.cache
def load_catalogue(folder: Path = FOLDER) -> Catalogue:
    """Read the four files of a folder, once; the package's own folder by default."""
    prices, models, offers, pickers = (
        _read(folder / f"{name}.toml") for name in ("prices", "models", "offers", "pickers")
    )
    return Catalogue(
        prices=tuple(_price(entry) for entry in prices["price"]),
        models_known=tuple(_model(entry) for entry in models["model"]),
        limits_known=tuple(_limits(entry) for entry in models["limits"]),
        offers=tuple(
            Offer(_scope(entry), Availability(entry["status"])) for entry in offers["offer"]
        ),
        features=tuple(
            FeatureRule(_scope(entry), Feature(entry["name"])) for entry in offers["feature"]
        ),
        choices=tuple(_choice(entry) for entry in offers["choice"]),
        eras=dict(prices["eras"]),
        pickers={name: tuple(words) for name, words in pickers.items()},
    )


def _read(path: Path) -> Entry:
    with path.open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def _scope(entry: Entry) -> Scope:
    return Scope(
        engine=Engine(entry["engine"]),
        since=entry["since"],
        operations=frozenset(Operation(name) for name in entry.get("operations", ())),
        models=frozenset(entry.get("models", ())),
    )


def _price(entry: Entry) -> Price:
    return Price(
        scope=_scope(entry),
        credits=Decimal(entry["credits"]),
        is_estimate=entry.get("estimate", False),
        pool=Pool(entry.get("pool", "credits")),
    )


def _model(entry: Entry) -> Model:
    return Model(
        engine=Engine(entry["engine"]),
        id=entry["id"],
        label=entry["label"],
        since=entry["since"],
        until=entry.get("until"),
        is_default=entry.get("default", False),
    )


def _limits(entry: Entry) -> Limits:
    return Limits(_scope(entry), **{name: entry[name] for name in LIMITS if name in entry})


def _choice(entry: Entry) -> ModelChoice:
    everyone = {**entry, "models": ()}
    return ModelChoice(_scope(everyone), frozenset(entry["models"]))
