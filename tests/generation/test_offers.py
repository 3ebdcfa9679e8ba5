"""What can be made of a take, as pages offer it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.operations import instance_account
from apps.clips.states import ClipState
from apps.generation.forms import FORMS
from apps.generation.kinds import KINDS, offers
from apps.generation.models import Job
from apps.generation.states import WITHOUT_TAKES
from apps.personas.models import Persona
from tests.factories.accounts import make_team
from tests.factories.clips import clip as make_clip
from tests.factories.projects import project as make_project

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def take(project):
    return make_clip(project, ClipState.READY)


@pytest.fixture
def page(client, project):
    client.force_login(project.team.memberships.get().user)
    return client


def composer(project, **query):
    return reverse("generation:composer_show", args=[project.pk], query=query)


def wish(take, operation, **fields):
    return {
        "request_key": "6ff9c7c8-23ab-4d5c-9f39-4f1f9a1f0d10",
        "operation": operation,
        "source": str(take.pk),
        "model": "sonic-v6",
        "mode": "own_lyrics",
        "lyrics": "la la la",
        "title": "More",
        "tags": "folk",
        **fields,
    }


def post(page, take, operation, **fields):
    url = reverse("generation:work_create", args=[take.project_id])
    return page.post(url, wish(take, operation, **fields), headers=HTMX)


def test_every_kind_of_a_menu_can_be_asked_for():
    assert {kind for kind in offers.OF_CLIPS if not offers.is_direct(kind)} <= set(FORMS)


def test_kinds_without_takes_are_known_as_such():
    takes = {kind for kind, module in KINDS.items() if hasattr(module.Spec, "lyric_version_id")}

    assert set(KINDS) - takes == WITHOUT_TAKES


def test_the_menu_names_prices_and_reasons(page, take):
    body = page.get(reverse("generation:offer_list", args=[take.pk])).content.decode()

    assert "Extend" in body
    assert "It is a whole song already." in body
    assert "15" in body


@pytest.mark.parametrize(
    ("engine", "kinds"),
    [
        ("sonic", {"extension", "cover", "section"}),
        ("riffusion", {"riffusion_extension", "riffusion_cover", "riffusion_section"}),
        ("producer", {"producer_extension", "producer_cover", "producer_section"}),
        ("studio", {"studio_extension"}),
    ],
)
def test_a_menu_shows_what_engines_have_in_common_once(take, engine, kinds):
    take.engine = engine

    menu = offers.offers_for(take, now=timezone.now())

    assert len({offer.name for offer in menu}) == len(menu)
    ours = {offer.kind for offer in menu if offer.name in {"Extend", "Cover", "Replace a section"}}
    assert kinds <= ours
    refused = {offer.kind for offer in menu if offer.kind in kinds and offer.refusal}
    assert refused == set()


def test_the_dates_of_the_catalogue_do_not_bind_a_provider_on_this_machine(take, settings):
    now = timezone.now()
    here = offers.Desk.of(take.team, now=now).withheld("studio_song")
    settings.MUSICAPI_BASE_URL = "https://api.example.net/v1"
    far = offers.Desk.of(take.team, now=now)

    assert here == ""
    assert "does not offer this" in far.withheld("studio_song")
    assert far.offer("studio_song", None).instead == "song"


def test_the_number_of_queries_of_a_menu_is_fixed(take, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        offers.offers_for(take, now=timezone.now())


def test_the_composer_of_an_extension_shows_its_source_and_begins_at_its_end(page, take):
    answer = page.get(composer(take.project, operation="extension", source=take.pk))

    body = answer.content.decode()
    assert f'data-play="{take.pk}"' in body
    assert 'value="92"' in body
    assert "15 credits" in body


@pytest.mark.parametrize("operation", sorted(kind for kind in FORMS if FORMS[kind].needs_source))
def test_a_source_must_be_a_clip_of_the_song(page, take, operation):
    elsewhere = make_clip(make_project(take.team), ClipState.READY, remote_id="other")
    foreign = make_clip(make_project(make_team("Foreign")), ClipState.READY, remote_id="foreign")

    for source in ("", "nonsense", elsewhere.pk, foreign.pk):
        url = composer(take.project, operation=operation, source=source)
        assert page.get(url).status_code == 404


def test_the_composer_without_a_source_offers_songs_with_prices(page, take):
    body = page.get(composer(take.project)).content.decode()

    assert "Song with a persona · 15" in body
    assert "New song · 20" in body


def test_without_a_persona_the_composer_says_where_they_come_from(page, take):
    body = page.get(composer(take.project, operation="persona_song")).content.decode()

    assert "There is no persona yet" in body


def test_a_persona_is_asked_for_and_waited_for_on_its_page(page, take):
    answer = post(page, take, "persona", name="Mara", start_s="3", end_s="20")

    job = Job.objects.get()
    assert "/personas/?known=0" in answer["HX-Location"]
    assert (job.title, job.price, job.spec["end_s"]) == ("Mara", 1, 20)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "required"),
        ({"end_s": "93"}, "ends at 92.4"),
        ({"start_s": "8", "end_s": "7"}, "must come after"),
    ],
)
def test_a_bad_persona_is_explained(page, take, fields, said):
    answer = post(page, take, "persona", **{"name": "Mara", **fields})

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_persona_sings_the_words_of_the_sheet(page, take):
    persona = Persona.objects.create(
        team=take.team, account=instance_account(), remote_id="p", name="Mara"
    )
    shown = page.get(composer(take.project, operation="persona_song", persona=persona.pk))

    answer = post(page, take, "persona_song", persona=str(persona.pk), text="la la la")

    assert f'value="{persona.pk}" selected' in shown.content.decode()
    assert answer.status_code == 200
    assert Job.objects.get().spec["remote_persona_id"] == "p"


def test_an_unknown_operation_is_not_found(page, take):
    assert page.get(composer(take.project, operation="alchemy")).status_code == 404


def test_an_extension_is_asked_for_from_the_composer(page, take):
    answer = post(page, take, "extension", continue_at_s="30.5")

    job = Job.objects.get()
    assert answer.status_code == 204
    assert reverse("studio:workspace_show", args=[take.project_id]) in answer["HX-Location"]
    assert (job.kind, job.operation, job.price) == ("extension", "extend", 15)
    assert job.spec["continue_at_s"] == 30.5


@pytest.mark.parametrize(
    ("second", "said"),
    [("92.5", "ends at 92.4 seconds"), ("0", "greater than or equal to 0.1"), ("", "required")],
)
def test_a_moment_outside_the_take_is_explained_beside_what_was_typed(page, take, second, said):
    answer = post(page, take, "extension", continue_at_s=second, negative_tags="kept as typed")

    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert "kept as typed" in body
    assert not Job.objects.exists()


def test_an_upload_is_extended_as_one(page, take):
    take.operation = "upload"
    take.save()

    post(page, take, "extension", continue_at_s="3")

    assert Job.objects.get().spec["source_is_upload"] is True


def test_a_cover_is_asked_for_from_the_composer(page, take):
    answer = post(page, take, "cover", weighted="on", audio_weight="80")

    assert answer.status_code == 204
    assert Job.objects.get().spec["audio_weight"] == 0.8


def test_a_whole_song_is_asked_for_with_one_press(page, take):
    take.operation = "extend"
    take.save()
    url = reverse("generation:offer_take", args=[take.pk, "concat"])

    answers = [page.post(url) for _ in range(2)]

    job = Job.objects.get()
    assert (job.kind, job.price) == ("concat", 2)
    assert answers[0]["Location"] == reverse("studio:workspace_show", args=[take.project_id])


def test_what_can_not_be_made_is_said_on_the_clip(page, take):
    url = reverse("generation:offer_take", args=[take.pk, "concat"])

    answer = page.post(url, follow=True)

    assert "It is a whole song already." in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("kind", ["alchemy", "song", "extension"])
def test_only_what_leaves_no_choice_is_asked_for_directly(page, take, kind):
    assert page.post(reverse("generation:offer_take", args=[take.pk, kind])).status_code == 404


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("10", "93", "ends at 92.4 seconds"),
        ("10", "10", "must come after"),
        ("-1", "5", "greater than or equal to 0"),
        ("x", "5", "Enter a number"),
    ],
)
def test_a_section_outside_the_take_is_explained(page, take, start, end, said):
    answer = post(page, take, "section", start_s=start, end_s=end, section_lyrics="kept as typed")

    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert "kept as typed" in body
    assert not Job.objects.exists()


def test_a_section_is_replaced_from_the_composer(page, take):
    answer = post(page, take, "section", start_s="10", end_s="20", section_lyrics="new words")

    assert answer.status_code == 204
    assert Job.objects.get().spec["section_lyrics"] == "new words"


def test_a_mashup_offers_the_other_takes_of_the_team_and_takes_one(page, take):
    other = make_clip(make_project(take.team), ClipState.READY, remote_id="other", title="Other")
    foreign = make_clip(make_project(make_team("Foreign")), ClipState.READY, remote_id="foreign")

    shown = page.get(composer(take.project, operation="mashup", source=take.pk)).content.decode()
    refused = post(page, take, "mashup", other=str(foreign.pk))
    taken = post(page, take, "mashup", other=str(other.pk))

    assert "Other, take 1" in shown
    assert str(foreign.pk) not in shown
    assert (refused.status_code, taken.status_code) == (422, 204)
    assert Job.objects.get().spec["other_remote_clip_id"] == "other"
