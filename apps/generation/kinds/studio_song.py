"""A song of the studio engine: like a description, with words of one's own, its own, or none.

The provider's side: POST /studio/create. Source: CONTRACT section 4.2.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps import musicapi
from apps.generation.kinds import takes
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job

NAME = "Song by Studio"
ENGINE = musicapi.Engine.STUDIO
OPERATION = musicapi.Operation.CREATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """What the song is like (`tags`), what it is not, and how closely it keeps to that (0 to 1)."""

    negative_tags: str = ""
    instrumental: bool = False
    style_weight: float | None = None

    def request(self) -> dict[str, Any]:
        """Return what both requests to the engine share."""
        strength = {} if self.style_weight is None else {"prompt_strength": self.style_weight}
        return {
            "description": self.tags,
            "model": self.model,
            "lyrics": self.lyrics,
            "instrumental": self.instrumental,
            "negative_description": self.negative_tags,
            **strength,
        }


def payload(spec: Spec) -> musicapi.StudioSongRequest:
    """Return the request that `spec` stands for."""
    return musicapi.StudioSongRequest(**spec.request())


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.studio_create(payload(spec))


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
