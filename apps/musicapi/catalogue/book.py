"""The dated facts about the provider and how to look them up; no I/O, no clock.

Every question takes the day `on` that it is asked about: a price or a model list is only true for a
date. An installation whose server lives in another year passes a day of that year
(`Catalogue.eras`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from apps.musicapi.words import Engine, Operation


class Availability(StrEnum):
    """Whether something can be asked for; DEPRECATED may stop working any day."""

    AVAILABLE = "available"
    DEPRECATED = "deprecated"
    UNAVAILABLE = "unavailable"


class Feature(StrEnum):
    """A part of a request that not every model, operation or date knows."""

    VOCAL_GENDER = "vocal_gender"
    DURATION = "duration"
    AUDIO_WEIGHT = "audio_weight"
    WEBHOOK = "webhook"


class Pool(StrEnum):
    """The purse that a price is taken from."""

    CREDITS = "credits"
    LYRICS = "lyrics"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a fact is about; empty `models` or `operations` mean all of them."""

    engine: Engine
    since: date
    operations: frozenset[Operation] = frozenset()
    models: frozenset[str] = frozenset()

    def covers(
        self, engine: Engine, on: date, operation: Operation | None, model: str | None
    ) -> bool:
        """Say whether the fact holds on this day for this engine, operation and model."""
        return (
            self.engine is engine
            and self.since <= on
            and (not self.operations or operation in self.operations)
            and (not self.models or model in self.models)
        )


class _Scoped(Protocol):
    @property
    def scope(self) -> Scope: ...


Fact = TypeVar("Fact", bound=_Scoped)


@dataclass(frozen=True, slots=True)
class Price:
    """Credits for one call, whatever the number of clips; an estimate is shown as one."""

    scope: Scope
    credits: Decimal
    is_estimate: bool = False
    pool: Pool = Pool.CREDITS


@dataclass(frozen=True, slots=True)
class Limits:
    """The most characters of each text and the range of lengths; None = no limit is known."""

    scope: Scope
    lyrics: int | None = None
    description: int | None = None
    title: int | None = None
    tags: int | None = None
    negative_tags: int | None = None
    shortest_s: int | None = None
    longest_s: int | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """One model version. It is offered until `until`, and accepted but replaced afterwards."""

    engine: Engine
    id: str
    label: str
    since: date
    until: date | None = None
    is_default: bool = False

    def is_offered(self, on: date) -> bool:
        """Whether to show it in a list of choices."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether some operations of an engine can be asked for."""

    scope: Scope
    availability: Availability


@dataclass(frozen=True, slots=True)
class FeatureRule:
    """Where a feature may be used."""

    scope: Scope
    feature: Feature


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The only models that can do some operations."""

    scope: Scope
    models: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All dated facts.

    `eras` names days whose prices and models belong together. `pickers` holds the words that an
    engine accepts for a member, in its own spelling: `nuro_song_genre` and the like.
    """

    prices: tuple[Price, ...]
    models_known: tuple[Model, ...]
    limits_known: tuple[Limits, ...]
    offers: tuple[Offer, ...]
    features: tuple[FeatureRule, ...]
    choices: tuple[ModelChoice, ...]
    eras: dict[str, date]
    pickers: dict[str, tuple[str, ...]]

    def price(
        self,
        operation: Operation,
        *,
        on: date,
        model: str | None = None,
        engine: Engine = Engine.SONIC,
    ) -> Decimal | None:
        """Return the credits that one call costs on that day, None if nobody knows."""
        quote = self.quote(operation, on=on, model=model, engine=engine)
        return None if quote is None else quote.credits

    def quote(
        self,
        operation: Operation,
        *,
        on: date,
        model: str | None = None,
        engine: Engine = Engine.SONIC,
    ) -> Price | None:
        """Return the price with what is known about it: an estimate or not, from which purse."""
        return _newest(
            price for price in self.prices if price.scope.covers(engine, on, operation, model)
        )

    def models(
        self, *, on: date, engine: Engine = Engine.SONIC, operation: Operation | None = None
    ) -> tuple[Model, ...]:
        """Return the models offered on that day (for one operation), newest first."""
        choice = _newest(
            choice for choice in self.choices if choice.scope.covers(engine, on, operation, None)
        )
        offered = [
            model
            for model in self.models_known
            if model.engine is engine
            and model.is_offered(on)
            and (operation is None or choice is None or model.id in choice.models)
        ]
        return tuple(sorted(offered, key=lambda model: model.since, reverse=True))

    def default_model(
        self, *, on: date, engine: Engine = Engine.SONIC, operation: Operation | None = None
    ) -> Model | None:
        """Return the model to start with, None if the engine has none on that day."""
        offered = self.models(on=on, engine=engine, operation=operation)
        return next((model for model in offered if model.is_default), next(iter(offered), None))

    def model(self, model_id: str, *, on: date, engine: Engine = Engine.SONIC) -> Model | None:
        """Return a model that the provider accepts on that day, offered or not; None if unknown."""
        return next(
            (
                model
                for model in self.models_known
                if model.engine is engine and model.id == model_id and model.since <= on
            ),
            None,
        )

    def limits(self, model_id: str, *, on: date, engine: Engine = Engine.SONIC) -> Limits:
        """Return the limits of a model on that day; all None if nothing is known."""
        found = _newest(
            limits
            for limits in self.limits_known
            if limits.scope.covers(engine, on, None, model_id)
        )
        return found or Limits(Scope(engine, on))

    def availability(
        self, operation: Operation, *, on: date, engine: Engine = Engine.SONIC
    ) -> Availability:
        """Say whether an operation can be asked for on that day."""
        found = _newest(
            offer for offer in self.offers if offer.scope.covers(engine, on, operation, None)
        )
        return found.availability if found else Availability.UNAVAILABLE

    def supports(
        self,
        feature: Feature,
        operation: Operation,
        *,
        on: date,
        model: str | None = None,
        engine: Engine = Engine.SONIC,
    ) -> bool:
        """Say whether a request may use a feature."""
        return any(
            rule.feature is feature and rule.scope.covers(engine, on, operation, model)
            for rule in self.features
        )


def _newest(facts: Iterable[Fact]) -> Fact | None:
    """Pick the fact that counts: the newest, and of those the one that names models."""
    return max(facts, key=lambda fact: (fact.scope.since, bool(fact.scope.models)), default=None)
