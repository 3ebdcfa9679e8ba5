"""More of a take of the riffusion engine, from a moment on.

The provider's side: POST /riffusion/create with `extend_music`. Source: CONTRACT section 4.1.
"""

from dataclasses import dataclass

from apps import musicapi
from apps.generation.kinds import other_takes

NAME = "Extend"
NOTE = "Let it go on from a moment of your choice."
ICON = "arrow-right-to-line"
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


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.riffusion_create(payload(spec))
