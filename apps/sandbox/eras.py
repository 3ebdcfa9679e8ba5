"""What the contract dates: models, limits and prices of the two eras (CONTRACT 3.3, 3.4, 8).

Pure data and look-ups; the era in use is chosen by SANDBOX_ERA.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Limits:
    """Greatest number of characters of each text member for one model."""

    prompt: int
    tags: int
    title: int = 80
    description: int = 400
    negative_tags: int = 200


@dataclass(frozen=True)
class Era:
    """One date of the service.

    `models` maps every accepted `mv` to its limits, `echoes` maps it to what results show.
    `prices` is by operation, in credits.
    """

    name: str
    models: Mapping[str, Limits]
    echoes: Mapping[str, str]
    prices: Mapping[str, Decimal]
    has_webhooks: bool
    has_duration: bool

    def offers(self, operation: str) -> bool:
        """Say whether the service had this operation at that date."""
        return operation in self.prices

    def price(self, operation: str) -> Decimal:
        """Look up what one call of an operation costs, in credits."""
        return self.prices[operation]


_OLD = Limits(prompt=3000, tags=200)
_NEW = Limits(prompt=5000, tags=1000)
_SEED = Limits(prompt=3000, tags=200, description=200)

_SEED_MODELS = ("sonic-v3-5", "sonic-v4", "sonic-v4-5", "sonic-v4-5-plus")
_V6_MODELS = ("sonic-v6", "sonic-v6-wild", "sonic-v6-mini")
_LATEST_LIMITS = {
    "sonic-v3-5": _OLD,
    "sonic-v4": _OLD,
    **dict.fromkeys(("sonic-v4-5", "sonic-v4-5-plus", "sonic-v5", "sonic-v5-5"), _NEW),
    **dict.fromkeys(_V6_MODELS, _NEW),
}


def _credits(**prices: int) -> dict[str, Decimal]:
    return {operation: Decimal(price) for operation, price in prices.items()}


_SEED_PRICES = _credits(
    create_music=15,
    extend_music=15,
    extend_upload_music=15,
    cover_music=15,
    cover_upload_music=15,
    persona_music=15,
    concat_music=2,
    stems_basic=15,
    stems_full=75,
    persona=1,
    upload=2,
    wav=1,
    lyrics=2,
    riffusion=12,
    riffusion_upload=2,
    studio=15,
    nuro=10,
)
_LATEST_PRICES = _SEED_PRICES | _credits(
    create_music=20,
    stems_basic=30,
    wav=2,
    remaster=15,
    add_vocals=15,
    add_instrumental=15,
    aligned_lyrics=1,
    bpm=1,
    upsample_tags=1,
    vox=1,
    midi=1,
    create_voice=4,
    mashup=15,
    replace_section=15,
    sample=15,
    upload_cover=15,
    upload_extend=15,
    download=2,
    batch=0,
    producer=12,
    producer_upload=2,
    producer_download=2,
)

_SEED_ERA = Era(
    name="2025-08",
    models=dict.fromkeys(_SEED_MODELS, _SEED),
    echoes={model: model for model in _SEED_MODELS},
    prices=_SEED_PRICES,
    has_webhooks=False,
    has_duration=False,
)

_LATEST_ERA = Era(
    name="2026-10",
    models=_LATEST_LIMITS,
    # Older ids are accepted and served by v6; results use the provider's own spelling.
    echoes={
        model: (model if model in _V6_MODELS else "sonic-v6").replace("sonic", "chirp")
        for model in _LATEST_LIMITS
    },
    prices=_LATEST_PRICES,
    has_webhooks=True,
    has_duration=True,
)

_ERAS = {era.name: era for era in (_SEED_ERA, _LATEST_ERA)}


def era_named(name: str) -> Era:
    """Find an era by the value of SANDBOX_ERA."""
    return _ERAS[name]
