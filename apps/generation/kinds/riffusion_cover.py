"""The same song in another style, by the riffusion engine.

The provider's side: POST /riffusion/create with `cover_music`. Source: CONTRACT section 4.1.
"""

from apps import musicapi
from apps.generation.kinds import cover, other_takes

NAME, NOTE, ICON = cover.NAME, cover.NOTE, cover.ICON
ENGINE = musicapi.Engine.RIFFUSION
OPERATION = musicapi.Operation.COVER

Spec = other_takes.Spec
why_not = other_takes.why_not
accept = other_takes.accept
fail = other_takes.fail


def payload(spec: other_takes.Spec) -> musicapi.RiffusionCoverRequest:
    """Return the request that `spec` stands for."""
    return musicapi.RiffusionCoverRequest(**spec.riffusion())


send = other_takes.to_riffusion(payload)
