"""What is sung or played along with audio that came from outside: the same for both kinds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import keeping, takes
from apps.generation.kinds.spec import ReworkSpec
from apps.generation.models import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ReworkSpec):
    """What is added, and over which passage, in seconds of the source (None: all of it)."""

    start_s: float | None = None
    end_s: float | None = None

    def overdub(self, webhook: musicapi.Webhook | None) -> dict[str, Any]:
        """Return what both requests of `musicapi` share."""
        return {
            **self.members(),
            "source_clip_id": self.remote_clip_id,
            "start_s": self.start_s,
            "end_s": self.end_s,
            "webhook": webhook,
        }


def why_not(clip: Clip, now: datetime) -> str:
    """Return why nothing can be added, "" if it can."""
    return keeping.too_old(clip, now) if keeping.is_upload(clip) else keeping.ONLY_UPLOADS


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
