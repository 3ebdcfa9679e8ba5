"""What a split means, the same for both kinds: the parts go to stems, which owns them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import spec as shared
from apps.generation.models import Job
from apps.stems import operations as stems


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(shared.Spec):
    """Which clip: ours by `clip_id`, theirs by `remote_clip_id`."""

    clip_id: str
    remote_clip_id: str

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the clip that is taken apart."""
        return (self.clip_id,)

    @classmethod
    def of(cls, clip: Clip) -> Self:
        """Return the request for the parts of `clip`."""
        return cls(
            clip_id=str(clip.pk),
            remote_clip_id=clip.remote_id,
            title=clip.title,
            model=clip.model,
        )


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why the clip cannot be taken apart: every finished one can."""
    return ""


def accept(job: Job, snapshot: musicapi.Snapshot, *, detail: str, now: datetime) -> None:
    """Bring the parts to where the provider says they are."""
    if not snapshot.clips:
        return
    stems.take_in(
        clip=Clip.objects.get(pk=UUID(Spec.from_json(job.spec).clip_id)),
        account=job.account,
        reference=job.reference,
        detail=detail,
        parts=snapshot.clips,
        is_final=snapshot.is_final,
        by=job.requested_by,
        now=now,
    )


def fail(job: Job, why: str, *, now: datetime) -> None:
    """Keep the parts that came; no more will."""
    stems.fail(reference=job.reference, trouble=why, now=now)
