"""The same song in another sound, by the producer engine.

The provider's side: POST /producer/create with `cover_music`. Source: CONTRACT section 4.4.
"""

from dataclasses import dataclass

from apps import musicapi
from apps.generation.kinds import cover, other_takes

NAME, NOTE, ICON = cover.NAME, cover.NOTE, cover.ICON
ENGINE = musicapi.Engine.PRODUCER
OPERATION = musicapi.Operation.COVER

why_not = other_takes.why_not
accept = other_takes.accept
fail = other_takes.fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(other_takes.Spec):
    """`strength` from 0 to 1 keeps it close to its source."""

    strength: float | None = None


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.ProducerCoverRequest:
    """Return the request that `spec` stands for."""
    return musicapi.ProducerCoverRequest(
        source_clip_id=spec.remote_clip_id,
        sound=spec.tags,
        strength=spec.strength,
        model=spec.model,
        webhook=webhook,
    )


send = other_takes.to_producer(payload)
