"""A clip taken apart, finely: POST /sonic/stems/full. Source: CONTRACT section 3.6."""

from datetime import datetime

from apps import musicapi
from apps.generation.kinds import splits
from apps.generation.models import Job
from apps.stems.states import Detail

NAME = "Stems, in full"
NOTE = "Take it apart into twelve parts or more."
ICON = "layers"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.STEMS_FULL

Spec = splits.Spec
why_not = splits.why_not
fail = splits.fail


def send(
    api: musicapi.MusicAPI, spec: splits.Spec, _webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for the parts; the paid call, made once. It takes no address to call back."""
    return api.sonic_stems_full(spec.remote_clip_id)


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the parts to where the provider says they are."""
    splits.accept(job, snapshot, detail=Detail.FULL, now=now)
