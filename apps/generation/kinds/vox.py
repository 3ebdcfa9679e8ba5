"""A clip's voice alone, to make a persona from. Their side: POST /sonic/vox. CONTRACT 3.6."""

from dataclasses import asdict, dataclass
from datetime import datetime

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import keeping
from apps.generation.kinds.spec import ClipSpec
from apps.generation.models import Job

NAME = "Vocal extract"
NOTE = "Take a stretch of the voice out, for a truer persona."
ICON = "audio-lines"
MAKES = "1 vocal extract"
IS_DIRECT = False
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.VOCAL_EXTRACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ClipSpec):
    """Which stretch of which clip, in seconds of it; at most 30 of them."""

    start_s: float | None = None
    end_s: float | None = None


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> musicapi.VocalExtract:
    """Ask for the voice; the paid call, made once and answered with its name."""
    return api.sonic_vox(spec.remote_clip_id, start_s=spec.start_s, end_s=spec.end_s)


def why_not(clip: Clip, now: datetime) -> str:
    """Return why the voice cannot be taken out, "" if it can."""
    return keeping.too_old(clip, now)


def accept(job: Job, extract: musicapi.VocalExtract, *, now: datetime) -> None:
    """Keep the name of the extract."""
    keeping.keep(job, asdict(extract))


fail = keeping.fail
