"""The queue in the order that people want, what is withheld, variants, recipes, another try."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from apps import musicapi
from apps.accounts.operations import instance_account
from apps.archive.signals import asset_settled
from apps.archive.states import AssetState
from apps.clips.models import Rating
from apps.clips.states import ClipState
from apps.generation import operations, selectors
from apps.generation.kinds import offers
from apps.generation.models import Absence, Job, JobOutput, Recipe
from apps.generation.states import JobState, Trouble
from tests.factories.accounts import make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.factories.generation import queued_song
from tests.support.provider import Provider

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SONG = {
    "mode": "own_lyrics",
    "model": "sonic-v6",
    "text": "la la la",
    "title": "Quay",
    "tags": "folk",
}


@pytest.fixture
def provider(settings):
    settings.WEBHOOKS = False
    settings.MUSICAPI_CREATE_INTERVAL_S = 0
    provider = Provider()
    provider.api.sonic_create.side_effect = lambda _: musicapi.Submission(
        str(uuid4()), musicapi.Engine.SONIC
    )
    return provider


@pytest.fixture
def page(client, project):
    client.force_login(project.team.memberships.get().user)
    return client


def post(page, project, operation="song", **fields):
    url = reverse("generation:work_create", args=[project.pk])
    data = {"request_key": uuid4(), "operation": operation, **SONG, **fields}
    return page.post(url, data, headers=HTMX)


def composer(project, **query):
    return reverse("generation:composer_show", args=[project.pk], query=query)


def sent_titles(provider):
    return [call[0][0].title for call in provider.api.sonic_create.call_args_list]


def test_a_person_decides_what_leaves_first(provider, crew, page, project):
    jobs = [queued_song(project, title=title) for title in "ABCD"]
    for job, to in ((jobs[3], "first"), (jobs[1], "later"), (jobs[0], "last")):
        answer = page.post(reverse("generation:generation_place", args=[job.pk]), {"to": to})
        assert answer.status_code == 302

    for _ in range(8):
        provider.work(crew)
        crew.skip(seconds=1)

    assert sent_titles(provider) == ["D", "C", "B", "A"]


def test_work_that_waits_for_the_provider_holds_up_nobody(provider, crew, project):
    stuck = queued_song(project, title="stuck")
    Job.objects.filter(pk=stuck.pk).update(
        attempts=2, trouble_code=Trouble.BUSY, due_at=crew.clock().replace(year=2100)
    )
    queued_song(project, title="free")

    provider.work(crew)

    assert sent_titles(provider) == ["free"]


def test_what_left_has_no_place_in_the_queue(provider, crew, page, project):
    job = queued_song(project)
    provider.work(crew)

    url = reverse("generation:generation_place", args=[job.pk])
    said = page.post(url, {"to": "first"}, follow=True).content.decode()

    assert "already on its way" in said
    assert page.post(url, {"to": "sideways"}).status_code == 422


@pytest.mark.parametrize(
    "error",
    [
        musicapi.EngineRetired("gone", reason="no more personas", status=410),
        musicapi.EngineRetired("not now", reason="no more personas", status=503),
    ],
)
def test_what_the_provider_withholds_is_remembered_and_the_nearest_is_offered(
    provider, crew, page, project, error
):
    provider.says(riffusion_create=error)
    form = {"model": "FUZZ-1.1", "title": "Quay"}
    post(page, project, "riffusion", **form)
    provider.work(crew)
    body = page.get(composer(project, operation="riffusion")).content.decode()
    again = post(page, project, "riffusion", **form)

    job = Job.objects.get()
    assert (job.state, job.trouble_code) == (JobState.FAILED, Trouble.ENGINE_GONE)
    assert "withheld this a while ago" in body
    assert "Nearest to it" in body
    assert again.status_code == 422
    assert "no more personas" in Absence.objects.get().words


def test_what_was_withheld_may_be_asked_for_again_and_is_forgotten_after_a_day(
    provider, crew, page, project
):
    account = instance_account()
    said = {"engine": "sonic", "operation": "mashup", "seen_at": timezone.now()}
    Absence.objects.create(account=account, **said)
    before = offers.Desk.of(project.team, now=timezone.now()).withheld("mashup")
    crew.skip(hours=25)
    later = offers.Desk.of(project.team, now=crew.clock()).withheld("mashup")
    page.post(reverse("generation:offer_again", args=[project.pk, "mashup"]))

    assert before
    assert later == ""
    assert not Absence.objects.exists()
    assert page.post(reverse("generation:offer_again", args=[project.pk, "x"])).status_code == 404


def test_work_that_is_taken_ends_the_memory_of_its_absence(provider, crew, project):
    said = {"engine": "sonic", "operation": "create"}
    old = timezone.now().replace(year=2025)
    Absence.objects.create(account=instance_account(), seen_at=old, **said)
    queued_song(project)

    provider.work(crew)

    assert not Absence.objects.exists()


def test_variants_are_jobs_of_their_own_from_one_click(page, project):
    key = uuid4()
    for _ in range(2):
        post(page, project, variants="3", request_key=key)

    assert Job.objects.count() == 3
    assert len({job.request_key for job in Job.objects.all()}) == 3


def test_variants_that_the_balance_does_not_cover_leave_nothing(provider, page, project):
    provider.api.get_credits.return_value = musicapi.Balance(Decimal(45), Decimal(0))
    operations.sample_balances(connect=provider.connect, clock=timezone.now)

    answer = post(page, project, variants="3")

    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_the_price_is_that_of_all_variants(page, project):
    url = reverse("generation:price_show", args=[project.pk])
    query = {"operation": "song", "model": "sonic-v6", "variants": "3"}

    body = page.get(url, query, headers=HTMX).content.decode()

    assert "60 credits" in body
    assert "3 \u00d7 2 takes" in body


def test_a_recipe_keeps_choices_and_counts_what_it_yielded(provider, crew, page, project):
    url = reverse("generation:recipe_create", args=[project.pk])
    key = {"request_key": uuid4(), "operation": "song"}
    for tags in ("jazz", "slow folk"):
        page.post(url, {**key, **SONG, "tags": tags, "voice": "none", "recipe_name": " Hush "})
    recipe = Recipe.objects.get()
    begun = page.get(composer(project, recipe=recipe.pk)).content.decode()
    post(page, project, recipe=recipe.pk)
    job = Job.objects.get()
    clip = make_clip(project, ClipState.READY)
    JobOutput.objects.create(job=job, clip=clip, position=0)
    Rating.objects.create(clip=clip, user=project.team.memberships.get().user, liked=True)
    provider.work(crew)

    (yielded,) = selectors.recipes_of(project.team)
    listed = page.get(reverse("generation:recipe_list", args=[project.team.slug]))
    assert (recipe.name, recipe.spec["tags"]) == ("Hush", "slow folk")
    assert "title" not in recipe.spec
    assert 'value="slow folk"' in begun
    assert job.recipe == recipe
    assert (yielded.kept, yielded.spent, yielded.per_take) == (1, 20, 20)
    assert "1 kept take for 20 credits" in listed.content.decode()


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_recipe_needs_a_name(page, project, name):
    url = reverse("generation:recipe_create", args=[project.pk])
    data = {"request_key": uuid4(), "operation": "song", **SONG, "recipe_name": name}

    said = page.post(url, data, follow=True).content.decode()

    assert "Give the recipe a name" in said
    assert not Recipe.objects.exists()


def test_a_recipe_is_removed_by_its_team_alone(page, client, project):
    foreign = Recipe.objects.create(team=make_team("Elsewhere"), name="x", kind="song", spec={})
    own = Recipe.objects.create(team=project.team, name="x", kind="song", spec={})
    remove = {
        recipe: reverse("generation:recipe_delete", args=[project.team.slug, recipe.pk])
        for recipe in (foreign, own)
    }

    answers = [page.post(remove[recipe]).status_code for recipe in (foreign, own, own)]

    assert answers == [404, 302, 404]


def test_a_failed_generation_is_tried_again_with_other_input(provider, crew, page, project):
    provider.says(sonic_create=musicapi.Rejected("no", reason="not that word"))
    job = queued_song(project, style_weight=0.3, instrumental=True, lyrics="")
    provider.work(crew)
    url = composer(project, operation="song", again=job.pk)
    begun = page.get(url).content.decode()
    post(page, project, again=job.pk, tags="slower folk")
    post(page, project, again=job.pk, tags="even slower folk")

    retries = list(Job.objects.exclude(pk=job.pk).order_by("created_at"))
    assert 'value="slow folk, brushed drums"' in begun
    assert 'value="30"' in begun
    assert [one.retry_of for one in retries] == [job, None]
    assert retries[0].spec["tags"] == "slower folk"


def test_styles_are_suggested_from_what_the_team_used(page, project):
    make_clip(project, ClipState.READY, tags="brushed drums, breathy")

    groups = dict(selectors.styles_for(project.team))

    assert groups["Used here"] == ["brushed drums", "breathy"]
    assert "guitar" in groups["Instruments"]
    assert 'data-adds="breathy"' in page.get(composer(project)).content.decode()


def test_work_whose_every_file_is_no_good_is_booked_as_charged_without_audio(
    provider, crew, page, project
):
    job = queued_song(project)
    provider.work(crew)
    Job.objects.update(state=JobState.SUCCEEDED, due_at=None)
    clips = [make_clip(project, ClipState.READY), make_clip(project, ClipState.READY)]
    for position, clip in enumerate(clips):
        JobOutput.objects.create(job=job, clip=clip, position=position)

    def settle(clip, state):
        type(clip.audio).objects.filter(pk=clip.audio_id).update(state=state, trouble="Silence.")
        asset_settled.send(sender=None, asset_id=clip.audio_id)
        job.refresh_from_db()
        return job.trouble_code

    said = [settle(clips[0], AssetState.BROKEN), settle(clips[1], AssetState.LOST)]
    listed = page.get(
        reverse("generation:generation_list", args=[project.team.slug]), {"show": "attention"}
    )

    assert said == ["", Trouble.NO_AUDIO]
    assert job.trouble == "Charged, no usable audio. Silence."
    assert "Charged, no usable audio" in listed.content.decode()
    type(clips[0]).objects.filter(pk=clips[0].pk).update(audio=stored_asset())
    clips[0].refresh_from_db()
    asset_settled.send(sender=None, asset_id=clips[0].audio_id)
    job.refresh_from_db()
    assert job.trouble == ""
