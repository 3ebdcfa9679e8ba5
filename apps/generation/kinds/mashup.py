"""Two clips blended into one song.

The provider's side: POST /sonic/mashup. Source: CONTRACT section 3.6.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import takes
from apps.generation.kinds.spec import ReworkSpec
from apps.generation.models import Job

NAME = "Mashup"
NOTE = "Blend it with another take."
ICON = "blend"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.MASHUP


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ReworkSpec):
    """What the person chose; the other clip is named as the first one is."""

    other_clip_id: str
    other_remote_clip_id: str

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return both clips."""
        return (self.clip_id, self.other_clip_id)


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.MashupRequest:
    """Return the request that `spec` stands for."""
    return musicapi.MashupRequest(
        **spec.members(),
        source_clip_ids=(spec.remote_clip_id, spec.other_remote_clip_id),
        webhook=webhook,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for the blend; the paid call, made once."""
    return api.sonic_mashup(payload(spec, webhook))


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why the clip cannot be blended: every finished one can."""
    return ""


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
