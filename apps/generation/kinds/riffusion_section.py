"""A passage of a take of the riffusion engine made anew.

The provider's side: POST /riffusion/create with `replace_music`. Source: CONTRACT section 4.1.
"""

from dataclasses import dataclass

from apps import musicapi
from apps.generation.kinds import other_takes, section

NAME, NOTE, ICON = section.NAME, section.NOTE, section.ICON
ENGINE = musicapi.Engine.RIFFUSION
OPERATION = musicapi.Operation.REPLACE_SECTION

why_not = other_takes.why_not
accept = other_takes.accept
fail = other_takes.fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(other_takes.Spec):
    """Which passage, in seconds of the source, with which words."""

    start_s: float
    end_s: float


def payload(spec: Spec) -> musicapi.RiffusionReplaceRequest:
    """Return the request that `spec` stands for."""
    return musicapi.RiffusionReplaceRequest(
        **spec.riffusion(), start_s=spec.start_s, end_s=spec.end_s
    )


send = other_takes.to_riffusion(payload)
