"""Files of a clip in chosen formats. The provider's side: POST /sonic/download. CONTRACT 3.6."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from apps import musicapi
from apps.clips import operations as clips
from apps.clips.models import Clip
from apps.generation.kinds import keeping
from apps.generation.kinds.spec import ClipSpec
from apps.generation.models import Job

NAME = "Other formats"
NOTE = "Its files as MP3, M4A or WAV from the provider."
ICON = "files"
MAKES = "its files"
IS_DIRECT = False
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.DOWNLOAD
FORMATS = ("mp3", "m4a", "wav")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ClipSpec):
    """Which formats of which clip."""

    formats: tuple[str, ...] | list[str] = ("wav",)


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> tuple[musicapi.RemoteFile, ...] | None:
    """Ask for the files; None while they are still being made."""
    return api.sonic_download(spec.remote_clip_id, tuple(spec.formats))


def why_not(_clip: Clip, _now: datetime) -> str:
    """Return why there are no files: every finished clip has some."""
    return ""


def accept(job: Job, files: tuple[musicapi.RemoteFile, ...], *, now: datetime) -> None:
    """Keep where the files are, and have a WAV among them fetched into the archive."""
    clip = Clip.objects.get(pk=UUID(Spec.from_json(job.spec).clip_id))
    for file in files:
        if file.format == "wav":
            clips.attach_wav(clip=clip, wav_url=file.url, now=now)
    keeping.keep(job, {"files": [asdict(file) for file in files]})


fail = keeping.fail
