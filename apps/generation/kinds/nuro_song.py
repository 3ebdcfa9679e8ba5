"""A song of the nuro engine.

The provider's side: POST /nuro/create with `vocal`. Source: CONTRACT section 4.3.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.generation.kinds import takes
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job

NAME = "Song by Nuro"
MAKES = "1 take"
ENGINE = musicapi.Engine.NURO
OPERATION = musicapi.Operation.CREATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """What the person chose, in the words of the engine; "" leaves the choice to it."""

    voice: str = ""
    genre: str = ""
    mood: str = ""
    timbre: str = ""
    duration_s: int | None = None


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.NuroSongRequest:
    """Return the request that `spec` stands for."""
    return musicapi.NuroSongRequest(
        lyrics=spec.lyrics,
        vocal_gender=musicapi.VocalGender(spec.voice) if spec.voice else None,
        genre=spec.genre,
        mood=spec.mood,
        timbre=spec.timbre,
        duration_s=spec.duration_s,
        webhook=webhook,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.nuro_create(payload(spec, webhook))


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
