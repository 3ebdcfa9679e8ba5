"""What an answer means for takes: the same for every kind whose result are clips."""

from collections.abc import Sequence
from datetime import datetime

from apps import musicapi
from apps.clips import operations as clips
from apps.clips.models import Clip
from apps.generation.kinds.spec import TakesSpec
from apps.generation.models import Job, JobOutput
from apps.lyrics.models import LyricVersion


def accept(job: Job, spec: TakesSpec, snapshot: musicapi.Snapshot, *, now: datetime) -> None:
    """Bring the job's clips to where the provider says they are. Repeating it changes nothing."""
    for position, remote in enumerate(_wanted(snapshot)):
        clip = _clip_of(job, spec, position, remote, now)
        if remote.is_playable:
            clips.finish(
                clip=clip,
                title=remote.title,
                tags=remote.tags,
                lyrics=remote.lyrics,
                model=remote.model,
                audio_url=remote.audio_url,
                image_url=remote.image_url,
                duration_s=remote.duration_s,
                now=now,
            )
        elif remote.is_final:
            clips.fail(clip=clip, trouble=_why(remote), now=now)
        elif remote.audio_url:
            clips.stream(clip=clip, stream_url=remote.audio_url, title=remote.title, now=now)


def fail(job: Job, why: str, *, now: datetime) -> None:
    """Tell the clips that were begun that nothing more will come."""
    for output in job.outputs.select_related("clip"):
        clips.fail(clip=output.clip, trouble=why, now=now)


def _wanted(snapshot: musicapi.Snapshot) -> Sequence[musicapi.RemoteClip]:
    """Leave out parts whose wholes come with them."""
    wholes = [clip for clip in snapshot.clips if clip.role is not musicapi.ClipRole.PART]
    return wholes if wholes or not snapshot.is_final else snapshot.clips


def _clip_of(
    job: Job, spec: TakesSpec, position: int, remote: musicapi.RemoteClip, now: datetime
) -> Clip:
    clip = clips.begin(
        project=job.project,
        account=job.account,
        remote_id=remote.remote_id,
        title=remote.title or job.title,
        engine=job.engine,
        operation=job.operation,
        model=remote.model or job.model,
        tags=remote.tags or spec.tags,
        lyrics=remote.lyrics or spec.lyrics,
        lyric_version=_version(spec),
        request={name: value for name, value in job.spec.items() if not name.endswith("_id")},
        by=job.requested_by,
        now=now,
    )
    _, is_new = JobOutput.objects.get_or_create(
        clip=clip, defaults={"job": job, "position": _free(job, position)}
    )
    if is_new:
        parents = Clip.objects.filter(team=job.team_id, pk__in=spec.source_ids)
        clips.descend(clip=clip, parents=list(parents), operation=job.operation)
    return clip


def _free(job: Job, position: int) -> int:
    """Return `position`, or the one after the last if a clip that was done earlier stands there.

    Some engines list a song only when it is done, and the second may be done before the first.
    """
    taken = set(job.outputs.values_list("position", flat=True))
    return max(taken) + 1 if position in taken else position


def _version(spec: TakesSpec) -> LyricVersion | None:
    if spec.lyric_version_id is None:
        return None
    return LyricVersion.objects.filter(pk=spec.lyric_version_id).first()


def _why(remote: musicapi.RemoteClip) -> str:
    if remote.state == musicapi.ClipState.SUCCEEDED:
        return "The provider said that this take is done, but sent no sound."
    return remote.error_text or "The provider could not finish this take."
