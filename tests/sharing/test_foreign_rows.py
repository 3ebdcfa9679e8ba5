"""Ids of another team's rows, typed into forms of one's own: they are as good as unknown ones."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.operations import instance_account
from apps.accounts.rights import Role
from apps.clips.models import Clip, Playlist
from apps.clips.states import ClipState
from apps.credits.models import Budget
from apps.generation.models import Job
from apps.personas import operations as personas
from apps.sharing.models import Ballot, ShareLink
from apps.stems.models import Mix
from tests.factories import clips, generation, stems
from tests.factories.accounts import make_team, make_user
from tests.factories.projects import project as make_project
from tests.sharing.test_links import TERMS, sign_in

pytestmark = pytest.mark.django_db
SECRET = "Nobody Else Knows This Song"


@pytest.fixture
def theirs():
    """Return a song of another team, with two takes."""
    found = make_project(make_team("Elsewhere", owner=make_user(name=SECRET)), title=SECRET)
    for _ in range(2):
        clips.clip(found, ClipState.READY)
    return found


@pytest.fixture
def page(client, song, take):
    clips.clip(song, ClipState.READY)
    sign_in(client, song)
    return client


def one_of(song):
    return Clip.objects.filter(project=song).first()


def test_a_ballot_and_a_comparison_are_about_takes_of_the_song(page, song, take, theirs):
    foreign = one_of(theirs)
    question = {"question": "Which?", "takes": [str(take.pk), str(foreign.pk)]}
    compare = reverse("sharing:comparison_share", args=[song.pk])

    asked = page.post(reverse("sharing:ballot_create", args=[song.pk]), question)
    page.post(f"{compare}?take={take.pk}&take={foreign.pk}", TERMS)

    assert asked.status_code == 422
    assert not Ballot.objects.exists()
    assert not ShareLink.objects.filter(compared=foreign).exists()


def test_a_playlist_takes_in_nothing_foreign(page, song, take, theirs):
    foreign, their_list = one_of(theirs), clips.playlist(theirs.team)
    slug = song.team.slug
    bulk = reverse("clips:clip_bulk", args=[slug])

    page.post(
        reverse("clips:playlist_save", args=[slug]), {"title": "Mine", "clip": str(foreign.pk)}
    )
    page.post(bulk, {"act": "playlist", "playlist": str(their_list.pk), "clip": str(take.pk)})
    page.post(bulk, {"act": "move", "to": str(theirs.pk), "clip": str(take.pk)})

    take.refresh_from_db()
    assert take.project == song
    assert not their_list.entries.exists()
    assert not Playlist.objects.filter(entries__clip=foreign).exists()


@pytest.mark.parametrize(
    ("operation", "field"),
    [("extend", "source"), ("cover", "source"), ("mashup", "other"), ("persona_song", "persona")],
)
def test_nothing_is_made_out_of_what_is_foreign(page, song, take, theirs, operation, field):
    persona = personas.keep(
        source=one_of(theirs),
        account=instance_account(),
        remote_id="p1",
        name=SECRET,
        description="",
        styles="",
        by=None,
        now=timezone.now(),
    )
    foreign = persona.pk if field == "persona" else one_of(theirs).pk
    wish = {"request_key": str(uuid4()), "operation": operation, "source": str(take.pk)}
    wish |= {
        "model": "sonic-v6",
        "mode": "own_lyrics",
        "lyrics": "la",
        "title": "x",
        "tags": "folk",
    }

    answer = page.post(
        reverse("generation:work_create", args=[song.pk]), {**wish, field: str(foreign)}
    )

    assert answer.status_code in (404, 422)
    assert SECRET not in answer.content.decode()
    assert not Job.objects.exists()


def test_the_key_of_a_foreign_request_leads_nowhere(page, song, theirs):
    foreign = generation.queued_song(theirs)
    wish = {"request_key": str(foreign.request_key), "again": str(foreign.pk), "operation": "song"}
    wish |= {"model": "sonic-v6", "mode": "description", "about": "rain", "title": "x"}

    answer = page.post(reverse("generation:work_create", args=[song.pk]), wish)

    assert SECRET not in answer.content.decode()
    assert list(Job.objects.filter(team=theirs.team)) == [foreign]
    assert not Job.objects.filter(team=song.team, retry_of=foreign).exists()


def test_a_mix_has_strips_of_its_own_stems_alone(page, take, theirs):
    own = stems.split(take, stems.part("Vocals"))
    foreign = stems.split(one_of(theirs), stems.part("Drums"), reference="job:2")
    stem, mix = foreign.stems.get(), foreign.mixes.create(name=SECRET)
    wish = {"name": "Mine", f"gain-{stem.pk}": "-6", f"mute-{stem.pk}": "on"}

    page.post(reverse("stems:mix_create", args=[own.pk]), wish)
    shown = page.get(f"{reverse('stems:set_show', args=[own.pk])}?mix={mix.pk}").content.decode()

    assert str(stem.pk) not in str(Mix.objects.get(stem_set=own).strips)
    assert SECRET not in shown


def test_a_budget_is_for_what_is_of_the_team(page, song, theirs):
    song.team.memberships.update(role=Role.OWNER)
    limit = {"period": "month", "limit": "10", "warn_percent": "80", "at_limit": "stop"}
    stranger = theirs.team.memberships.get().user
    save = reverse("credits:budget_save", args=[song.team.slug])

    answers = [
        page.post(save, {**limit, "subject": subject})
        for subject in (f"project:{theirs.pk}", f"person:{stranger.pk}")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not Budget.objects.exists()


def test_what_is_asked_for_in_an_address_shows_nothing_foreign(page, song, take, theirs):
    foreign, their_list = one_of(theirs), clips.playlist(theirs.team, title=SECRET)
    stranger = theirs.team.memberships.get().user
    library = reverse("studio:library_show", args=[song.team.slug])
    entries = reverse("credits:entry_list", args=[song.team.slug])
    asked = [
        f"{library}?project={theirs.pk}",
        f"{library}?playlist={their_list.pk}",
        f"{reverse('clips:take_compare', args=[song.pk])}?take={foreign.pk}&take={take.pk}",
        f"{reverse('sharing:pulse_show', args=[song.pk])}?take={foreign.pk}",
        f"{reverse('generation:recipe_list', args=[song.team.slug])}?for={theirs.pk}",
        f"{library}?person={stranger.pk}",
        f"{entries}?project={theirs.pk}",
        f"{entries}?person={stranger.pk}",
    ]

    bodies = {url: page.get(url, follow=True).content.decode() for url in asked}

    assert [url for url, body in bodies.items() if SECRET in body] == []
