"""A richer style text. The provider's side: POST /sonic/upsample-tags. Source: CONTRACT 3.6."""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.generation.kinds import keeping
from apps.generation.kinds import spec as shared
from apps.generation.models import Job

NAME = "Richer style"
MAKES = "1 style"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.TAG_UPSAMPLING


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(shared.Spec):
    """The style in a few words."""

    tags: str


def send(api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None) -> str:
    """Ask for the style in more words; the paid call, made once and answered with them."""
    return api.sonic_upsample_tags(spec.tags)


def accept(job: Job, tags: str, *, now: datetime) -> None:
    """Keep the richer text."""
    keeping.keep(job, {"tags": tags})


fail = keeping.fail
