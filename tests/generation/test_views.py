from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.rights import Role
from apps.clips.states import ClipState
from apps.credits import operations as credits
from apps.generation import operations
from apps.generation.models import Job, JobOutput
from apps.generation.states import JobState
from apps.lyrics.models import LyricVersion
from tests.factories.accounts import add_member, make_user
from tests.factories.clips import clip as make_clip
from tests.factories.generation import EIGHT_LINES, queued_song
from tests.factories.lyrics import version as make_version

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def no_broker(settings):
    """Keep the nudge from looking for workers: rows are what is tested here."""
    settings.CELERY_TASK_ALWAYS_EAGER = False


@pytest.fixture
def owner(project):
    return project.team.memberships.get().user


@pytest.fixture
def page(client, owner):
    client.force_login(owner)
    return client


def wish(**fields):
    return {
        "request_key": str(uuid4()),
        "mode": "own_lyrics",
        "model": "sonic-v6",
        "title": "Salt on the Window",
        "tags": "folk",
        "voice": "",
        **fields,
    }


def compose(page, project, **options):
    data = options.pop("data", None) or wish(**options)
    return page.post(reverse("generation:work_create", args=[project.pk]), data, headers=HTMX)


def test_work_create_queues_the_words_of_the_sheet(page, project):
    make_version(project, EIGHT_LINES)

    answer = compose(page, project)

    job = Job.objects.get()
    assert answer.status_code == 200
    assert job.spec["lyrics"] == EIGHT_LINES
    assert job.spec["lyric_version_id"] == str(LyricVersion.objects.get().pk)
    assert set(answer["HX-Trigger"].split(", ")) == {
        "job-queued",
        "balance-changed",
        "lyrics-saved",
    }
    assert "HX-Request" in answer["Vary"]


def test_work_create_takes_the_words_as_they_stand_in_the_open_sheet(page, project):
    make_version(project, "old words")

    compose(page, project, text=EIGHT_LINES)

    assert Job.objects.get().spec["lyrics"] == EIGHT_LINES
    assert LyricVersion.objects.count() == 2


def test_work_create_gives_a_new_key_for_the_next_press(page, project):
    make_version(project, EIGHT_LINES)
    data = wish()

    answer = compose(page, project, data=data)

    assert data["request_key"] not in answer.content.decode()


def test_pressing_twice_makes_one_job(page, project):
    make_version(project, EIGHT_LINES)
    data = wish()

    for _ in range(3):
        assert compose(page, project, data=data).status_code == 200

    assert Job.objects.count() == 1


def test_work_create_without_scripts_leads_back_to_the_workspace(page, project):
    make_version(project, EIGHT_LINES)

    answer = page.post(reverse("generation:work_create", args=[project.pk]), wish())

    assert answer.status_code == 302
    assert answer["Location"] == reverse("studio:workspace_show", args=[project.pk])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Write the lyrics first"),
        ({"text": "la " * 2000}, "may have 5000 characters"),
        ({"text": "la", "title": "x" * 81}, "may have 80 characters"),
        ({"text": "la", "tags": "x" * 1001}, "may have 1000 characters"),
        ({"text": "la", "model": "sonic-v99"}, "Select a valid choice"),
        ({"text": "la", "duration_s": "5"}, "Choose a length from 10"),
        ({"text": "la", "weighted": "on", "style_weight": "101"}, "less than or equal to 100"),
        ({"mode": "description"}, "Say in a few words"),
        ({"mode": "description", "description": "x" * 401}, "may have 400 characters"),
        ({"voice": "none", "tags": ""}, "Name a style"),
    ],
)
def test_a_bad_wish_is_explained_beside_what_was_typed(page, project, fields, said):
    answer = compose(page, project, **{"negative_tags": "kept as typed", **fields})

    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert "kept as typed" in body
    assert "Nothing was sent and nothing was charged." in body
    assert not Job.objects.exists()


def test_markup_in_every_field_stays_text(page, project):
    nasty = '"><script>alert(1)</script>'

    answer = compose(page, project, title=nasty, tags=nasty, description=nasty, model=nasty)

    assert "<script>alert" not in answer.content.decode()


def test_too_few_credits_are_said_before_and_after_pressing(page, project, account):
    make_version(project, EIGHT_LINES)
    credits.record_balance(
        account=account,
        ordinary=Decimal(5),
        extra=Decimal(0),
        settled=True,
        now=timezone.now(),
    )

    shown = page.get(reverse("generation:composer_show", args=[project.pk])).content.decode()
    answer = compose(page, project)

    assert "15 credits are missing" in shown
    assert answer.status_code == 422
    assert "This costs 20 credits and 5 are free." in answer.content.decode()


def test_words_that_somebody_else_changed_meanwhile_are_not_sent(page, project):
    make_version(project, "words of somebody else")

    answer = compose(page, project, text="my words", revision="7")

    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_the_price_follows_the_model(page, project, settings):
    settings.MUSICAPI_ERA = "2025-08"

    answer = page.get(
        reverse("generation:price_show", args=[project.pk]),
        {"model": "sonic-v4-5"},
        headers=HTMX,
    )

    assert "15 credits" in answer.content.decode()


def test_live_list_says_nothing_while_nothing_changes(page, project):
    queued_song(project)
    url = reverse("generation:live_list", args=[project.pk])
    first = page.get(url, headers=HTMX)
    mark = first.context["live_mark"]

    second = page.get(url, {"seen": mark}, headers=HTMX)

    assert "every 2s" in first.content.decode()
    assert second.status_code == 204


def test_live_list_asks_less_when_all_is_over_and_tells_the_page(page, project):
    job = queued_song(project)
    url = reverse("generation:live_list", args=[project.pk])
    mark = page.get(url, headers=HTMX).context["live_mark"]
    operations.cancel(job=job, now=timezone.now())

    answer = page.get(url, {"seen": mark}, headers=HTMX)

    assert "every 3s" in answer.content.decode()
    assert "clips-changed" in answer["HX-Trigger"]


def test_live_list_tells_of_a_job_that_came_and_went_between_two_looks(page, project):
    url = reverse("generation:live_list", args=[project.pk])
    mark = page.get(url, headers=HTMX).context["live_mark"]
    operations.cancel(job=queued_song(project), now=timezone.now())

    answer = page.get(url, {"seen": mark}, headers=HTMX)

    assert "clips-changed" in answer["HX-Trigger"]


def test_settled_list_shows_takes_with_what_they_cost(page, project):
    job = queued_song(project)
    Job.objects.filter(pk=job.pk).update(state=JobState.SUCCEEDED, due_at=None)
    clip = make_clip(project, ClipState.READY)
    JobOutput.objects.create(job=job, clip=clip, position=0)
    credits.charge(reference=job.reference, now=timezone.now())

    body = page.get(
        reverse("generation:settled_list", args=[project.pk]), headers=HTMX
    ).content.decode()

    assert f"clip-{clip.pk}" in body
    assert "20 credits" in body


@pytest.mark.parametrize("show", ["all", "running", "attention"])
def test_the_queue_has_the_same_number_of_queries_for_many_jobs(
    page, project, show, django_assert_num_queries
):
    url = reverse("generation:generation_list", args=[project.team.slug])
    jobs = [queued_song(project) for _ in range(2)]
    Job.objects.filter(pk=jobs[0].pk).update(state=JobState.FAILED, due_at=None)
    page.get(url, {"show": show})
    with django_assert_num_queries(12, exact=False) as few:
        page.get(url, {"show": show})

    for _ in range(10):
        again = queued_song(project)
        Job.objects.filter(pk=again.pk).update(state=JobState.FAILED, due_at=None)
        queued_song(project)
    with django_assert_num_queries(len(few.captured_queries)):
        page.get(url, {"show": show})


def test_the_queue_goes_on_where_a_page_ends(page, project):
    jobs = [queued_song(project) for _ in range(17)]
    url = reverse("generation:generation_list", args=[project.team.slug])

    first = page.get(url)
    second = page.get(url, {"before": str(first.context["more"])})

    shown = [g.job.pk for g in [*first.context["generations"], *second.context["generations"]]]
    assert shown == [job.pk for job in reversed(jobs)]
    assert page.get(url, {"before": "nonsense"}).status_code == 200


def test_generation_show_tells_what_was_asked_and_each_step(page, project):
    job = queued_song(project)

    body = page.get(reverse("generation:generation_show", args=[job.pk])).content.decode()

    assert "slow folk, brushed drums" in body
    assert "Queued" in body
    assert "20 credits" in body


def test_a_queued_generation_is_cancelled_from_its_page(page, project):
    job = queued_song(project)

    answer = page.post(reverse("generation:generation_cancel", args=[job.pk]))

    job.refresh_from_db()
    assert answer["Location"] == reverse("generation:generation_show", args=[job.pk])
    assert job.state == JobState.CANCELLED


def test_what_can_not_be_done_is_said_and_changes_nothing(page, project):
    job = queued_song(project)
    Job.objects.update(state=JobState.SUBMITTING)
    url = reverse("generation:generation_cancel", args=[job.pk])

    answer = page.post(url, {"back": "workspace"}, follow=True)

    assert "already on its way" in answer.content.decode()


@pytest.mark.parametrize("action", ["retry", "look", "settle"])
def test_every_act_answers_with_words_where_it_is_not_possible(page, project, action):
    job = queued_song(project)

    answer = page.post(reverse(f"generation:generation_{action}", args=[job.pk]), follow=True)

    assert answer.status_code == 200
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_wav_is_asked_for_from_the_clip(page, project):
    clip = make_clip(project, ClipState.READY)

    page.post(reverse("generation:wav_create", args=[clip.pk]))

    assert Job.objects.get().kind == "wav"


ACTS = ["cancel", "retry", "look"]


def urls(project, job):
    yield "get", reverse("generation:composer_show", args=[project.pk]), Role.PRODUCER
    yield "get", reverse("generation:price_show", args=[project.pk]), Role.PRODUCER
    yield "post", reverse("generation:work_create", args=[project.pk]), Role.PRODUCER
    yield "get", reverse("generation:live_list", args=[project.pk]), Role.LISTENER
    yield "get", reverse("generation:settled_list", args=[project.pk]), Role.LISTENER
    yield "get", reverse("generation:generation_show", args=[job.pk]), Role.LISTENER
    yield "get", reverse("generation:generation_list", args=[project.team.slug]), Role.LISTENER
    yield "get", reverse("generation:running_list", args=[project.team.slug]), Role.LISTENER
    for act in ACTS:
        yield "post", reverse(f"generation:generation_{act}", args=[job.pk]), Role.PRODUCER
    yield "post", reverse("generation:generation_settle", args=[job.pk]), Role.OWNER


def test_strangers_find_nothing(client, project):
    job = queued_song(project)
    client.force_login(make_user())

    answers = [getattr(client, verb)(url).status_code for verb, url, _ in urls(project, job)]

    assert set(answers) == {404}
    assert Job.objects.get().state == JobState.QUEUED


@pytest.mark.parametrize("role", [Role.PRODUCER, Role.REVIEWER, Role.LISTENER])
def test_roles_reach_as_far_as_they_should(client, project, role):
    job = queued_song(project)
    client.force_login(add_member(project.team, role))
    order = [Role.OWNER, Role.PRODUCER, Role.REVIEWER, Role.LISTENER]

    for verb, url, needed in urls(project, job):
        answer = getattr(client, verb)(url)

        refused = order.index(role) > order.index(needed)
        assert (answer.status_code == 403) == refused, url


def test_the_book_of_a_team_names_its_generations(page, project):
    job = queued_song(project)

    body = page.get(reverse("credits:credits_show", args=[project.team.slug])).content.decode()

    assert reverse("generation:generation_show", args=[job.pk]) in body
