"""The WAV file of a clip. The provider's side: POST /sonic/wav. Source: CONTRACT section 3.6."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from apps import musicapi
from apps.clips import operations as clips
from apps.clips.models import Clip
from apps.generation.kinds import spec as shared
from apps.generation.models import Job

NAME = "WAV"
NOTE = "The lossless file of this take."
ICON = "download"
MAKES = "1 file"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.WAV


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(shared.Spec):
    """Which clip: ours by `clip_id`, theirs by `remote_clip_id`."""

    clip_id: str
    remote_clip_id: str

    @classmethod
    def of(cls, clip: Clip) -> Self:
        """Return the request for the file of `clip`."""
        return cls(
            clip_id=str(clip.pk),
            remote_clip_id=clip.remote_id,
            title=clip.title,
            model=clip.model,
        )


def send(api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None) -> str | None:
    """Ask for the file; returns its address, or None while it is still being made."""
    return api.sonic_wav(spec.remote_clip_id)


def why_not(clip: Clip, _now: datetime) -> str:
    """Return why no file is needed, "" if it is."""
    return "The WAV is here already." if clip.wav and clip.wav.is_stored else ""


def accept(job: Job, wav_url: str, *, now: datetime) -> None:
    """Have the file fetched into the archive."""
    clip = Clip.objects.get(pk=UUID(Spec.from_json(job.spec).clip_id))
    clips.attach_wav(clip=clip, wav_url=wav_url, now=now)


def fail(_job: Job, _why: str, *, now: datetime) -> None:
    """Leave the clip as it is: only the file is missing."""
