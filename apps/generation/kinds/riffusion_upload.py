"""A file brought to the riffusion engine, which swaps sounds and voices of uploads as well.

The provider's side: POST /riffusion/upload, answered at once. Source: CONTRACT section 4.1.
"""

from apps import musicapi
from apps.generation.kinds.upload import Spec, accept, address_of, begin, fail

__all__ = ["Spec", "accept", "begin", "fail", "send"]

NAME = "Upload for Riffusion"
MAKES = "1 take"
ENGINE = musicapi.Engine.RIFFUSION
OPERATION = musicapi.Operation.UPLOAD


def send(api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None) -> str:
    """Have the provider fetch the file; the paid call, made once and answered with its name."""
    return api.riffusion_upload(address_of(spec))
