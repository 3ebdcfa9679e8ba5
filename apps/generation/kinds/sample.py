"""A song around a stretch of a clip.

The provider's side: POST /sonic/sample. Source: CONTRACT section 3.6.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import takes
from apps.generation.kinds.spec import ReworkSpec
from apps.generation.models import Job

NAME = "Sample"
NOTE = "Build a new song around a stretch of it."
ICON = "scissors"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.SAMPLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ReworkSpec):
    """What the song is like, and which stretch it uses, in seconds of the source."""

    start_s: float
    end_s: float


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.SampleRequest:
    """Return the request that `spec` stands for."""
    return musicapi.SampleRequest(
        **spec.members(),
        source_clip_id=spec.remote_clip_id,
        start_s=spec.start_s,
        end_s=spec.end_s,
        webhook=webhook,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.sonic_sample(payload(spec, webhook))


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why it cannot be sampled: every finished clip can."""
    return ""


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
