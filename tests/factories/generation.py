"""Jobs for tests, asked for as a person would ask."""

from uuid import uuid4

from django.utils import timezone

from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.generation import operations
from apps.generation.kinds import song
from apps.generation.models import Job
from apps.projects.models import Project

EIGHT_LINES = (
    "[Verse]\nThe tide has been writing its name on the glass\n"
    "In letters of white that will not let the light pass\n"
    "You said you would come when the harbour froze through\n"
    "Well the harbour is ice and I am waiting for you\n"
    "[Chorus]\nThere is salt on the window and salt on the door\n"
    "Salt on the letters you do not send any more\n"
    "I could wash it all clean but I would miss how it shone\n"
    "There is salt on the window where the sea leaned on"
)


def song_spec(**fields) -> song.Spec:
    """Return a request that the provider accepts."""
    return song.Spec(
        **{
            "model": "sonic-v6",
            "lyrics": EIGHT_LINES,
            "title": "Salt on the Window",
            "tags": "slow folk, brushed drums",
            **fields,
        }
    )


def queued_song(project: Project, **fields) -> Job:
    """Return a job that waits to be sent."""
    return operations.request_song(
        project=project,
        by=project.team.memberships.first().user,
        spec=song_spec(**fields),
        request_key=uuid4(),
        now=timezone.now(),
    )


def finish(crew, job: Job) -> list[Clip]:
    """Work until the job is at its end and its clips are ours; return them in their order."""

    def is_over() -> bool:
        job.refresh_from_db()
        waiting = job.outputs.filter(clip__state__in=[ClipState.COMPOSING, ClipState.ARCHIVING])
        return not job.is_open and not waiting.exists()

    crew.work_until(is_over)
    return list(Clip.objects.filter(output_of__job=job).order_by("output_of__position"))
