"""A persona from a recording of one clear voice, longer than ten seconds.

The recording is a clip of ours, which the provider fetches by a short-lived link. The provider's
side: POST /sonic/create-voice. Source: CONTRACT section 3.6.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import keeping, links
from apps.generation.kinds import spec as shared
from apps.generation.models import Job
from apps.personas import operations as personas

NAME = "Voice"
NOTE = "Make a persona of a recording of one clear voice."
ICON = "mic-vocal"
MAKES = "1 persona"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.VOICE
SHORTEST_S = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(shared.Spec):
    """Whose voice, under which name (the title)."""

    clip_id: str
    description: str = ""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the clip with the recording."""
        return (self.clip_id,)


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for the voice; the paid call, made once."""
    audio = Clip.objects.select_related("audio").get(pk=UUID(spec.clip_id)).audio
    assert audio is not None  # noqa: S101  a finished clip has its file
    return api.sonic_create_voice(musicapi.VoiceRequest(url=links.link_to(audio), webhook=webhook))


def why_not(clip: Clip, _now: datetime) -> str:
    """Return why there is no voice to learn, "" if there may be one."""
    if not keeping.is_upload(clip):
        return "A voice is made of a recording that was uploaded."
    if (clip.duration_s or 0) <= SHORTEST_S:
        return f"A voice needs more than {SHORTEST_S} seconds."
    return ""


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Keep the persona, once it is there."""
    if snapshot.persona is None:
        return
    spec = Spec.from_json(job.spec)
    personas.keep(
        source=Clip.objects.get(pk=UUID(spec.clip_id)),
        account=job.account,
        remote_id=snapshot.persona.persona_id,
        name=spec.title,
        description=spec.description,
        styles="",
        by=job.requested_by,
        now=now,
    )


fail = keeping.fail
