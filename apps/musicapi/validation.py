"""What is wrong with a request before anything is sent, in words for a musician.

The provider refuses the same things with a 400, later and in worse words. Names of fields are those
of the request's dataclass, so that a form can put each message where it belongs. Source: CONTRACT
sections 3.1 to 3.4.
"""

import math
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from .catalogue import Catalogue, Feature, Limits
from .requests import (
    AddInstrumentalRequest,
    AddVocalsRequest,
    CoverRequest,
    ExtendRequest,
    PersonaSongRequest,
    SongText,
)
from .words import SongMode

TEXTS = {
    "lyrics": "lyrics",
    "description": "description",
    "title": "title",
    "tags": "style tags",
    "negative_tags": "tags to avoid",
}
WEIGHTS = ("style_weight", "weirdness", "audio_weight")
EARLIEST_CONTINUATION_S = 0.1


class Problem(NamedTuple):
    """One thing to change: the field it is about and what to say there."""

    field: str
    message: str


def problems(request: SongText, catalogue: Catalogue, on: date) -> list[Problem]:
    """List what the provider would refuse on that day, in the order of the form; [] if nothing."""
    if catalogue.model(request.model, on=on) is None:
        return [Problem("model", "This model is not offered. Choose another one.")]
    found: list[Problem] = []
    found += _missing(request)
    found += _too_long(request, catalogue, on)
    found += _weights(request)
    found += _unsupported(request, catalogue, on)
    found += _source(request)
    return found


def text_length(value: str) -> int:
    """Count as the strictest server would: line ends as one, rare characters as two."""
    return len(value.replace("\r\n", "\n").encode("utf-16-le", errors="replace")) // 2


def _missing(request: SongText) -> Iterator[Problem]:
    if isinstance(request, CoverRequest | AddInstrumentalRequest):
        return
    has_words = bool(request.lyrics.strip())
    if request.mode is not SongMode.OWN_LYRICS:
        if not request.description.strip():
            yield Problem("description", "Say in a few words what the song should be like.")
    elif request.instrumental and not has_words:
        if not request.tags.strip():
            yield Problem("tags", "Name a style for the instrumental, such as “slow jazz trio”.")
    elif not has_words:
        yield Problem("lyrics", "Write the lyrics first, or ask for an instrumental.")


def _too_long(request: SongText, catalogue: Catalogue, on: date) -> Iterator[Problem]:
    limits = catalogue.limits(request.model, on=on)
    for field, longest in _longest(request.mode, limits).items():
        length = text_length(getattr(request, field))
        if longest is not None and length > longest:
            over = length - longest
            yield Problem(
                field,
                f"The {TEXTS[field]} may have {longest} characters with this model;"
                f" shorten by {over}.",
            )


def _longest(mode: SongMode, limits: Limits) -> dict[str, int | None]:
    """Choose the limits of what is sent; a wish for auto lyrics travels in the lyrics' place."""
    shared = {
        "title": limits.title,
        "tags": limits.tags,
        "negative_tags": limits.negative_tags,
    }
    if mode is SongMode.OWN_LYRICS:
        return {"lyrics": limits.lyrics, **shared}
    is_description = mode is SongMode.DESCRIPTION
    return {"description": limits.description if is_description else limits.lyrics, **shared}


def _weights(request: SongText) -> Iterator[Problem]:
    for field in WEIGHTS:
        weight = getattr(request, field)
        if weight is not None and not (math.isfinite(weight) and 0 <= weight <= 1):
            yield Problem(field, "Choose a weight from 0 to 1.")


def _unsupported(request: SongText, catalogue: Catalogue, on: date) -> Iterator[Problem]:
    limits = catalogue.limits(request.model, on=on)

    def can(feature: Feature) -> bool:
        return catalogue.supports(feature, request.operation, on=on, model=request.model)

    if request.vocal_gender and not can(Feature.VOCAL_GENDER):
        yield Problem("vocal_gender", "This model cannot be asked for a female or male voice.")
    if request.duration_s is None:
        return
    if not can(Feature.DURATION) or limits.shortest_s is None or limits.longest_s is None:
        yield Problem("duration_s", "The length cannot be chosen here; leave it empty.")
    elif not limits.shortest_s <= request.duration_s <= limits.longest_s:
        yield Problem(
            "duration_s",
            f"Choose a length from {limits.shortest_s} to {limits.longest_s} seconds.",
        )


def _source(request: SongText) -> Iterator[Problem]:
    if isinstance(request, PersonaSongRequest) and not request.persona_id:
        yield Problem("persona_id", "Choose the persona that should sing.")
    if isinstance(request, ExtendRequest) and not (
        math.isfinite(request.continue_at_s) and request.continue_at_s >= EARLIEST_CONTINUATION_S
    ):
        yield Problem("continue_at_s", "Choose where the song should go on, from 0.1 seconds.")
    if isinstance(request, AddVocalsRequest | AddInstrumentalRequest) and not _is_range(request):
        yield Problem("end_s", "The end of the passage must come after its beginning.")


def _is_range(request: AddVocalsRequest | AddInstrumentalRequest) -> bool:
    if request.end_s is None:
        return True
    return request.end_s > (request.start_s or 0)
