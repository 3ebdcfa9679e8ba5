"""Which splits of a clip are here already."""

from uuid import UUID

from apps.clips.models import Clip
from apps.generation.models import Job
from apps.generation.states import SPLITS, JobState


def done_splits(clip: Clip) -> dict[str, UUID]:
    """Return the newest job that made stems of a clip, by kind. One query."""
    rows = Job.objects.filter(team=clip.team_id, kind__in=SPLITS, state=JobState.SUCCEEDED)
    made = rows.filter(spec__clip_id=str(clip.pk)).order_by("id").values_list("kind", "pk")
    return dict(made)
