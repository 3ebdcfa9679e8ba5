"""The same song sung by another voice.

The provider's side: POST /riffusion/create with `swap_music_vocals`. Source: CONTRACT section 4.1.
"""

from dataclasses import dataclass

from apps import musicapi
from apps.generation.kinds import other_takes

NAME = "Swap the vocals"
NOTE = "The same song with another voice."
ICON = "mic-vocal"
ENGINE = musicapi.Engine.RIFFUSION
OPERATION = musicapi.Operation.SWAP_VOCALS

why_not = other_takes.why_not
accept = other_takes.accept
fail = other_takes.fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(other_takes.Spec):
    """The wanted voice is in `tags`; `variation` (0 to 1) is how far it departs from the old."""

    variation: float | None = None


def payload(spec: Spec) -> musicapi.RiffusionSwapVocalsRequest:
    """Return the request that `spec` stands for."""
    return musicapi.RiffusionSwapVocalsRequest(**spec.riffusion(), vocal_variation=spec.variation)


send = other_takes.to_riffusion(payload)
