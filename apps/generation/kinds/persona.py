"""A persona from a clip: a voice and style that later songs can be asked for in.

The provider's side: POST /sonic/persona, answered at once. Source: CONTRACT section 3.6.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import spec as shared
from apps.generation.models import Job
from apps.personas import operations as personas

NAME = "Persona"
NOTE = "Keep its voice, to sing other songs."
ICON = "mic"
MAKES = "1 persona"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.PERSONA


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(shared.Spec):
    """Whose voice, under which name; the range, in seconds of the clip, is where it is clearest.

    `vocal_id` names a vocal extract of the clip, "" without one.
    """

    clip_id: str
    remote_clip_id: str
    description: str = ""
    styles: str = ""
    start_s: float | None = None
    end_s: float | None = None
    vocal_id: str = ""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the clip whose voice it is."""
        return (self.clip_id,)


def payload(spec: Spec) -> musicapi.PersonaRequest:
    """Return the request that `spec` stands for."""
    return musicapi.PersonaRequest(
        name=spec.title,
        source_clip_id=spec.remote_clip_id,
        description=spec.description,
        styles=spec.styles,
        start_s=spec.start_s,
        end_s=spec.end_s,
        vocal_id=spec.vocal_id,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> musicapi.RemotePersona:
    """Ask for the persona; the paid call, made once and answered with it."""
    return api.sonic_persona(payload(spec))


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why there is no voice to keep: every finished clip may have one."""
    return ""


def accept(job: Job, answer: musicapi.RemotePersona, *, now: datetime) -> None:
    """Keep the persona."""
    spec = Spec.from_json(job.spec)
    personas.keep(
        source=Clip.objects.get(pk=UUID(spec.clip_id)),
        account=job.account,
        remote_id=answer.persona_id,
        name=spec.title,
        description=spec.description,
        styles=spec.styles,
        by=job.requested_by,
        now=now,
    )


def fail(_job: Job, _why: str, *, now: datetime) -> None:
    """Leave everything as it is: only the persona is missing."""
