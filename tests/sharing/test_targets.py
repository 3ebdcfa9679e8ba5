"""What a link may lead to besides a take and a song: playlists, takes heard against one another."""

import json
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts.rights import Role
from apps.clips import operations as clip_operations
from apps.clips.states import ClipState
from apps.sharing import operations, selectors
from apps.sharing.models import ShareLink
from tests.factories import clips
from tests.factories.accounts import add_member, make_team
from tests.factories.projects import project
from tests.factories.sharing import comment, share_link
from tests.sharing.test_links import TERMS, door, heard, oembed, sign_in, whole

pytestmark = pytest.mark.django_db
PLAYLIST_QUERIES = 2
"""The link with its playlist; the takes with their songs."""
PAGE_BYTES = 55_000
"""What is left of 150 kB after style sheets and scripts; a browser weighs them all together."""


@pytest.fixture
def others(song):
    """Return two more takes: one of the same song, one of another song of the team."""
    elsewhere = project(song.team, title="Harbour")
    return [
        clips.clip(song, ClipState.READY),
        clips.clip(elsewhere, ClipState.READY, lyrics="[Verse]\nBoats go out"),
    ]


@pytest.fixture
def playlist(song, take, others):
    found = clips.playlist(song.team)
    order = [others[1].pk, take.pk]
    clip_operations.add_to_playlist(playlist=found, clip_ids=order, now=timezone.now())
    return found


@pytest.fixture
def listed(playlist):
    aim = selectors.aim_at_playlist(playlist)
    return share_link(None, aim=aim, may_download=True, may_comment=True)


@pytest.fixture
def compared(song, take, others):
    aim = selectors.aim_at_comparison(song, [take, others[0]])
    return share_link(song, aim=aim, may_download=True, may_comment=True)


def test_a_producer_shares_a_playlist_that_plays_in_its_order(client, song, playlist):
    sign_in(client, song)
    page = reverse("sharing:playlist_share", args=[playlist.pk])

    made = client.post(page, TERMS, follow=True).content.decode()
    client.logout()
    address = re.search(r'value="http://[^/"]+(/s/[^"]+)"', made)[1]
    opened = client.get(address).content.decode()

    assert "For the car" in made
    assert '<meta property="og:type" content="music.playlist">' in opened
    assert opened.index("Harbour, take 1") < opened.index("Salt on the Window, take 1")
    assert "Boats go out" in opened
    assert opened.count("<audio controls") == 2


def test_a_playlist_is_heard_as_it_is_now(client, song, take, others, playlist, listed):
    clip_operations.take_from_playlist(playlist=playlist, clip_ids=[take.pk])
    type(take).objects.filter(pk=others[1].pk).update(deleted_at=timezone.now())

    page = client.get(door("show", listed)).content.decode()

    assert heard(client, listed, take).status_code == 404
    assert heard(client, listed, others[1]).status_code == 404
    assert "There is nothing to hear yet" in page
    assert client.get(door("cover", listed)).status_code == 200


def test_a_playlist_lets_hear_nothing_of_another_team(client, playlist, listed):
    foreign = clips.clip(project(make_team("Elsewhere")), ClipState.READY)
    playlist.entries.create(clip=foreign, position=9)

    assert heard(client, listed, foreign).status_code == 404


def test_a_link_to_a_deleted_playlist_has_ended(client, song, playlist, listed):
    clip_operations.delete_playlist(playlist=playlist)
    sign_in(client, song)

    opened = [client.get(door("show", listed)), client.get(door("embed", listed))]
    revoked = client.post(reverse("sharing:link_revoke", args=[listed.pk]))
    activity = client.get(reverse("sharing:team_activity", args=[song.team.slug]))

    assert [answer.status_code for answer in opened] == [410, 410]
    assert revoked["Location"] == reverse("clips:playlist_list", args=[song.team.slug])
    assert "A playlist that is gone" in activity.content.decode()


def test_a_long_playlist_costs_no_more_queries_and_stays_small(
    client, song, playlist, listed, django_assert_num_queries
):
    ids = [clips.clip(song, ClipState.READY, lyrics="La la la\n" * 30).pk for _ in range(70)]
    clip_operations.add_to_playlist(playlist=playlist, clip_ids=ids, now=timezone.now())

    said = client.get(door("show", listed)).content
    ShareLink.objects.filter(pk=listed.pk).update(may_comment=False)
    with django_assert_num_queries(PLAYLIST_QUERIES):
        pages = [client.get(door("show", listed)).content]
    while following := re.search(rb'<ms-more><a class="button" href="([^"]+)">', pages[-1]):
        pages.append(client.get(door("show", listed) + following[1].decode()).content)
    heard_of = re.findall(rb"<audio controls[^>]+/audio/([^/]+)/", b"".join(pages))

    assert len(heard_of) == len(set(heard_of)) == 60
    assert max(map(len, [said, *pages])) < PAGE_BYTES
    assert len(client.get(door("embed", listed)).content) < PAGE_BYTES


def test_what_is_said_of_a_take_far_down_the_list_leads_back_to_it(client, song, playlist, listed):
    ids = [clips.clip(song, ClipState.READY).pk for _ in range(10)]
    clip_operations.add_to_playlist(playlist=playlist, clip_ids=ids, now=timezone.now())
    last = ids[-1]

    said = client.post(door("comment", listed, last), {"name": "Mira", "text": "Here"})
    refused = client.post(door("comment", listed, last), {"name": "", "text": "Nameless"})
    followed = client.get(f"{door('follow', listed)}?seen=")

    assert said["Location"].endswith(f"?page=2#comments-{last}")
    assert f'id="comments-{last}"' in client.get(said["Location"]).content.decode()
    assert (refused.status_code, b"Nameless" in refused.content) == (422, True)
    assert f"said-{last}" in followed.content.decode()
    assert client.get(door("show", listed) + "?page=zero").status_code == 200


def test_plays_downloads_and_comments_of_a_playlist_are_the_links(client, take, listed):
    heard(client, listed, take)
    whole(client.get(door("download", listed, take.pk, "mp3")))
    said = {"name": "Mira", "text": "This one <b>first</b>"}
    client.post(door("comment", listed, take.pk), said)
    listed.refresh_from_db()

    assert (listed.plays, listed.downloads) == (1, 1)
    assert "This one &lt;b&gt;first" in client.get(door("show", listed)).content.decode()


def test_a_playlist_may_have_a_password_and_is_embedded_as_a_list(client, playlist, listed):
    locked = share_link(None, aim=selectors.aim_at_playlist(playlist), password="salt")

    told = json.loads(oembed(client, listed).content)
    player = client.get(door("embed", listed)).content

    assert told["height"] == 420
    assert player.count(b"<ms-listen") == 2
    assert client.get(door("show", locked)).status_code == 403
    assert oembed(client, locked).status_code == 401


def test_a_producer_shares_the_takes_that_were_chosen(client, song, take, others):
    third = clips.clip(song, ClipState.READY)
    sign_in(client, song)
    page = reverse("sharing:comparison_share", args=[song.pk])

    made = client.post(f"{page}?take={take.pk}&take={third.pk}", TERMS, follow=True)
    link = ShareLink.objects.get()
    opened = client.get(door("show", link)).content.decode()

    assert "Salt on the Window, take 1, Salt on the Window, take 3" in made.content.decode()
    assert "<ms-compare" in opened
    assert opened.count("<audio") == 2
    assert heard(client, link, others[0]).status_code == 404


def test_hearing_a_comparison_is_one_play(client, take, others, compared):
    for clip in (take, others[0]):
        heard(client, compared, clip)
    heard(client, compared, take, "visit-0002")
    compared.refresh_from_db()

    assert compared.plays == 2


def test_a_comparison_ends_with_its_last_take(client, take, others, compared):
    rows = type(take).objects
    rows.filter(pk=take.pk).update(deleted_at=timezone.now())
    one = client.get(door("show", compared))
    rows.filter(pk=others[0].pk).update(deleted_at=timezone.now())
    none = client.get(door("show", compared))

    assert "<ms-listen" in one.content.decode()
    assert none.status_code == 410


def test_fewer_than_two_takes_are_no_comparison(client, song, take):
    sign_in(client, song)

    answer = client.post(reverse("sharing:comparison_share", args=[song.pk]), TERMS)

    assert answer.status_code == 422
    assert "Choose two to four takes" in answer.content.decode()
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LISTENER])
def test_keys_to_share_and_to_ask_are_for_those_who_may(client, song, take, others, playlist, role):
    comment(take)
    pages = [
        reverse("clips:playlist_show", args=[playlist.pk]),
        reverse("clips:take_compare", args=[song.pk]),
        reverse("clips:clip_show", args=[take.pk]),
        reverse("sharing:ballot_list", args=[song.pk]),
        reverse("sharing:thread_list", args=[take.pk]),
    ]

    def seen(person):
        client.force_login(person)
        return [client.get(page).content.decode() for page in pages]

    *shared, ballots, said = seen(add_member(song.team, role))
    *shared_by_producer, asked_by_producer, _ = seen(add_member(song.team, Role.PRODUCER))

    assert not any("Share " in page and "/links/" in page for page in shared)
    assert all("/links/" in page for page in shared_by_producer)
    assert "Open the ballot" not in ballots
    assert "Open the ballot" in asked_by_producer
    assert ("Resolve" in said) is (role == Role.REVIEWER)


def test_a_link_leads_to_exactly_one_thing(song, take, playlist):
    by = song.team.memberships.first().user
    row = {"team": song.team, "created_by": by}
    wrong = [
        {"kind": "TAKE", "project": song},
        {"kind": "SONG", "project": song, "clip": take},
        {"kind": "SONG"},
        {"kind": "PLAYLIST", "project": song, "playlist": playlist},
    ]

    for number, columns in enumerate(wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            ShareLink.objects.create(**row, **columns, token_digest=str(number))


def test_a_comparison_of_five_is_refused_before_anything_is_made(song, take):
    five = [clips.clip(song, ClipState.READY) for _ in range(5)]

    with pytest.raises(operations.NothingToShareError):
        share_link(song, aim=selectors.aim_at_comparison(song, five))

    assert not ShareLink.objects.exists()
