"""Splits that go wrong, by the sandbox's own faults: nothing is lost, nothing is paid twice."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.archive.states import AssetState
from apps.clips import operations as clips
from apps.clips.states import ClipState
from apps.credits import selectors as credits
from apps.generation import operations as generation
from apps.generation.models import Job
from apps.generation.states import JobState
from apps.stems import selectors
from apps.stems.models import Stem, StemSet
from apps.stems.states import SetState
from tests.factories import generation as jobs
from tests.factories.clips import clip as make_clip

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def ask(clip):
    return generation.request_of(kind="stems_basic", clip=clip, by=None, now=timezone.now())


def over(job):
    job.refresh_from_db()
    return not job.is_open


def calls(sandbox):
    return [call for call in sandbox.control("ledger")["calls"] if "stems" in call["path"]]


def test_a_clip_that_the_provider_no_longer_knows_costs_nothing(sandbox, crew, project):
    job = ask(make_clip(project, ClipState.READY, remote_id="00000000-gone"))

    crew.work_until(lambda: over(job))

    assert job.state == JobState.FAILED
    assert "Nothing was spent." in job.trouble
    assert credits.balance(job.account).held == 0
    assert not StemSet.objects.exists()


def test_bad_parts_are_told_apart_and_a_deletion_meanwhile_loses_none(sandbox, crew, project):
    clip = jobs.finish(crew, jobs.queued_song(project))[0]
    path = "/sonic/stems/basic"
    sandbox.control("faults", kind="task_failed", path=path, times=1)
    sandbox.control("faults", kind="task_slow", path=path, options={"seconds": 4})
    failed = ask(clip)
    crew.work_until(lambda: over(failed))
    # No file is there yet while the faults are prepared, which need the names of the parts.
    sandbox.control("faults", kind="error_before", path="/files/*", times=None)
    job = ask(clip)
    parts = Stem.objects.filter(stem_set__reference=job.reference)
    crew.work_until(lambda: parts.count() == 4)
    sandbox.control("faults/clear")
    faults = {
        "Vocals": "wrong_length",
        "Drums": "silent_audio",
        "Bass": "corrupt_audio",
        "Other": "other_rate",
    }
    for name, kind in faults.items():
        remote_id = parts.get(name=name).remote_id
        sandbox.control("faults", kind=kind, path=f"/files/{remote_id}/*", times=None)
    clips.delete(clip=clip, now=timezone.now())

    def is_settled():
        if over(job):
            crew.skip(hours=1)
        return parts.first().stem_set.state in (SetState.READY, SetState.FAILED)

    crew.work_until(is_settled, within_s=120)

    found = selectors.whole_set(parts.first().stem_set_id)
    heard, silent, missing = selectors.sorted_out(found)
    told = " ".join(selectors.findings_of(found))
    assert failed.state == JobState.FAILED
    assert StemSet.objects.get(reference=failed.reference).state == SetState.FAILED
    assert over(job)
    assert job.state == JobState.SUCCEEDED
    assert found.state == SetState.READY
    assert [stem.name for stem in heard] == ["Vocals", "Other"]
    assert [stem.name for stem in silent] == ["Drums"]
    assert [(stem.name, stem.asset.state) for stem in missing] == [("Bass", AssetState.BROKEN)]
    assert "Vocals ends" in told
    assert "Other came at 22.05 kHz" in told
    assert "not quite the take" in told
    assert len(calls(sandbox)) == 2
    assert credits.balance(job.account).held == 0


def test_splits_of_other_parts_than_usual_are_kept_and_said(sandbox, crew, project, client):
    clip = jobs.finish(crew, jobs.queued_song(project))[0]
    client.force_login(project.team.memberships.get().user)
    path = "/sonic/stems/basic"

    def press(**fields):
        client.post(reverse("generation:split_create", args=[clip.pk, "stems_basic"]), fields)
        return Job.objects.latest("id")

    def came(job):
        if over(job):
            crew.skip(hours=1)
        return StemSet.objects.filter(reference=job.reference).exclude(
            state__in=[SetState.SPLITTING, SetState.ARCHIVING, SetState.CHECKING]
        )

    def page(job):
        stem_set = StemSet.objects.get(reference=job.reference)
        return client.get(reverse("stems:set_show", args=[stem_set.pk])).content.decode()

    sandbox.control("faults", kind="stems_fewer", path=path, options={"parts": 3})
    sandbox.control("faults", kind="empty_audio", path="/files/*", times=None)
    few = press()
    crew.work_until(lambda: came(few).exists(), within_s=120)
    empty = page(few)
    sandbox.control("faults/clear")
    sandbox.control("faults", kind="stems_more", path=path)
    sandbox.control("faults", kind="stems_unnamed", path=path)
    many = press(again=few.pk)
    client.post(reverse("stems:stem_fetch", args=[came(few).get().stems.get().pk]))
    crew.work_until(lambda: came(many).exists() and came(few).exists(), within_s=120)

    assert "This split came to nothing" in empty
    assert "Fetch it again, at no cost" in empty
    assert came(few).get().state == came(many).get().state == SetState.READY
    assert "The provider sent 1 part; 2 or 4 are usual." in page(few)
    assert "The provider sent 5 parts; 2 or 4 are usual." in page(many)
    assert [stem.name for stem in selectors.stored_stems(came(many).get())] == [
        f"Part {number}" for number in range(1, 6)
    ]
    assert len(calls(sandbox)) == 2
    assert credits.balance(few.account).held == 0
