"""More of a take of the riffusion engine, from a moment on.

The provider's side: POST /riffusion/create with `extend_music`. Source: CONTRACT section 4.1.
"""

from dataclasses import dataclass

from apps import musicapi
from apps.generation.kinds import extension, other_takes

NAME, NOTE, ICON = extension.NAME, extension.NOTE, extension.ICON
ENGINE = musicapi.Engine.RIFFUSION
OPERATION = musicapi.Operation.EXTEND

why_not = other_takes.why_not
accept = other_takes.accept
fail = other_takes.fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(other_takes.Spec):
    """`continue_at_s` is in seconds of the source."""

    continue_at_s: float


def payload(spec: Spec) -> musicapi.RiffusionExtendRequest:
    """Return the request that `spec` stands for."""
    return musicapi.RiffusionExtendRequest(**spec.riffusion(), continue_at_s=spec.continue_at_s)


send = other_takes.to_riffusion(payload)
