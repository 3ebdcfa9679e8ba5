"""Home, workspace, songs, library: who may, what they show, how many queries they take."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.accounts.rights import Role
from apps.clips.models import Hearing
from apps.clips.selectors import Wish, library
from apps.clips.states import ClipState
from apps.studio.selectors import pages
from apps.studio.views import errors
from tests.factories.accounts import add_member, make_team, make_user
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.factories.lyrics import WORDS, version
from tests.factories.projects import NOON, project

pytestmark = pytest.mark.django_db
EVIL = "<script>alert('🎵')</script> שלום"
SHELL = 5
"""Queries of every page of a team: session, person, place, places, one for the balance."""
HOME = SHELL + 5
"""What is on its way, takes, songs and their cost, and teams that ask the reader in."""
LIBRARY = SHELL + 7
"""The takes, first their ids; and songs, people, labels, playlists and personas to choose from."""
SONGS = SHELL + 2


@pytest.fixture
def team():
    return make_team()


def sign_in(client, team, role=Role.PRODUCER):
    person = add_member(team, role)
    client.force_login(person)
    return person


def page_of(client, name, *args, **query):
    return client.get(reverse(f"studio:{name}", args=args), query).content.decode()


def fill(team, count):
    for number in range(count):
        song = project(team, title=f"Song {number}", created_at=NOON + timedelta(hours=number))
        version(song)
        make_clip(song, ClipState.READY, lyrics=WORDS, remote_id=f"r{number}")


# -- start and home --------------------------------------------------------------------------------


def test_the_root_leads_to_the_home_of_ones_own_team(client):
    person = make_user(name="Ada")
    client.force_login(person)

    answer = client.get("/")

    assert answer["Location"] == "/teams/ada/"


def test_the_root_leads_back_to_the_team_that_was_looked_at_last(client, team):
    make_team("Earlier", owner=sign_in(client, team))
    client.get(reverse("studio:home_show", args=[team.slug]))

    assert client.get("/")["Location"] == reverse("studio:home_show", args=[team.slug])


@pytest.mark.parametrize("answer", [errors.error_500, errors.offline_show])
def test_pages_that_cannot_know_the_choice_follow_the_system_s_colours(answer, rf):
    assert 'data-theme="auto"' in answer(rf.get("/")).content.decode()


def test_strangers_see_it_dark_until_they_choose(client):
    assert 'data-theme="dark"' in client.get(reverse("account_login")).content.decode()


def test_somebody_signed_out_is_asked_to_sign_in(client):
    assert reverse("account_login") in client.get("/")["Location"]


@pytest.mark.parametrize("name", ["home_show", "project_list", "library_show"])
def test_a_stranger_finds_no_team(client, team, name):
    client.force_login(make_user())

    assert client.get(reverse(f"studio:{name}", args=[team.slug])).status_code == 404


def test_an_empty_home_offers_the_one_next_step(client, team):
    sign_in(client, team)

    page = page_of(client, "home_show", team.slug)

    assert "Start a song" in page
    assert page.count(reverse("projects:project_create", args=[team.slug])) == 1


def test_an_empty_home_offers_a_listener_nothing_that_is_refused(client, team):
    sign_in(client, team, Role.LISTENER)

    page = page_of(client, "home_show", team.slug)

    assert "No songs yet" in page
    assert reverse("projects:project_create", args=[team.slug]) not in page


def test_home_shows_songs_with_covers_and_the_newest_takes(client, team):
    fill(team, 2)
    project(team, title="Put away", archived_at=NOON)
    make_clip(project(make_team(), title="Not ours"), ClipState.READY, title="Not ours")
    sign_in(client, team, Role.LISTENER)

    page = page_of(client, "home_show", team.slug)

    assert "<ms-cover" in page
    assert "1 take ·" in page
    assert "Song 1, take 1" in page
    assert page.index("Song 1</a>") < page.index("Song 0</a>")
    assert "Put away" not in page
    assert "Not ours" not in page


def test_what_people_typed_is_shown_as_text(client, team):
    song = project(team, title=EVIL)
    version(song, EVIL)
    make_clip(song, ClipState.READY, tags=EVIL, title=EVIL)
    sign_in(client, team)

    for page in (
        page_of(client, "home_show", team.slug),
        page_of(client, "library_show", team.slug),
        page_of(client, "project_list", team.slug),
        page_of(client, "workspace_show", song.pk),
    ):
        assert "<script>alert" not in page
        assert "שלום" in page


@pytest.mark.parametrize(
    ("name", "queries"), [("home_show", HOME), ("library_show", LIBRARY), ("project_list", SONGS)]
)
@pytest.mark.parametrize("count", [3, 30])
def test_more_rows_do_not_mean_more_queries(
    client, team, name, queries, count, django_assert_num_queries
):
    fill(team, count)
    sign_in(client, team)
    client.get(reverse(f"studio:{name}", args=[team.slug]))

    with django_assert_num_queries(queries):
        client.get(reverse(f"studio:{name}", args=[team.slug]))


# -- the workspace ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [(None, 404), (Role.LISTENER, 200)])
def test_a_song_is_open_to_its_team_only(client, team, role, status):
    song = project(team)
    if role:
        sign_in(client, team, role)
    else:
        client.force_login(make_user())

    answer = client.get(reverse("studio:workspace_show", args=[song.pk]))

    assert answer.status_code == status


def test_a_song_that_never_was_is_not_found(client, team):
    sign_in(client, team)

    assert client.get(reverse("studio:workspace_show", args=[uuid4()])).status_code == 404


def test_a_new_song_begins_with_an_empty_page_to_write_on(client, team):
    song = project(team)
    sign_in(client, team)

    page = page_of(client, "workspace_show", song.pk)

    assert 'id="words-text"' in page
    assert 'id="tab-lyrics" aria-controls="lyrics" aria-selected="true"' in page


def test_a_song_with_words_opens_to_read(client, team):
    song = project(team)
    version(song)
    sign_in(client, team)

    page = page_of(client, "workspace_show", song.pk)

    assert '<textarea class="sheet-write"' not in page
    assert "The tide has been writing" in page
    assert 'id="tab-takes" aria-controls="takes" aria-selected="true"' in page


def test_a_producer_sees_the_composer_and_a_reviewer_does_not(client, team):
    song = project(team)
    sign_in(client, team)
    for_producer = page_of(client, "workspace_show", song.pk)
    sign_in(client, team, Role.REVIEWER)
    for_reviewer = page_of(client, "workspace_show", song.pk)

    assert "composer-form" in for_producer
    assert "composer-form" not in for_reviewer
    assert reverse("projects:project_edit", args=[song.pk]) not in for_reviewer


def test_a_song_that_is_put_away_says_so(client, team):
    song = project(team, archived_at=NOON)
    sign_in(client, team, Role.LISTENER)

    assert "This song is put away." in page_of(client, "workspace_show", song.pk)


@pytest.mark.parametrize(("role", "status"), [(None, 404), (Role.LISTENER, 200)])
def test_the_line_of_facts_follows_the_takes(client, team, role, status):
    song = project(team, key="D minor", tempo_bpm=92)
    make_clip(song, ClipState.READY)
    if role:
        sign_in(client, team, role)
    else:
        client.force_login(make_user())

    answer = client.get(reverse("studio:facts_show", args=[song.pk]))

    assert answer.status_code == status
    facts = ("<b>D minor</b>", "<b>92</b> bpm", "<b>1</b> take<")
    assert all(fact in answer.content.decode() for fact in facts) == (status == 200)


def measured(song, key="", tempo_bpm=None, **fields):
    audio = stored_asset(musical_key=key)
    take = make_clip(song, ClipState.READY, audio=audio, remote_id=f"m{audio.pk}", **fields)
    if tempo_bpm:
        Hearing.objects.create(clip=take, tempo_bpm=tempo_bpm, created_at=NOON)
    return take


def test_what_was_measured_of_the_picked_take_is_the_song_s_with_one_press(client, team):
    song = project(team)
    measured(song, "B minor", 92.5, picked_at=NOON)
    measured(song, "D major", 120.0)
    sign_in(client, team)
    offered = page_of(client, "workspace_show", song.pk)
    address = reverse("studio:facts_fill", args=[song.pk])

    answer = client.post(address, {"key": "B minor"}, headers={"HX-Request": "true"})
    plain = client.post(address, {"tempo_bpm": "92.5"})
    song.refresh_from_db()

    assert "Use B minor" in offered
    assert "Use 92.5 bpm" in offered
    assert "<b>B minor</b>" in answer.content.decode()
    assert "Use B minor" not in answer.content.decode()
    assert "Use 92.5 bpm" in answer.content.decode()
    assert plain.url == reverse("studio:workspace_show", args=[song.pk])
    assert (song.key, song.tempo_bpm) == ("B minor", 92.5)


def test_without_a_pick_the_newest_take_is_asked(client, team):
    song = project(team, tempo_bpm=92)
    measured(song, "B minor", 120.0)
    measured(song, "D major", 96.0)
    sign_in(client, team)

    page = page_of(client, "facts_show", song.pk)

    assert "Use D major" in page
    assert "Use 96 bpm" not in page


@pytest.mark.parametrize("said", [{"key": "B minor"}, {"tempo_bpm": "120"}, {"key": "H dur"}, {}])
def test_what_somebody_said_stays(client, team, said):
    song = project(team, key="A minor", tempo_bpm=80)
    measured(song, "B minor", 120.0)
    sign_in(client, team)

    client.post(reverse("studio:facts_fill", args=[song.pk]), said)
    song.refresh_from_db()

    assert (song.key, song.tempo_bpm) == ("A minor", 80)
    assert "Use " not in page_of(client, "facts_show", song.pk)


def test_who_may_not_say_it_is_not_asked(client, team):
    song = project(team)
    measured(song, "B minor")
    sign_in(client, team, Role.REVIEWER)

    assert "Use B minor" not in page_of(client, "facts_show", song.pk)
    answer = client.post(reverse("studio:facts_fill", args=[song.pk]), {"key": "B minor"})
    assert answer.status_code == 403


# -- lists -----------------------------------------------------------------------------------------


def test_songs_that_are_put_away_are_listed_apart(client, team):
    project(team, title="At the desk")
    project(team, title="In the drawer", archived_at=NOON)
    sign_in(client, team)

    at_work = page_of(client, "project_list", team.slug)
    away = page_of(client, "project_list", team.slug, archived=1)

    assert "At the desk" in at_work
    assert "In the drawer" not in at_work
    assert "In the drawer" in away
    assert "At the desk" not in away


@pytest.mark.parametrize("query", [{}, {"archived": 1}])
def test_an_empty_list_of_songs_says_what_belongs_there(client, team, query):
    sign_in(client, team)

    assert 'class="empty"' in page_of(client, "project_list", team.slug, **query)


def test_an_empty_library_says_what_belongs_there(client, team):
    sign_in(client, team)

    assert "No takes yet" in page_of(client, "library_show", team.slug)


def test_the_library_leaves_deleted_takes_out(client, team):
    make_clip(project(team), ClipState.READY, title="Gone", deleted_at=NOON)
    sign_in(client, team)

    assert "Gone" not in page_of(client, "library_show", team.slug)


def walk(read):
    """Read all pages of a list from the first to the last."""
    found, after = [], ""
    while after is not None:
        page = read(after)
        found += page.rows
        after = page.next
    return found


def test_pages_of_the_library_hold_every_take_once_even_if_made_at_the_same_moment(team):
    song = project(team)
    made = [make_clip(song, ClipState.FAILED, created_at=NOON) for _ in range(120)]
    reader = team.memberships.get().user

    found = walk(lambda after: library(team, reader, Wish(), after=after))

    assert [take.clip.pk for take in found] == [clip.pk for clip in reversed(made)]


def test_pages_of_songs_hold_every_song_once(team):
    made = [project(team, created_at=NOON + timedelta(seconds=n // 7)) for n in range(100)]

    found = walk(lambda after: pages.songs(team, archived=False, after=after))

    assert [song.project for song in found] == list(reversed(made))


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "2026-01-01~x",
        "2026-01-01~" + "0" * 32,
        "~",
        "2026-13-01T00:00:00+00:00~" + "0" * 32,
        "9999-12-31T23:59:59-23:59~" + "0" * 32,
    ],
)
def test_a_page_mark_that_means_nothing_begins_at_the_beginning(client, team, after):
    fill(team, 1)
    sign_in(client, team)

    assert "Song 0" in page_of(client, "library_show", team.slug, after=after)
    assert "Song 0" in page_of(client, "project_list", team.slug, after=after)


def test_a_long_list_leads_on(client, team):
    song = project(team)
    for _ in range(51):
        make_clip(song, ClipState.FAILED)
    for _ in range(49):
        project(team)
    sign_in(client, team)

    assert "Older takes" in page_of(client, "library_show", team.slug)
    assert "Older songs" in page_of(client, "project_list", team.slug)
