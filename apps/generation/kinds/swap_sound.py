"""The same song played by other instruments.

The provider's side: POST /riffusion/create with `swap_music_sound`. Source: CONTRACT section 4.1.
"""

from apps import musicapi
from apps.generation.kinds import other_takes

NAME = "Swap the sound"
NOTE = "The same song in another sound."
ICON = "guitar"
ENGINE = musicapi.Engine.RIFFUSION
OPERATION = musicapi.Operation.SWAP_SOUND

Spec = other_takes.Spec
why_not = other_takes.why_not
accept = other_takes.accept
fail = other_takes.fail


def payload(spec: other_takes.Spec) -> musicapi.RiffusionSwapSoundRequest:
    """Return the request that `spec` stands for."""
    return musicapi.RiffusionSwapSoundRequest(**spec.riffusion())


send = other_takes.to_riffusion(payload)
