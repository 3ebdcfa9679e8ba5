"""Files of a clip in chosen formats. The provider's side: POST /sonic/download. CONTRACT 3.6."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps import musicapi
from apps.archive import operations as archive
from apps.archive.states import AssetKind
from apps.clips import operations as clips
from apps.clips.models import Clip
from apps.generation.kinds import keeping
from apps.generation.kinds.spec import ClipSpec
from apps.generation.models import Job, JobFile

NAME = "Other formats"
NOTE = "Its files as MP3, M4A or WAV from the provider, kept in the archive."
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
    """Have the files fetched into the archive: a WAV for the clip, the others for the job."""
    clip = Clip.objects.get(pk=UUID(Spec.from_json(job.spec).clip_id))
    keeping.keep(job, {"formats": [file.format for file in files]})
    for file in files:
        if file.format == "wav":
            clips.attach_wav(clip=clip, wav_url=file.url, now=now)
        elif not job.files.filter(format=file.format).exists():
            length_s = clip.audio.duration_s if clip.audio else None
            asset = archive.register(
                kind=AssetKind.MP3, source_url=file.url, expected_duration_s=length_s, now=now
            )
            JobFile.objects.create(job=job, format=file.format, asset=asset, created_at=now)


fail = keeping.fail
