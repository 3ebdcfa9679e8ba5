"""The whole song: an extension joined to what it extends. One clip comes back.

The provider's side: POST /sonic/create with `concat_music`. Source: CONTRACT section 3.2.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import takes
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job

NAME = "Whole song"
NOTE = "Join this new part to the song it continues."
ICON = "combine"
MAKES = "1 take"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.CONCAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """Which extension: ours by `clip_id`, theirs by `remote_clip_id`."""

    clip_id: str
    remote_clip_id: str

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the extension that is joined."""
        return (self.clip_id,)

    @classmethod
    def of(cls, clip: Clip) -> Self:
        """Return the request for the song that `clip` continues."""
        return cls(
            clip_id=str(clip.pk),
            remote_clip_id=clip.remote_id,
            model=clip.model,
            title=clip.title,
            tags=clip.tags,
        )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for the whole; the paid call, made once."""
    request = musicapi.ConcatRequest(extension_clip_id=spec.remote_clip_id, webhook=webhook)
    return api.sonic_create(request)


def why_not(clip: Clip, _now: datetime) -> str:
    """Return why there is nothing to join, "" if there is."""
    return "" if clip.operation == musicapi.Operation.EXTEND else "It is a whole song already."


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the take to where the provider says it is."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
