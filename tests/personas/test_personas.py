"""Personas: made from a take, listed with what they sang."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.operations import instance_account
from apps.accounts.rights import Role
from apps.clips.states import ClipState
from apps.personas import operations, selectors
from apps.personas.models import Persona
from tests.factories.accounts import add_member, make_team, make_user
from tests.factories.clips import clip as make_clip
from tests.factories.projects import project as make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def persona_of(team, name="Mara", remote_id=None):
    source = make_clip(make_project(team), ClipState.READY, remote_id=str(uuid4()))
    return operations.keep(
        source=source,
        account=instance_account(),
        remote_id=remote_id or str(uuid4()),
        name=name,
        description="low and close",
        styles="folk",
        by=None,
        now=timezone.now(),
    )


def page_of(team):
    return reverse("personas:persona_list", args=[team.slug])


def test_a_persona_is_kept_once(team):
    first = persona_of(team, remote_id="p1")

    second = persona_of(team, name="Another name", remote_id="p1")

    assert first == second
    assert Persona.objects.get().name == "Mara"


def test_the_page_shows_personas_with_their_sources_and_songs(client, team):
    persona = persona_of(team)
    song = make_clip(make_project(team, title="Sung"), ClipState.READY, remote_id="s", title="Sung")
    for _ in range(2):
        operations.sang(persona=persona, clips=[song])
    client.force_login(team.memberships.get().user)

    body = client.get(page_of(team)).content.decode()

    assert "Mara" in body
    assert f"clip-{persona.source_id}" in body
    assert body.count(f'id="clip-{song.pk}"') == 1
    assert f"operation=persona_song&amp;persona={persona.pk}" in body


def test_markup_in_a_name_stays_text(client, team):
    persona_of(team, name="<script>alert(1)</script>")
    client.force_login(team.memberships.get().user)

    assert "<script>alert" not in client.get(page_of(team)).content.decode()


@pytest.mark.parametrize(
    ("known", "asks"), [("1", True), ("0", False), ("x", False), ("²", False), ("", False)]
)
def test_the_page_asks_again_until_the_awaited_persona_is_there(client, team, known, asks):
    persona_of(team)
    client.force_login(team.memberships.get().user)

    body = client.get(page_of(team), {"known": known}).content.decode()

    assert ("every 2s" in body) is asks


def test_more_personas_mean_no_more_queries(team, django_assert_num_queries):
    reader = team.memberships.get().user
    for _ in range(6):
        operations.sang(persona=persona_of(team), clips=[make_clip(make_project(team))])

    with django_assert_num_queries(3):
        personas = selectors.personas_of(team, reader)
        assert [len(persona.songs.all()) for persona in personas] == [1] * 6


def test_strangers_find_nothing_and_listeners_make_nothing(client, team):
    persona_of(team)
    client.force_login(make_user())
    assert client.get(page_of(team)).status_code == 404

    client.force_login(add_member(team, Role.LISTENER))
    body = client.get(page_of(team)).content.decode()

    assert "Mara" in body
    assert "Sing with it" not in body


def test_personas_of_others_do_not_sing_here(team):
    persona_of(make_team("Foreign"))

    assert list(selectors.personas_for(team, instance_account())) == []
