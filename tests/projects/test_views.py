"""Songs over HTTP: begin, describe, put away, take out."""

from uuid import uuid4

import pytest
from django.urls import reverse

from apps.accounts.rights import Role
from apps.projects.models import Project
from tests.factories.accounts import add_member, make_team, make_user
from tests.factories.projects import NOON, project

pytestmark = pytest.mark.django_db
EVIL = "<script>alert('🎵')</script> שלום"


@pytest.fixture
def team():
    return make_team()


def sign_in(client, team, role=Role.PRODUCER):
    person = add_member(team, role)
    client.force_login(person)
    return person


def new_url(team):
    return reverse("projects:project_create", args=[team.slug])


def url(name, song):
    return reverse(f"projects:project_{name}", args=[song.pk])


def test_a_title_begins_a_song_and_leads_into_it(client, team):
    person = sign_in(client, team)

    answer = client.post(new_url(team), {"title": "Salt on the Window"})

    song = Project.objects.get()
    assert (song.title, song.created_by) == ("Salt on the Window", person)
    assert answer["Location"] == reverse("studio:workspace_show", args=[song.pk])


def test_the_form_asks_for_a_title_only(client, team):
    sign_in(client, team)

    page = client.get(new_url(team)).content.decode()
    form = page[page.index("<main") : page.index("</main>")]

    assert form.count('name="title"') == 1
    assert 'name="notes"' not in form


@pytest.mark.parametrize("title", ["", "  ", "x" * 121, "a\x00b"])
def test_a_bad_title_comes_back_as_it_was_typed(client, team, title):
    sign_in(client, team)

    answer = client.post(new_url(team), {"title": title})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert "The song is not started yet." in page
    assert title.strip() == "" or title.replace("\x00", "") in page.replace("\x00", "")
    assert not Project.objects.exists()


def test_a_fragment_comes_back_alone(client, team):
    sign_in(client, team)

    answer = client.post(new_url(team), {"title": ""}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LISTENER])
def test_only_producers_begin_songs(client, team, role):
    sign_in(client, team, role)

    assert client.post(new_url(team), {"title": "Salt"}).status_code == 403


def test_a_stranger_finds_no_team_to_begin_a_song_in(client, team):
    client.force_login(make_user())

    assert client.get(new_url(team)).status_code == 404


@pytest.mark.parametrize("name", ["edit", "archive", "restore"])
@pytest.mark.parametrize(("role", "status"), [(None, 404), (Role.REVIEWER, 403)])
def test_songs_are_changed_by_producers_only(client, team, name, role, status):
    song = project(team)
    if role:
        sign_in(client, team, role)
    else:
        client.force_login(make_user())

    assert client.post(url(name, song), {"title": "Mine"}).status_code == status
    song.refresh_from_db()
    assert song.title == "Salt on the Window"


def test_a_song_that_never_was_is_not_found(client, team):
    sign_in(client, team)

    answer = client.get(reverse("projects:project_edit", args=[uuid4()]))

    assert answer.status_code == 404


def test_describing_a_song_keeps_what_was_said(client, team):
    song = project(team)
    sign_in(client, team)

    answer = client.post(url("edit", song), {"title": "Salt", "status": "done", "notes": EVIL})

    song.refresh_from_db()
    assert (song.title, song.status, song.notes) == ("Salt", "done", EVIL)
    assert answer["Location"] == reverse("studio:workspace_show", args=[song.pk])


def test_what_was_said_is_shown_as_text(client, team):
    song = project(team, title=EVIL, notes=f"</textarea>{EVIL}")
    sign_in(client, team)

    page = client.get(url("edit", song)).content.decode()

    assert "<script>alert" not in page
    assert "</textarea><script" not in page
    assert "שלום" in page


@pytest.mark.parametrize(
    "bad",
    [
        {"title": "", "status": "done", "notes": "kept"},
        {"title": "Salt", "status": "lost", "notes": "kept"},
        {"title": "Salt", "status": "done", "notes": "kept" + "x" * 20_000},
    ],
)
def test_bad_input_changes_nothing_and_keeps_what_was_typed(client, team, bad):
    song = project(team)
    sign_in(client, team)

    answer = client.post(url("edit", song), bad)

    assert answer.status_code == 422
    assert bad["notes"] in answer.content.decode()
    song.refresh_from_db()
    assert (song.title, song.notes) == ("Salt on the Window", "")


def test_a_song_is_put_away_and_taken_out_again(client, team):
    song = project(team)
    sign_in(client, team)

    for _ in range(2):
        client.post(url("archive", song))
    away = Project.objects.open().count()
    for _ in range(2):
        client.post(url("restore", song))

    assert (away, Project.objects.open().count()) == (0, 1)


def test_the_settings_of_a_song_that_is_put_away_offer_the_way_back(client, team):
    song = project(team, archived_at=NOON)
    sign_in(client, team)

    page = client.get(url("edit", song)).content.decode()

    assert url("restore", song) in page
    assert url("archive", song) not in page


def test_key_and_tempo_are_kept(client, team):
    song = project(team)
    sign_in(client, team)

    client.post(
        url("edit", song),
        {"title": "Salt", "status": "working", "key": "D minor", "tempo_bpm": "92.5"},
    )

    song.refresh_from_db()
    assert (song.key, song.tempo_bpm) == ("D minor", 92.5)


@pytest.mark.parametrize(
    ("field", "value"),
    [("key", "H dur"), ("key", EVIL), ("tempo_bpm", "nan"), ("tempo_bpm", "1e9")],
)
def test_a_key_or_tempo_that_is_none_is_told_and_changes_nothing(client, team, field, value):
    song = project(team, title="Before")
    sign_in(client, team)

    answer = client.post(url("edit", song), {"title": "After", "status": "working", field: value})

    song.refresh_from_db()
    assert answer.status_code == 422
    assert (song.title, song.key, song.tempo_bpm) == ("Before", "", None)
