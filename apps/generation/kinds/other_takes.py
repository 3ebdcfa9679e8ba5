"""What other engines make out of their own takes: the same for all kinds of an engine's reworks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import takes
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """Which clip, ours by `clip_id`, theirs by `remote_clip_id`; the wanted sound is in `tags`."""

    clip_id: str
    remote_clip_id: str
    source_is_upload: bool = False

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the clip that is reworked."""
        return (self.clip_id,)

    def source(self) -> dict[str, Any]:
        """Return what requests say of the source."""
        return {
            "source_clip_id": self.remote_clip_id,
            "source_is_upload": self.source_is_upload,
        }

    def riffusion(self) -> dict[str, Any]:
        """Return what all requests to the riffusion engine share."""
        return {
            "model": self.model,
            "lyrics": self.lyrics,
            "sound": self.tags,
            "title": self.title,
            **self.source(),
        }


Chosen = TypeVar("Chosen", bound=Spec)
Send = Callable[[musicapi.MusicAPI, Chosen, musicapi.Webhook | None], musicapi.Submission]


def to_producer(
    payload: Callable[[Chosen, musicapi.Webhook | None], musicapi.ProducerRequest],
) -> Send[Chosen]:
    """Return the paid call of a kind that asks the producer engine, made once."""
    return lambda api, spec, webhook: api.producer_create(payload(spec, webhook))


def to_riffusion(payload: Callable[[Chosen], musicapi.RiffusionRequest]) -> Send[Chosen]:
    """Return the paid call of a kind that asks the riffusion engine, which calls nobody back."""
    return lambda api, spec, _webhook: api.riffusion_create(payload(spec))


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why it cannot be done: every finished take of the engine allows it."""
    return ""


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
