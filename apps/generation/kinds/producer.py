"""A new song of the producer engine.

The provider's side: POST /producer/create. Source: CONTRACT section 4.4.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.generation.kinds import takes
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job

NAME = "Song by Producer"
ENGINE = musicapi.Engine.PRODUCER
OPERATION = musicapi.Operation.CREATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """What the person chose; the sound is in `tags`. Without words it is an instrumental."""

    seed: str = ""
    tempo_bpm: float | None = None
    duration_s: float | None = None


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.ProducerSongRequest:
    """Return the request that `spec` stands for."""
    return musicapi.ProducerSongRequest(
        sound=spec.tags,
        lyrics=spec.lyrics,
        title=spec.title,
        model=spec.model,
        seed=spec.seed,
        tempo_bpm=spec.tempo_bpm,
        duration_s=spec.duration_s,
        webhook=webhook,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.producer_create(payload(spec, webhook))


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
