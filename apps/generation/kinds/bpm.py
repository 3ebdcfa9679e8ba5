"""The tempo of a clip. The provider's side: POST /sonic/bpm. Source: CONTRACT section 3.6."""

from dataclasses import asdict, dataclass
from datetime import datetime

from apps import musicapi
from apps.clips import operations as clips
from apps.clips.models import Clip
from apps.generation.kinds import keeping
from apps.generation.kinds.spec import ClipSpec
from apps.generation.models import Job

NAME = "Tempo"
NOTE = "Measure how fast it is."
ICON = "timer"
MAKES = "1 tempo"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.BPM


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ClipSpec):
    """Which clip."""


def send(api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None) -> musicapi.Tempo:
    """Ask for the tempo; the paid call, made once and answered with it."""
    return api.sonic_bpm(spec.remote_clip_id)


def why_not(clip: Clip, now: datetime) -> str:
    """Return why it cannot be measured, "" if it can."""
    return keeping.too_old(clip, now)


def accept(job: Job, tempo: musicapi.Tempo, *, now: datetime) -> None:
    """Keep the tempo, with the job and with the clip."""
    keeping.keep(job, asdict(tempo))
    if clip := keeping.clip_of(job):
        clips.hear_tempo(clip=clip, tempo_bpm=tempo.average_bpm, now=now)


fail = keeping.fail
