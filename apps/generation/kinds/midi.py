"""The notes of a clip. The provider's side: POST /sonic/midi. Source: CONTRACT section 3.6."""

from dataclasses import asdict, dataclass
from datetime import datetime

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import keeping
from apps.generation.kinds.spec import ClipSpec
from apps.generation.models import Job

NAME = "MIDI"
NOTE = "Write it down as notes."
ICON = "music"
MAKES = "1 MIDI file"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.MIDI


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ClipSpec):
    """Which clip."""


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> musicapi.Midi | None:
    """Ask for the notes; None while they are still being written down."""
    return api.sonic_midi(spec.remote_clip_id)


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why there are no notes: every finished clip has some."""
    return ""


def accept(job: Job, midi: musicapi.Midi, *, now: datetime) -> None:
    """Keep the notes."""
    keeping.keep(job, asdict(midi))


fail = keeping.fail
