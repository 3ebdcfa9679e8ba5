"""Accompaniment to a voice that was brought from outside.

The provider's side: POST /sonic/create with `add_instrumental`. Source: CONTRACT section 3.2.
"""

from apps import musicapi
from apps.generation.kinds import overdubs

NAME = "Add instruments"
NOTE = "Have a band play along with it."
ICON = "piano"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.ADD_INSTRUMENTAL

Spec = overdubs.Spec
why_not = overdubs.why_not
accept = overdubs.accept
fail = overdubs.fail


def payload(
    spec: overdubs.Spec, webhook: musicapi.Webhook | None = None
) -> musicapi.AddInstrumentalRequest:
    """Return the request that `spec` stands for."""
    return musicapi.AddInstrumentalRequest(**spec.overdub(webhook))


def send(
    api: musicapi.MusicAPI, spec: overdubs.Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.sonic_create(payload(spec, webhook))
