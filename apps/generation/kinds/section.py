"""A passage of a clip made anew. The whole song comes back, with the new passage in its place.

The provider's side: POST /sonic/replace-section. Source: CONTRACT section 3.6.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import takes
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job

NAME = "Replace a section"
NOTE = "Have a passage made anew and keep the rest."
ICON = "scissors"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.REPLACE_SECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """Which passage of which clip, in seconds of it, and the words that it gets ("": the old)."""

    clip_id: str
    remote_clip_id: str
    start_s: float
    end_s: float
    section_lyrics: str = ""
    negative_tags: str = ""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the clip that is changed."""
        return (self.clip_id,)


def payload(spec: Spec, webhook: musicapi.Webhook | None = None) -> musicapi.ReplaceSectionRequest:
    """Return the request that `spec` stands for."""
    return musicapi.ReplaceSectionRequest(
        source_clip_id=spec.remote_clip_id,
        model=spec.model,
        start_s=spec.start_s,
        end_s=spec.end_s,
        lyrics=spec.lyrics,
        section_lyrics=spec.section_lyrics,
        title=spec.title,
        tags=spec.tags,
        negative_tags=spec.negative_tags,
        join=True,
        webhook=webhook,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for the new passage; the paid call, made once."""
    return api.sonic_replace_section(payload(spec, webhook))


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why no passage can be replaced: every finished clip allows it."""
    return ""


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
