"""A fresh rendering of a clip of the last day.

The provider's side: POST /sonic/create with `remaster`. Source: CONTRACT section 3.2.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import keeping, takes
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job

NAME = "Remaster"
NOTE = "The same song, rendered afresh."
ICON = "sparkles"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.REMASTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """Which clip, and how far the result may depart from it ("": as the provider likes)."""

    clip_id: str
    remote_clip_id: str
    variation: str = ""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the clip that is rendered afresh."""
        return (self.clip_id,)


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.RemasterRequest:
    """Return the request that `spec` stands for."""
    return musicapi.RemasterRequest(
        source_clip_id=spec.remote_clip_id,
        model=spec.model,
        variation=musicapi.Variation(spec.variation) if spec.variation else None,
        webhook=webhook,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.sonic_create(payload(spec, webhook))


def why_not(clip: Clip, now: datetime) -> str:
    """Return why it cannot be rendered afresh, "" if it can."""
    return keeping.too_old(clip, now)


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
