"""More of a clip, from a moment on. The result is the new part alone; `concat` makes a whole of it.

The provider's side: POST /sonic/create with `extend_music`, or `extend_upload_music` for what was
uploaded. Source: CONTRACT section 3.2.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import takes
from apps.generation.kinds.spec import ReworkSpec
from apps.generation.models import Job

NAME = "Extend"
NOTE = "Let it go on from a moment of your choice."
ICON = "arrow-right-to-line"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.EXTEND


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ReworkSpec):
    """What the person chose; `continue_at_s` is in seconds of the source."""

    continue_at_s: float
    source_is_upload: bool = False


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.ExtendRequest:
    """Return the request that `spec` stands for."""
    return musicapi.ExtendRequest(
        **spec.members(),
        source_clip_id=spec.remote_clip_id,
        continue_at_s=spec.continue_at_s,
        source_is_upload=spec.source_is_upload,
        webhook=webhook,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for more; the paid call, made once."""
    return api.sonic_create(payload(spec, webhook))


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why the clip cannot be extended: every finished one can."""
    return ""


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
