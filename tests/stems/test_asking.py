"""Asking for stems: priced, once, and again only when somebody says so."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.clips.states import ClipState
from apps.generation import operations as generation
from apps.generation.models import Job
from apps.generation.states import JobState
from apps.stems.models import StemSet
from tests.factories.clips import clip as make_clip
from tests.factories.stems import part, split

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def clip(project):
    return make_clip(project, ClipState.READY)


@pytest.fixture
def page(client, project):
    client.force_login(project.team.memberships.get().user)
    return client


def ask(page, clip, kind="stems_full", **fields):
    return page.post(reverse("generation:split_create", args=[clip.pk, kind]), fields)


def panel(page, clip, **query):
    url = reverse("generation:split_list", args=[clip.pk], query=query)
    return page.get(url, headers=HTMX)


def test_the_panel_names_both_kinds_and_their_prices(page, clip):
    body = panel(page, clip).content.decode()

    assert "Stems, in brief" in body
    assert "75 credits" in body


def test_a_press_makes_one_job_however_often(page, clip):
    answers = [ask(page, clip) for _ in range(3)]

    job = Job.objects.get()
    assert job.kind == "stems_full"
    assert job.price == 75
    assert all(answer["Location"] == f"/clips/{clip.pk}/stems/" for answer in answers)


def test_a_split_that_is_here_is_used_again_unless_somebody_asks(page, clip):
    ask(page, clip)
    Job.objects.update(state=JobState.SUCCEEDED, due_at=None)
    ask(page, clip)
    kept = Job.objects.count()

    again = str(Job.objects.get().pk)
    body = panel(page, clip).content.decode()

    for _ in range(2):
        ask(page, clip, again=again)

    assert f'name="again" value="{again}"' in body
    assert "once more" in body
    assert kept == 1
    assert Job.objects.count() == 2


def test_work_under_way_is_shown_and_the_page_told_when_it_moved(page, clip):
    ask(page, clip)
    before = panel(page, clip)

    moved = panel(page, clip, known="something else")

    assert "every 2s" in before.content.decode()
    assert "HX-Trigger" not in before
    assert "clips-changed" in moved["HX-Trigger"]


def test_a_clip_that_cannot_be_taken_apart_says_why(page, project):
    foreign = make_clip(project, ClipState.READY, remote_id="")

    body = panel(page, foreign).content.decode()
    ask(page, foreign)

    assert "disabled" in body
    assert not Job.objects.exists()


def test_other_kinds_are_not_asked_for_here(page, clip):
    assert ask(page, clip, kind="song").status_code == 404


def test_two_splits_of_a_take_stand_side_by_side(page, clip):
    first = split(clip, part("Vocals"), reference="job:1")
    split(clip, part("Drums"), reference="job:2", detail="full")

    body = page.get(reverse("stems:set_show", args=[first.pk])).content.decode()

    assert StemSet.objects.count() == 2
    assert "All splits of this take" in body
    assert "In brief" in body


def test_what_is_cancelled_on_the_page_of_stems_leads_back_to_it(page, clip):
    ask(page, clip)
    job = Job.objects.get()

    answer = page.post(reverse("generation:generation_cancel", args=[job.pk]), {"back": "stems"})

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert answer["Location"] == f"/clips/{clip.pk}/stems/"


def test_tempo_and_notes_are_asked_for_here_and_lead_back(page, clip):
    query = {"only": ["bpm", "midi"], "back": "stems"}
    url = reverse("generation:offer_list", args=[clip.pk], query=query)
    body = page.get(url, headers=HTMX).content.decode()
    stems = page.get(reverse("stems:stem_list", args=[clip.pk])).content.decode()

    take = reverse("generation:offer_take", args=[clip.pk, "midi"])
    answers = [page.post(take, {"back": back}) for back in ("stems", "")]

    assert body.count('name="back" value="stems"') == 1
    assert "Tempo" in body
    assert "Extend" not in body
    assert "only=midi" in stems
    assert Job.objects.get().kind == "midi"
    assert answers[0]["Location"] == f"/clips/{clip.pk}/stems/"
    assert answers[1]["Location"] != answers[0]["Location"]


def test_what_failed_can_be_tried_again(clip):
    job = generation.request_of(kind="stems_basic", clip=clip, by=None, now=timezone.now())
    generation.cancel(job=job, now=timezone.now())

    again = generation.request_of(kind="stems_basic", clip=clip, by=None, now=timezone.now())

    assert again.pk != job.pk
    assert again.retry_of_id == job.pk
