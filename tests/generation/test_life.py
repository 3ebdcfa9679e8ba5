"""The life of a song against the real sandbox: nothing is paid twice, nothing is lost."""

import pytest

from apps.archive.states import AssetState
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.credits import selectors as credits
from apps.generation import operations
from apps.generation.kinds import KINDS
from apps.generation.models import Job, JobFile, Transition
from apps.generation.states import JobState, Trouble
from tests.factories.generation import queued_song
from tests.generation.books import books_agree, paid, ready, request, settled

pytestmark = pytest.mark.django_db


def test_a_song_becomes_two_playable_clips_and_is_paid_once(sandbox, crew, project, account):
    job = queued_song(project)

    crew.work_until(lambda: ready(job))

    clips = list(Clip.objects.select_related("audio").order_by("number"))
    assert job.state == JobState.SUCCEEDED
    assert [clip.number for clip in clips] == [1, 2]
    assert all(clip.audio.state == AssetState.STORED and clip.audio.peaks for clip in clips)
    assert clips[0].audio.sha256 != clips[1].audio.sha256
    assert len(paid(sandbox)) == 1
    assert books_agree(sandbox, account)


def test_every_move_of_a_song_is_recorded(sandbox, crew, project):
    job = queued_song(project)

    crew.work_until(lambda: settled(job))

    moves = Transition.objects.filter(job=job).order_by("id").values_list("to_state", flat=True)
    assert list(moves) == ["QUEUED", "SUBMITTING", "SUBMITTED", "SUCCEEDED"]


def test_a_preview_plays_before_the_song_is_finished(sandbox, crew, project):
    job = queued_song(project, title="[slow:3] Preview")
    crew.work_until(lambda: Clip.objects.exclude(stream_url="").exists())

    assert not settled(job)


def test_two_ticks_at_once_send_once(sandbox, crew, project):
    job = queued_song(project)
    first = operations.lease_due(now=crew.clock())

    second = operations.lease_due(now=crew.clock())
    for lease in (first.lease, first.lease, second.lease):
        operations.advance(job_id=job.pk, lease=lease, connect=crew.connect, clock=crew.clock)

    assert second.to_advance == []
    assert len(paid(sandbox)) == 1


def test_a_refusal_costs_nothing_and_says_why(sandbox, crew, project, account):
    job = queued_song(project, lyrics="[Verse]\n[fail:moderation] la la la")

    crew.work_until(lambda: settled(job))

    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.REFUSED)
    assert "Nothing was spent." in job.trouble
    assert paid(sandbox) == []
    assert credits.balance(account).held == 0
    assert books_agree(sandbox, account)


def test_a_song_that_fails_at_the_provider_is_given_back(sandbox, crew, project, account):
    job = queued_song(project, lyrics="[Verse]\n[fail:task] la la la")

    crew.work_until(lambda: settled(job))

    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.FAILED_THERE)
    assert "The credits came back." in job.trouble
    assert credits.cost_of([job.reference]) == {job.reference: 0}
    assert books_agree(sandbox, account)


def test_one_failed_clip_does_not_take_the_other_with_it(sandbox, crew, project):
    job = queued_song(project, lyrics="[Verse]\n[fail:one] la la la")

    crew.work_until(
        lambda: settled(job) and not Clip.objects.filter(state=ClipState.ARCHIVING).exists()
    )

    assert job.state == JobState.SUCCEEDED
    assert sorted(Clip.objects.values_list("state", flat=True)) == ["FAILED", "READY"]


def test_a_busy_provider_is_asked_again_when_it_says_so(sandbox, crew, project):
    sandbox.control("faults", kind="rate_limit", path="/sonic/create", options={"retry_after_s": 7})
    job = queued_song(project)

    crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.QUEUED, Trouble.BUSY)
    assert 5 < (job.due_at - crew.clock()).total_seconds() <= 7
    crew.skip(seconds=8)
    crew.work_until(lambda: ready(job))
    assert len(paid(sandbox)) == 1


def test_an_unreachable_provider_keeps_the_song_queued_and_says_so(
    sandbox, crew, project, settings
):
    job = queued_song(project)
    settings.MUSICAPI_BASE_URL = "http://127.0.0.1:9/api/v1"

    crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.QUEUED, Trouble.UNREACHABLE)
    assert job.due_at > crew.clock()
    crew.skip(hours=2)
    crew.tick()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "Nothing was spent." in job.trouble


def test_a_wrong_key_stops_the_song_and_marks_the_account(
    sandbox, crew, project, account, settings
):
    settings.MUSICAPI_KEY = "not-the-key"
    job = queued_song(project)

    crew.tick()

    job.refresh_from_db()
    account.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.KEY_REFUSED)
    assert account.key_state == "REFUSED"
    assert credits.balance(account).held == 0


def test_too_few_credits_at_the_provider_stop_the_song_before_it_is_sent(
    sandbox, crew, project, account
):
    sandbox.control("credits", credits=5, extra_credits=0)
    job = queued_song(project)

    crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.NO_CREDITS)
    assert paid(sandbox) == []


def test_a_poll_that_fails_is_only_a_later_look(sandbox, crew, project):
    sandbox.control("faults", kind="error_before", path="/sonic/task", times=3)
    job = queued_song(project)

    crew.work_until(lambda: ready(job))

    assert job.state == JobState.SUCCEEDED


def test_a_task_that_never_ends_is_given_up_and_may_be_looked_for_again(sandbox, crew, project):
    sandbox.control("faults", kind="task_never_ends", path="/sonic/create", times=1)
    job = queued_song(project)
    crew.work_until(lambda: Job.objects.get().state == JobState.SUBMITTED)

    crew.skip(hours=2)
    crew.tick()

    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.EXPIRED)
    operations.look_again(job=job, now=crew.clock())
    job.refresh_from_db()
    assert job.state == JobState.SUBMITTED


def test_the_wav_of_a_clip_is_asked_for_once_and_archived(sandbox, crew, project, account):
    job = queued_song(project)
    crew.work_until(lambda: ready(job))
    clip = Clip.objects.first()

    first = operations.request_of(kind="wav", clip=clip, by=None, now=crew.clock())
    second = operations.request_of(kind="wav", clip=clip, by=None, now=crew.clock())
    crew.work_until(lambda: Clip.objects.filter(wav__state=AssetState.STORED).exists())

    assert first == second
    assert [entry["price"] for entry in paid(sandbox)] == [20, 2]
    assert books_agree(sandbox, account)


def test_an_m4a_of_a_clip_is_archived(sandbox, crew, project, account):
    job = queued_song(project)
    crew.work_until(lambda: ready(job))
    clip = Clip.objects.first()
    names = {"clip_id": str(clip.pk), "remote_clip_id": clip.remote_id}
    spec = KINDS["download"].Spec(**names, formats=["m4a"])

    asked = request("download", project, spec)
    crew.work_until(lambda: JobFile.objects.filter(asset__state=AssetState.STORED).exists())

    kept = asked.files.get().asset
    assert kept.media_type == "audio/mp4"
    assert abs(kept.duration_s - clip.audio.duration_s) < 0.2
    assert books_agree(sandbox, account)
