"""Splits that go wrong, by the sandbox's own faults: nothing is lost, nothing is paid twice."""

import pytest
from django.utils import timezone

from apps.archive.states import AssetState
from apps.clips import operations as clips
from apps.clips.states import ClipState
from apps.credits import selectors as credits
from apps.generation import operations as generation
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
    faults = {"Vocals": "wrong_length", "Drums": "silent_audio", "Bass": "corrupt_audio"}
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
    assert "not quite the take" in told
    assert len(calls(sandbox)) == 2
    assert credits.balance(job.account).held == 0
