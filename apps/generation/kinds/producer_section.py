"""A passage of a take of the producer engine made anew.

The provider's side: POST /producer/create with `replace_music`. Source: CONTRACT section 4.4.
"""

from dataclasses import dataclass

from apps import musicapi
from apps.generation.kinds import other_takes, section

NAME, NOTE, ICON = section.NAME, section.NOTE, section.ICON
ENGINE = musicapi.Engine.PRODUCER
OPERATION = musicapi.Operation.REPLACE_SECTION

why_not = other_takes.why_not
accept = other_takes.accept
fail = other_takes.fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(other_takes.Spec):
    """Which passage, in seconds of the source, and how it should be."""

    start_s: float
    end_s: float
    instruction: str = ""


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.ProducerReplaceRequest:
    """Return the request that `spec` stands for."""
    return musicapi.ProducerReplaceRequest(
        **spec.source(),
        start_s=spec.start_s,
        end_s=spec.end_s,
        instruction=spec.instruction,
        model=spec.model,
        webhook=webhook,
    )


send = other_takes.to_producer(payload)
