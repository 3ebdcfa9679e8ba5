"""A file brought to the provider, so that it can be extended, covered, sung over.

What a person brings from the disk is a clip of ours first, and the provider fetches it by a
short-lived link; what lies at a public address becomes a clip when the provider has taken it. The
provider's side: POST /sonic/upload, answered at once. Source: CONTRACT section 11.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps import musicapi
from apps.clips import operations as clips
from apps.clips.models import Clip
from apps.clips.operations.uploads import name_remote
from apps.generation.kinds.keeping import fail
from apps.generation.kinds.links import link_to
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job, JobOutput

__all__ = ["accept", "begin", "fail", "send"]

NAME = "Upload"
MAKES = "1 take"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.UPLOAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(TakesSpec):
    """Which file: our clip with it, or the public address of it."""

    clip_id: str = ""
    url: str = ""


def begin(job: Job) -> None:
    """List the clip with the job from the beginning: it is there already."""
    clip_id = Spec.from_json(job.spec).clip_id
    if clip_id:
        defaults = {"job": job, "position": 0}
        JobOutput.objects.update_or_create(clip_id=UUID(clip_id), defaults=defaults)


def address_of(spec: Spec) -> str:
    """Return where the provider can fetch the file now."""
    if spec.url:
        return spec.url
    audio = Clip.objects.select_related("audio").get(pk=UUID(spec.clip_id)).audio
    assert audio is not None  # noqa: S101  a clip that was brought has its file
    return link_to(audio)


def send(api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None) -> str:
    """Have the provider fetch the file; the paid call, made once and answered with its name."""
    return api.sonic_upload(address_of(spec))


def accept(job: Job, remote_id: str, *, now: datetime) -> None:
    """Note the provider's name of the file, and fetch what came by its address ourselves, too."""
    spec = Spec.from_json(job.spec)
    if spec.clip_id:
        clip = Clip.objects.get(pk=UUID(spec.clip_id))
        name_remote(clip=clip, account=job.account, remote_id=remote_id)
        return
    clip = clips.begin(
        project=job.project,
        account=job.account,
        remote_id=remote_id,
        title=job.title,
        engine=job.engine,
        operation=job.operation,
        model="",
        tags="",
        lyrics=spec.lyrics,
        lyric_version=None,
        request={"url": spec.url},
        by=job.requested_by,
        now=now,
    )
    JobOutput.objects.get_or_create(clip=clip, defaults={"job": job, "position": 0})
    clips.finish(
        clip=clip,
        title="",
        tags="",
        lyrics="",
        model="",
        audio_url=spec.url,
        image_url="",
        duration_s=None,
        now=now,
    )
