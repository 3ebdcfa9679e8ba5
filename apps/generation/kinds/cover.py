"""The same song in another style.

The provider's side: POST /sonic/create with `cover_music`, or `cover_upload_music` for what was
uploaded. Source: CONTRACT section 3.2.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import takes
from apps.generation.kinds.spec import ReworkSpec
from apps.generation.models import Job

NAME = "Cover"
NOTE = "The same song in another style."
ICON = "disc-3"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.COVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ReworkSpec):
    """What the person chose."""

    source_is_upload: bool = False


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.CoverRequest:
    """Return the request that `spec` stands for."""
    return musicapi.CoverRequest(
        **spec.members(),
        source_clip_id=spec.remote_clip_id,
        source_is_upload=spec.source_is_upload,
        webhook=webhook,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for the cover; the paid call, made once."""
    return api.sonic_create(payload(spec, webhook))


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why the clip cannot be covered: every finished one can."""
    return ""


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
