"""What becomes of answers that come in an unhappy order, or of which one cannot be taken in."""

from uuid import uuid4

import pytest
from django.utils import timezone

from apps import musicapi
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.generation import operations
from apps.generation.kinds import riffusion
from apps.generation.models import Job
from apps.generation.states import JobState
from tests.factories.generation import EIGHT_LINES, finish, queued_song

pytestmark = pytest.mark.django_db


def accepted(project) -> Job:
    job = queued_song(project)
    job.state, job.remote_id = JobState.SUBMITTED, f"task-{job.pk}"
    job.accepted_at = job.due_at = timezone.now()
    job.save()
    return job


def answer(job: Job, state: musicapi.TaskState, *names: str) -> musicapi.Snapshot:
    """Return an answer that lists only these songs, each of them done."""
    songs = tuple(
        musicapi.RemoteClip(
            f"{job.pk}-{name}",
            musicapi.ClipState.SUCCEEDED,
            title=name,
            audio_url=f"https://cdn.example.net/{name}.mp3",
        )
        for name in names
    )
    return musicapi.Snapshot(job.remote_id, musicapi.Engine.RIFFUSION, state, songs)


@pytest.mark.parametrize("last", [("first", "second"), ("second", "first")])
def test_both_songs_are_kept_when_the_second_is_listed_alone_before_the_first(project, last):
    job, now = accepted(project), timezone.now()
    early = answer(job, musicapi.TaskState.IN_PROGRESS, "second")
    late = answer(job, musicapi.TaskState.DONE, *last)

    for snapshot in (early, early, late, late):
        operations.absorb(job_id=job.pk, snapshot=snapshot, now=now)

    job.refresh_from_db()
    titles = set(Clip.objects.values_list("title", flat=True))
    assert (job.state, titles) == (JobState.SUCCEEDED, {"first", "second"})
    assert sorted(job.outputs.values_list("position", flat=True)) == [0, 1]
    assert not Clip.objects.exclude(state=ClipState.ARCHIVING).exists()


def test_both_songs_are_kept_when_the_provider_finishes_the_second_first(sandbox, crew, project):
    sandbox.control("faults", kind="second_first", path="/riffusion/create")
    job = operations.request(
        kind="riffusion",
        project=project,
        by=project.team.memberships.first().user,
        spec=riffusion.Spec(model="FUZZ-1.1", lyrics=EIGHT_LINES, tags="folk", title="Salt"),
        request_key=uuid4(),
        now=timezone.now(),
    )

    def has_a_song() -> bool:
        # The other song is not far behind, so the studio looks as often as it can.
        Job.objects.filter(state=JobState.SUBMITTED).update(due_at=timezone.now())
        return Clip.objects.exclude(state=ClipState.COMPOSING).exists()

    crew.work_until(has_a_song)
    kept = finish(crew, job)

    listed = sandbox.get(f"/riffusion/task/{job.remote_id}").json()["data"]
    assert job.state == JobState.SUCCEEDED
    assert [clip.state for clip in kept] == [ClipState.READY] * 2
    assert {clip.remote_id for clip in kept} == {song["clip_id"] for song in listed}


def test_an_answer_that_cannot_be_taken_in_does_not_hold_up_the_others(project):
    before, broken, after = (accepted(project) for _ in range(3))
    # No answer is known that breaks the studio, so this one holds what no answer can.
    nonsense = musicapi.Snapshot(
        broken.remote_id, musicapi.Engine.RIFFUSION, musicapi.TaskState.DONE, (None,)
    )
    snapshots = {
        broken.remote_id: nonsense,
        **{
            job.remote_id: answer(job, musicapi.TaskState.DONE, "first", "second")
            for job in (before, after)
        },
    }
    lease = uuid4()
    Job.objects.update(lease=lease)

    with pytest.raises(ExceptionGroup):
        operations.poll(
            job_ids=[before.pk, broken.pk, after.pk],
            lease=lease,
            look=lambda *_, **__: snapshots,
            clock=timezone.now,
        )

    open_ones = Job.objects.filter(state=JobState.SUBMITTED)
    assert [job.pk for job in open_ones] == [broken.pk]
