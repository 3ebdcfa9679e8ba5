"""Words for a song: two candidates, of which one may go into the lyric sheet.

The provider's side: POST /sonic/lyrics, answered at once. Source: CONTRACT section 4.5.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from apps import musicapi
from apps.generation.kinds import keeping
from apps.generation.kinds import spec as shared
from apps.generation.models import Job

NAME = "Lyrics"
MAKES = "2 texts"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.LYRICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(shared.Spec):
    """What the words should be about; their language is that of the description."""

    description: str


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> tuple[musicapi.LyricCandidate, ...]:
    """Ask for the words; the paid call, made once and answered with them."""
    return api.sonic_lyrics(spec.description)


def accept(job: Job, candidates: tuple[musicapi.LyricCandidate, ...], *, now: datetime) -> None:
    """Keep the candidates."""
    keeping.keep(job, {"candidates": [asdict(candidate) for candidate in candidates]})


fail = keeping.fail
