"""A new song: from one's own words, from a description, or with words written by the provider.

The provider's side: POST /sonic/create with `create_music`. Source: CONTRACT section 3.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.generation.kinds import takes
from apps.generation.kinds.spec import SongSpec
from apps.generation.models import Job

NAME = "New song"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.CREATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(SongSpec):
    """What the person chose."""


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.SongRequest:
    """Return the request that `spec` stands for."""
    return musicapi.SongRequest(**spec.members(), webhook=webhook)


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for the song; the paid call, made once."""
    return api.sonic_create(payload(spec, webhook))


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
