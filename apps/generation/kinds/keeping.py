"""What an answer means that is no clip: it is kept with its job, in plain JSON."""

from datetime import datetime, timedelta
from typing import Any

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.models import Job

FRESH_FOR = timedelta(hours=24)
"""For so long the provider keeps what some operations need. Source: CONTRACT section 3.6."""


def keep(job: Job, result: dict[str, Any]) -> None:
    """Keep what came. Keeping the same again changes nothing."""
    job.result = result
    job.save(update_fields=["result"])


def clip_of(job: Job) -> Clip | None:
    """Return the clip that something was found out about; None if it is gone."""
    return Clip.objects.filter(pk=job.spec["clip_id"]).first()


def fail(_job: Job, _why: str, *, now: datetime) -> None:
    """Leave everything as it is: only the answer is missing."""


def too_old(clip: Clip, now: datetime) -> str:
    """Return why a clip is too old for what needs a fresh one, "" if it is not."""
    if now - clip.created_at > FRESH_FOR:
        return "The provider does this for a day; this take is older."
    return ""


ONLY_UPLOADS = "The provider does this with uploads only."


def is_upload(clip: Clip) -> bool:
    """Tell whether a clip came to the provider from outside."""
    return clip.operation == musicapi.Operation.UPLOAD
