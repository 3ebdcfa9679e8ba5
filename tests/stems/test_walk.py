"""Stems against the real sandbox: from the press of a button to the mixer and to a mix."""

import pytest
from django.utils import timezone

from apps.clips.states import ClipState
from apps.generation import operations as generation
from apps.generation.kinds import KINDS
from apps.generation.states import JobState
from apps.stems import operations
from apps.stems.models import StemSet
from apps.stems.states import RenderState, SetState
from tests.factories import generation as jobs

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def ask(kind, clip):
    return generation.request_of(kind=kind, clip=clip, by=None, now=timezone.now())


def ready(job):
    job.refresh_from_db()
    return StemSet.objects.filter(reference=job.reference, state=SetState.READY).exists()


def test_a_take_becomes_stems_a_mix_and_is_paid_once(sandbox, crew, project):
    clip = jobs.finish(crew, jobs.queued_song(project))[0]
    assert clip.state == ClipState.READY

    job = ask("stems_full", clip)
    crew.work_until(lambda: ready(job))
    again = ask("stems_full", clip)

    found = StemSet.objects.get()
    assert again.pk == job.pk
    assert job.state == JobState.SUCCEEDED
    assert found.stems.count() == 12
    assert found.null_db < -20
    heard = [stem.offset_ms for stem in found.stems.all() if stem.offset_ms is not None]
    assert heard
    assert all(abs(offset) < 1 for offset in heard)

    mix = operations.request_mixdown(
        stem_set=found,
        strips=[{"stem": str(stem.pk), "gain": 0.0, "pan": 0.0} for stem in found.stems.all()],
        file_format="flac",
        by=None,
        now=timezone.now(),
    )
    crew.work_until(lambda: (mix.refresh_from_db() or mix.state) == RenderState.DONE)
    assert mix.asset.duration_s == pytest.approx(clip.audio.duration_s, abs=0.2)


def test_both_kinds_name_what_they_make():
    assert {KINDS[kind].OPERATION for kind in ("stems_basic", "stems_full")} == {
        "stems_basic",
        "stems_full",
    }
