"""A passage of a take of the riffusion engine made anew.

The provider's side: POST /riffusion/create with `replace_music`. Source: CONTRACT section 4.1.
"""

from dataclasses import dataclass

from apps import musicapi
from apps.generation.kinds import other_takes

NAME = "Replace a section"
NOTE = "Have a passage made anew and keep the rest."
ICON = "scissors"
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


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.riffusion_create(payload(spec))
