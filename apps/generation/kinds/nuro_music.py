"""Background music of the nuro engine.

The provider's side: POST /nuro/create with `bgm`. Source: CONTRACT section 4.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps import musicapi
from apps.generation.kinds import takes
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job

NAME = "Background music"
MAKES = "1 take"
ENGINE = musicapi.Engine.NURO
OPERATION = musicapi.Operation.BACKGROUND_MUSIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """What the person chose, in the words of the engine; parts are pairs of a name and seconds."""

    description: str = ""
    genres: Sequence[str] = ()
    moods: Sequence[str] = ()
    instruments: Sequence[str] = ()
    themes: Sequence[str] = ()
    duration_s: int | None = None
    parts: Sequence[Sequence[Any]] = ()


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.BackgroundMusicRequest:
    """Return the request that `spec` stands for."""
    return musicapi.BackgroundMusicRequest(
        description=spec.description,
        model=spec.model,
        genres=tuple(spec.genres),
        moods=tuple(spec.moods),
        instruments=tuple(spec.instruments),
        themes=tuple(spec.themes),
        duration_s=spec.duration_s,
        segments=tuple(musicapi.Segment(name, length_s) for name, length_s in spec.parts),
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
