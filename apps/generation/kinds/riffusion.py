"""A new song of the riffusion engine, from words and sound or from a description.

The provider's side: POST /riffusion/create. Source: CONTRACT section 4.1.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.generation.kinds import takes
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job

NAME = "Song by Riffusion"
ENGINE = musicapi.Engine.RIFFUSION
OPERATION = musicapi.Operation.CREATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """What the person chose; the sound is in `tags`. With a description there is nothing else."""

    description: str = ""
    instrumental: bool = False


def payload(spec: Spec) -> musicapi.RiffusionSongRequest:
    """Return the request that `spec` stands for."""
    return musicapi.RiffusionSongRequest(
        model=spec.model,
        lyrics=spec.lyrics,
        sound=spec.tags,
        title=spec.title,
        instrumental=spec.instrumental,
        description=spec.description,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.riffusion_create(payload(spec))


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
