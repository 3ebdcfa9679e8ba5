"""More of a take of the producer engine.

The provider's side: POST /producer/create with `extend_music`. Source: CONTRACT section 4.4.
"""

from dataclasses import dataclass

from apps import musicapi
from apps.generation.kinds import extension, other_takes

NAME, NOTE, ICON = extension.NAME, extension.NOTE, extension.ICON
ENGINE = musicapi.Engine.PRODUCER
OPERATION = musicapi.Operation.EXTEND

why_not = other_takes.why_not
accept = other_takes.accept
fail = other_takes.fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(other_takes.Spec):
    """From which second of the source, for how many more, and how."""

    continue_at_s: float | None = None
    more_s: float | None = None
    instruction: str = ""


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.ProducerExtendRequest:
    """Return the request that `spec` stands for."""
    return musicapi.ProducerExtendRequest(
        **spec.source(),
        start_s=spec.continue_at_s,
        extend_s=spec.more_s,
        instruction=spec.instruction,
        model=spec.model,
        webhook=webhook,
    )


send = other_takes.to_producer(payload)
