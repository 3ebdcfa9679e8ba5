"""What was found out about clips: results that are no clips, as pages show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from apps.archive.models import Asset
from apps.clips.models import Clip
from apps.generation.models import Job
from apps.generation.states import JobState

OF_CLIPS = ("bpm", "timing", "midi", "vox", "download")


def findings_of(clip: Clip) -> Sequence[Job]:
    """Return what was found out about a clip, newest first, with files. Two queries."""
    found = Job.objects.filter(
        team=clip.team_id,
        kind__in=OF_CLIPS,
        state=JobState.SUCCEEDED,
        spec__clip_id=str(clip.pk),
    )
    return list(found.order_by("-id").prefetch_related("files__asset"))


def asset_of(asset_id: UUID) -> Asset | None:
    """Return a stored file, None if there is none of that id. One query."""
    return Asset.objects.stored().filter(pk=asset_id).first()


def file_of(job: Job, name: str) -> tuple[Clip, Asset] | None:
    """Return the stored file that a job brought in a format, and its clip. Two queries."""
    file = job.files.select_related("asset").filter(format=name).first()
    if file is None or not file.asset.is_stored:
        return None
    related = ("project", "team", "cover", "lyric_version")
    return Clip.objects.select_related(*related).get(pk=job.spec["clip_id"]), file.asset


def extracts_of(clip: Clip) -> list[tuple[str, str]]:
    """Return the names of vocal extracts of a clip, each with its place in words. One query."""
    return [
        (str(job.result["vocal_id"]), _place(job.result))
        for job in findings_of(clip)
        if job.kind == "vox" and job.result
    ]


def _place(extract: dict[str, Any]) -> str:
    if extract.get("start_s") is None or extract.get("end_s") is None:
        return "Whole voice"
    return f"From {extract['start_s']:.0f} to {extract['end_s']:.0f} s"
