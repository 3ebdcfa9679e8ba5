"""A new song in the voice and style of a persona.

The provider's side: POST /sonic/create with `persona_music`. Source: CONTRACT section 3.2.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import takes
from apps.generation.kinds.spec import SongSpec
from apps.generation.models import Job
from apps.personas import operations as personas
from apps.personas.models import Persona

NAME = "Song with a persona"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.PERSONA_SONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(SongSpec):
    """What the person chose; the persona is ours by `persona_id`, theirs by the other name."""

    persona_id: str
    remote_persona_id: str


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.PersonaSongRequest:
    """Return the request that `spec` stands for."""
    return musicapi.PersonaSongRequest(
        **spec.members(), persona_id=spec.remote_persona_id, webhook=webhook
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for the song; the paid call, made once."""
    return api.sonic_create(payload(spec, webhook))


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are, and list them with their singer."""
    spec = Spec.from_json(job.spec)
    takes.accept(job, spec, snapshot, now=now)
    persona = Persona.objects.filter(pk=UUID(spec.persona_id)).first()
    if persona is not None:
        personas.sang(persona=persona, clips=list(Clip.objects.filter(output_of__job=job)))


fail = takes.fail
