"""Playlists: what is on them and in what order, what leaves and comes back, who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.rights import Role
from apps.clips import operations, selectors
from apps.clips.models import Clip, Playlist, PlaylistEntry
from apps.clips.selectors import playlists
from apps.clips.states import ClipState
from apps.core.events import Event
from tests.factories.accounts import add_member, make_team, make_user
from tests.factories.clips import NOON
from tests.factories.clips import clip as make_clip
from tests.factories.projects import project

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
EVIL = "<script>alert('🎵')</script> שלום"


@pytest.fixture
def song():
    return project(make_team())


@pytest.fixture
def takes(song):
    words = "[Verse]\nThe tide has been writing\n[Chorus]\nStay"
    return [make_clip(song, ClipState.READY, lyrics=words, remote_id=f"take{n}") for n in range(4)]


@pytest.fixture
def playlist(song, takes):
    made = operations.begin_playlist(team=song.team, title="For the car", by=None, now=NOON)
    operations.add_to_playlist(playlist=made, clip_ids=[take.pk for take in takes], now=NOON)
    return made


@pytest.fixture
def producer(client, song):
    person = add_member(song.team, Role.PRODUCER)
    client.force_login(person)
    return person


def send(client, act, playlist, clip, to=None, headers=None):
    address = reverse(f"clips:playlist_{act}", args=[playlist.pk, clip.pk])
    return client.post(address, {} if to is None else {"to": to}, headers=headers)


def order(playlist):
    return list(selectors.entries_of(playlist, make_user()))


# -- what is on it ---------------------------------------------------------------------------------


def test_takes_go_to_a_playlist_once_in_the_order_given(client, song, takes, producer):
    address = reverse("clips:clip_bulk", args=[song.team.slug])
    chosen = {"act": "playlist", "playlist": "For the car"}

    client.post(address, {**chosen, "clip": [takes[1].pk, takes[0].pk]})
    client.post(address, {**chosen, "clip": [takes[0].pk]})

    assert order(Playlist.objects.get()) == [takes[1], takes[0]]


def test_a_playlist_is_begun_renamed_and_deleted_and_its_takes_stay(client, song, takes, producer):
    client.post(reverse("clips:playlist_list", args=[song.team.slug]), {"title": EVIL[:40]})
    playlist = Playlist.objects.get()
    operations.add_to_playlist(playlist=playlist, clip_ids=[takes[0].pk], now=NOON)
    page = reverse("clips:playlist_show", args=[playlist.pk])

    assert client.post(page, {"title": ""}).status_code == 422
    client.post(page, {"title": "Order of the record"})
    listed = client.get(reverse("clips:playlist_list", args=[song.team.slug])).content.decode()
    client.post(reverse("clips:playlist_delete", args=[playlist.pk]))

    assert "Order of the record" in listed
    assert not Playlist.objects.exists()
    assert Clip.objects.filter(pk=takes[0].pk).exists()


def test_what_the_player_has_before_it_becomes_a_playlist(client, song, takes, producer):
    address = reverse("clips:playlist_save", args=[song.team.slug])

    client.post(address, {"title": "Today", "clip": [takes[0].pk]})

    assert PlaylistEntry.objects.get().clip == takes[0]


def test_a_deleted_take_is_in_no_playlist_until_it_is_back(song, takes, playlist):
    gone = [takes[1].pk]
    operations.delete_clips(team=song.team, clip_ids=gone, now=NOON)

    assert order(playlist) == [takes[0], takes[2], takes[3]]
    operations.restore_clips(team=song.team, clip_ids=gone)
    assert order(playlist) == takes


# -- its order -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moved", "to", "expected"),
    [(3, 0, [3, 0, 1, 2]), (0, 2, [1, 2, 0, 3]), (1, 9, [0, 2, 3, 1]), (2, 2, [0, 1, 2, 3])],
)
def test_a_take_gets_the_place_that_was_asked_for(
    client, takes, playlist, producer, moved, to, expected
):
    answer = send(client, "move", playlist, takes[moved], to)

    assert answer.url == reverse("clips:playlist_show", args=[playlist.pk])
    assert order(playlist) == [takes[at] for at in expected]


def test_places_are_counted_without_deleted_takes(song, takes, playlist):
    operations.delete_clips(team=song.team, clip_ids=[takes[0].pk, takes[2].pk], now=NOON)

    operations.move_in_playlist(playlist=playlist, clip=takes[3], to=0)
    assert order(playlist) == [takes[3], takes[1]]
    assert operations.drop_from_playlist(playlist=playlist, clip=takes[1]) == 1


@pytest.mark.parametrize("to", ["", "-1", "first", "10001"])
def test_a_place_that_is_none_changes_nothing(client, takes, playlist, producer, to):
    send(client, "move", playlist, takes[1], to)

    assert order(playlist) == takes


# -- out and back ----------------------------------------------------------------------------------


def test_a_take_leaves_and_comes_back_to_its_place(client, takes, playlist, producer):
    gone = send(client, "drop", playlist, takes[1], headers=HTMX)
    assert order(playlist) == [takes[0], takes[2], takes[3]]

    back = send(client, "return", playlist, takes[1], 1, headers=HTMX)

    assert "Put it back" in gone.content.decode()
    assert 'name="to" value="1"' in gone.content.decode()
    assert gone["HX-Trigger"] == back["HX-Trigger"] == Event.PLAYLIST_CHANGED
    assert f'id="entry-{takes[1].pk}"' in back.content.decode()
    assert order(playlist) == takes


def test_twice_out_and_twice_back_is_once(client, takes, playlist, producer):
    for _ in range(2):
        send(client, "drop", playlist, takes[3])
    assert order(playlist) == takes[:3]

    for _ in range(2):
        send(client, "return", playlist, takes[3], 3)

    assert order(playlist) == takes
    send(client, "move", playlist, make_clip(takes[0].project, ClipState.READY), 0)
    assert order(playlist) == takes


def test_without_scripts_the_page_offers_to_put_it_back(client, takes, playlist, producer):
    answer = send(client, "drop", playlist, takes[2])
    page = client.get(answer.url).content.decode()
    plain = client.get(send(client, "return", playlist, takes[2], 2).url).content.decode()

    assert "is out of the playlist" in page
    assert "is out of the playlist" not in plain
    assert order(playlist) == takes


def test_a_full_playlist_takes_nothing_back_and_says_so(
    client, takes, playlist, producer, monkeypatch
):
    send(client, "drop", playlist, takes[0])
    monkeypatch.setattr("apps.clips.operations.shelf.PLAYLIST_LIMIT", 3)

    answer = send(client, "return", playlist, takes[0], 0, headers=HTMX)

    assert "A playlist holds 3 takes." in answer.content.decode()
    assert order(playlist) == takes[1:]


def test_htmx_gets_the_facts_alone(client, takes, playlist, producer):
    answer = client.get(reverse("clips:playlist_show", args=[playlist.pk]), headers=HTMX)

    assert answer.content.decode().strip().startswith('<p class="facts')
    assert b"<b>4</b> takes" in answer.content


# -- who, and how much -----------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["move", "drop", "return"])
def test_takes_of_strangers_and_deleted_ones_are_not_there(
    client, song, takes, playlist, producer, act
):
    foreign = make_clip(project(make_team("Strangers")), ClipState.READY)
    operations.delete(clip=takes[0], now=NOON)

    assert send(client, act, playlist, foreign, 0).status_code == 404
    assert send(client, act, playlist, takes[0], 0).status_code == 404
    assert PlaylistEntry.objects.filter(playlist=playlist).count() == 4


def test_a_listener_hears_it_and_changes_nothing(client, song, takes, playlist):
    client.force_login(add_member(song.team, Role.LISTENER))
    page = client.get(reverse("clips:playlist_show", args=[playlist.pk])).content.decode()

    assert send(client, "drop", playlist, takes[0]).status_code == 403
    assert "data-play-all" in page
    assert "data-grip" not in page


def test_playlists_are_listed_with_cover_and_length_page_by_page(
    client, song, takes, playlist, producer, monkeypatch
):
    monkeypatch.setattr(playlists, "PLAYLISTS_A_PAGE", 2)
    operations.delete_clips(team=song.team, clip_ids=[takes[0].pk], now=NOON)
    for number in range(2):
        operations.begin_playlist(team=song.team, title=f"Empty {number}", by=None, now=NOON)

    first = selectors.shelf_of(song.team, after="")
    last = selectors.shelf_of(song.team, after=first.next)
    found = {sleeve.playlist.title: sleeve for sleeve in [*first.sleeves, *last.sleeves]}

    assert (len(first.sleeves), len(last.sleeves), last.next) == (2, 1, None)
    assert found["For the car"].takes == 3
    assert found["For the car"].length_s == pytest.approx(3 * takes[1].duration_s)
    assert found["For the car"].art.form == "V4 C4"
    assert found["For the car"].art == selectors.cover_of(playlist, order(playlist))
    assert (found["Empty 0"].takes, found["Empty 0"].length_s) == (0, 0)
    page = client.get(reverse("clips:playlist_list", args=[song.team.slug])).content.decode()
    assert page.count("<ms-cover") == 2 + 1  # that of the player
    assert "Older playlists" in page


def test_more_takes_do_not_mean_more_queries(client, song, takes, playlist, producer):
    page = reverse("clips:playlist_show", args=[playlist.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    more = [make_clip(song, ClipState.READY, remote_id=f"more{n}").pk for n in range(6)]
    operations.add_to_playlist(playlist=playlist, clip_ids=more, now=NOON)

    with CaptureQueriesContext(connection) as many:
        client.get(page)

    assert len(many) == len(few)
