"""What comes after a take of the studio engine, or before it; the whole song comes back.

The provider's side: POST /studio/create with `continuation` or `precede`. Source: CONTRACT 4.2.
"""

from dataclasses import dataclass
from datetime import datetime

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.kinds import studio_song, takes
from apps.generation.models import Job

NAME = "Extend"
NOTE = "Let it go on after its end, or begin before its beginning."
ICON = "arrow-right-to-line"
ENGINE = musicapi.Engine.STUDIO
OPERATION = musicapi.Operation.EXTEND


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(studio_song.Spec):
    """Which take, on which side, and how many seconds of it are listened to (None: its choice)."""

    clip_id: str
    remote_clip_id: str
    before: bool = False
    context_s: float | None = None

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the clip that is extended."""
        return (self.clip_id,)


def payload(spec: Spec) -> musicapi.StudioExtendRequest:
    """Return the request that `spec` stands for."""
    return musicapi.StudioExtendRequest(
        **spec.request(),
        source_clip_id=spec.remote_clip_id,
        before=spec.before,
        context_s=spec.context_s,
    )


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> musicapi.Submission:
    """Ask for it; the paid call, made once."""
    return api.studio_create(payload(spec))


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why it cannot be extended: every finished take of the engine can."""
    return ""


def accept(job: Job, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the takes to where the provider says they are."""
    takes.accept(job, Spec.from_json(job.spec), snapshot, now=now)


fail = takes.fail
