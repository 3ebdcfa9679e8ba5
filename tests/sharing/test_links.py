"""Share links over HTTP: what members make of them and what guests get."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.rights import Role
from apps.clips.states import ClipState
from apps.sharing import access, operations
from apps.sharing.models import ShareLink, digest_of
from tests.factories import clips
from tests.factories.accounts import add_member
from tests.factories.sharing import share_link
from tests.sharing.conftest import SOUND

pytestmark = pytest.mark.django_db
TERMS = {"recipient": "Mira", "days": "7", "password": "", "may_download": "on"}
PAGE_QUERIES = 4
"""The link with its song; the takes; two for the words of a song."""


def door(name, link, *more):
    return reverse(f"sharing:share_{name}", args=[link.token, *more])


def sign_in(client, song, role=Role.PRODUCER):
    person = add_member(song.team, role)
    client.force_login(person)
    return person


def whole(answer):
    """Read a file to its end, which also closes it."""
    answer.sound = b"".join(answer.streaming_content) if answer.streaming else b""
    return answer


def heard(client, link, clip, visit="visit-0001", **headers):
    return whole(client.get(door("audio", link, clip.pk), {"visit": visit}, **headers))


# -- Making -------------------------------------------------------------------------------------


def test_a_producer_makes_a_link_that_opens_for_anybody(client, song, take):
    sign_in(client, song)
    page = reverse("sharing:clip_share", args=[take.pk])

    answer = client.post(page, TERMS, follow=True)
    address = re.search(r'value="(http[^"]+/s/[^"]+)"', answer.content.decode())[1]
    client.logout()
    opened = client.get(address.removeprefix("http://127.0.0.1:8000"))

    assert opened.status_code == 200
    assert "There is salt on the window" in opened.content.decode()
    assert "for Mira" in opened.content.decode()


def test_the_table_holds_nothing_that_opens_a_page(song, take):
    link = share_link(song, take, password="rosebud")

    row = ShareLink.objects.filter(pk=link.pk).values().get()

    assert link.token not in str(row)
    assert "rosebud" not in str(row)
    assert row["token_digest"] == digest_of(link.token)


def test_an_address_that_cannot_be_made_anew_is_not_shown(client, song, take, settings):
    link = share_link(song, take)
    token = link.token
    sign_in(client, song)

    settings.SECRET_KEY = "another one, long enough for nobody to guess it"
    opened = client.get(reverse("sharing:share_show", args=[token]))
    client.force_login(song.team.memberships.first().user)
    listed = client.get(reverse("sharing:clip_share", args=[take.pk]))

    assert opened.status_code == 200
    assert "its address cannot be shown any more" in listed.content.decode()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"recipient": "x" * 81}, "80 characters"),
        ({"days": "-5"}, "-5"),
        ({"days": ""}, "required"),
        ({"password": "abc"}, "4 characters"),
        ({"password": "x" * 129}, "128 characters"),
    ],
)
def test_bad_terms_make_no_link_and_what_was_typed_stays(client, song, take, typed, why):
    sign_in(client, song)

    answer = client.post(reverse("sharing:clip_share", args=[take.pk]), {**TERMS, **typed})

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert f'value="{typed.get("recipient", "Mira")}"' in answer.content.decode()
    assert not ShareLink.objects.exists()


def test_a_deleted_take_is_not_shared(client, song, take):
    sign_in(client, song)
    clips_now = {"deleted_at": timezone.now()}
    type(take).objects.filter(pk=take.pk).update(**clips_now)

    answer = client.post(reverse("sharing:clip_share", args=[take.pk]), TERMS)

    assert answer.status_code == 422
    assert "This take is deleted." in answer.content.decode()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LISTENER])
def test_who_may_not_download_may_not_share(client, song, take, role):
    link = share_link(song, take)
    sign_in(client, song, role)

    answers = [
        client.get(reverse("sharing:clip_share", args=[take.pk])).status_code,
        client.post(reverse("sharing:project_share", args=[song.pk]), TERMS).status_code,
        client.post(reverse("sharing:link_revoke", args=[link.pk])).status_code,
    ]

    assert answers == [403, 403, 403]


def test_html_in_names_stays_text(client, song, take):
    type(take).objects.filter(pk=take.pk).update(title="<b>Salt</b>", lyrics="<script>x</script>")
    link = share_link(song, take, recipient="<img src=x>")

    page = client.get(door("show", link)).content.decode()

    assert "<b>Salt" not in page
    assert "<img src=x>" not in page
    assert "<script>x" not in page


# -- Ending -------------------------------------------------------------------------------------


def test_a_revoked_link_opens_nothing_and_twice_is_once(client, song, take):
    link = share_link(song, take)
    sign_in(client, song)
    revoke = reverse("sharing:link_revoke", args=[link.pk])

    statuses = [client.post(revoke).status_code for _ in range(2)]
    opened = client.get(door("show", link))

    assert statuses == [302, 302]
    assert opened.status_code == 410
    assert "This link has ended" in opened.content.decode()
    assert "Salt" not in opened.content.decode()
    assert heard(client, link, take).status_code == 410


def test_a_link_ends_by_itself(client, song, take):
    link = share_link(song, take, days=7, now=timezone.now() - timedelta(days=7, seconds=1))

    assert client.get(door("show", link)).status_code == 410
    assert heard(client, link, take).status_code == 410


def test_a_link_to_a_deleted_take_opens_nothing_until_the_take_is_back(client, song, take):
    link = share_link(song, take)
    type(take).objects.filter(pk=take.pk).update(deleted_at=timezone.now())

    gone = client.get(door("show", link)).status_code
    type(take).objects.filter(pk=take.pk).update(deleted_at=None)

    assert (gone, client.get(door("show", link)).status_code) == (410, 200)


def test_a_song_link_shows_every_take_that_plays_and_no_deleted_one(client, song, take):
    clips.clip(song, ClipState.READY, title="Second")
    clips.clip(song, ClipState.READY, title="Thrown away", deleted_at=timezone.now())
    clips.clip(song, ClipState.COMPOSING, title="Not there yet")
    link = share_link(song)

    page = client.get(door("show", link)).content.decode()

    assert "Second, take 2" in page
    assert "Thrown away" not in page
    assert "Not there yet" not in page


def test_a_link_opens_no_take_but_its_own(client, song, take):
    other = clips.clip(song, ClipState.READY)
    link = share_link(song, take)

    assert heard(client, link, other).status_code == 404


def test_more_takes_are_not_more_queries(client, song, take, django_assert_num_queries):
    link = share_link(song)
    for _ in range(5):
        clips.clip(song, ClipState.READY)

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(door("show", link))


# -- Listening ----------------------------------------------------------------------------------


@pytest.mark.profile_free
def test_the_sound_comes_in_ranges_and_a_page_counts_once(client, song, take):
    link = share_link(song, take)

    first = heard(client, link, take)
    part = heard(client, link, take, HTTP_RANGE="bytes=9-")
    heard(client, link, take, "visit-0002")
    client.head(door("audio", link, take.pk), {"visit": "visit-0003"})
    heard(client, link, take, "")
    link.refresh_from_db()

    assert first.sound == SOUND
    assert part.status_code == 206
    assert link.plays == 2


@pytest.mark.profile_free
def test_only_a_link_that_allows_it_gives_files_and_they_are_counted(client, song, take):
    closed, opened = share_link(song, take), share_link(song, take, may_download=True)

    refused = client.get(door("download", closed, take.pk, "mp3")).status_code
    given = whole(client.get(door("download", opened, take.pk, "mp3")))
    missing = client.get(door("download", opened, take.pk, "wav")).status_code
    senseless = client.get(door("download", opened, take.pk, "exe")).status_code
    opened.refresh_from_db()

    assert (refused, missing, senseless) == (404, 404, 404)
    assert given["Content-Disposition"].startswith("attachment")
    assert opened.downloads == 1


@pytest.mark.team
def test_a_guest_is_sent_to_the_bucket_and_counted(client, song, take):
    link = share_link(song, take)

    answer = heard(client, link, take)
    link.refresh_from_db()

    assert answer.status_code == 302
    assert str(take.pk) in answer["Location"]
    assert link.plays == 1


# -- Passwords and guessing ---------------------------------------------------------------------


@pytest.mark.profile_free
def test_a_password_stands_before_everything(client, song, take):
    link = share_link(song, take, password="rosebud", may_download=True)
    names = [("show",), ("audio", take.pk), ("download", take.pk, "mp3"), ("cover",), ("embed",)]

    closed = [client.get(door(name, link, *more)) for name, *more in names]
    wrong = client.post(door("unlock", link), {"password": "rosebuds"})
    client.post(door("unlock", link), {"password": "rosebud"})
    opened = [whole(client.get(door(name, link, *more))).status_code for name, *more in names]

    assert [answer.status_code for answer in closed] == [403] * 5
    assert not any(b"Salt on" in answer.content for answer in closed)
    assert wrong.status_code == 422
    assert b"This is not the password" in wrong.content
    assert opened == [200] * 5


def test_a_pass_opens_only_the_link_it_was_given_for(client, song, take):
    links = [share_link(song, take, password="rosebud") for _ in range(2)]
    client.post(door("unlock", links[0]), {"password": "rosebud"})
    given = client.cookies[access.PASS_COOKIE]

    client.cookies[access.PASS_COOKIE]["path"] = "/"
    other = client.get(door("show", links[1]))

    assert given["httponly"]
    assert other.status_code == 403


def test_guessed_passwords_are_slowed_down_even_the_right_one(client, song, take):
    link = share_link(song, take, password="rosebud")

    wrong = [client.post(door("unlock", link), {"password": f"{n:04}"}) for n in range(10)]
    right = client.post(door("unlock", link), {"password": "rosebud"})
    elsewhere = client.post(
        door("unlock", link), {"password": "rosebud"}, REMOTE_ADDR="198.51.100.7"
    )

    assert {answer.status_code for answer in wrong} == {422}
    assert right.status_code == 429
    assert elsewhere.status_code == 302


def test_a_password_for_a_link_without_one_is_wrong(client, song, take):
    link = share_link(song, take)

    assert client.post(door("unlock", link), {"password": "rosebud"}).status_code == 422
    assert client.post(door("unlock", link), {"password": ""}).status_code == 422
    assert client.post(door("unlock", link), {"password": "x" * 5000}).status_code == 422


def test_guessed_tokens_are_not_found_and_then_not_looked_up(
    client, song, take, django_assert_num_queries
):
    link = share_link(song, take)
    guess = reverse("sharing:share_show", args=["A" * 43])

    first = [client.get(guess).status_code for _ in range(access.GUESSES)]
    with django_assert_num_queries(0):
        after = client.get(door("show", link))
    elsewhere = client.get(door("show", link), REMOTE_ADDR="198.51.100.7")

    assert set(first) == {404}
    assert after.status_code == 429
    assert elsewhere.status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 44, "%00" * 3, "'; drop table"])
def test_senseless_tokens_are_not_found(client, db, token):
    assert client.get(f"/s/{token}/").status_code == 404


# -- Other sites --------------------------------------------------------------------------------


def test_the_page_carries_a_card_and_is_kept_out_of_search(client, song, take):
    link = share_link(song, take)

    answer = client.get(door("show", link))
    page = answer.content.decode()
    picture = client.get(door("cover", link))

    assert '<meta property="og:title" content="Salt on the Window">' in page
    assert door("cover", link) in page
    assert answer["X-Robots-Tag"] == "noindex"
    assert picture.content.startswith(b"\x89PNG")
    assert picture["Content-Type"] == "image/png"


def test_only_the_embedded_player_may_stand_in_other_pages(client, song, take):
    link = share_link(song, take)

    page, player = client.get(door("show", link)), client.get(door("embed", link))

    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in player
    assert "frame-ancestors *" in player["Content-Security-Policy"]


def oembed(client, link, **more):
    return client.get(reverse("sharing:oembed_show"), {"url": link.address, **more})


def test_oembed_tells_how_to_embed(client, song, take):
    answer = oembed(client, share_link(song, take), format="json", maxwidth="300")

    told = json.loads(answer.content)
    assert (told["version"], told["type"], told["width"]) == ("1.0", "rich", 300)
    assert "/embed/" in told["html"]
    assert told["title"] == "Salt on the Window"


def test_oembed_says_nothing_of_what_is_not_open(client, song, take):
    locked, over = share_link(song, take, password="rosebud"), share_link(song, take)
    operations.revoke(link=over, now=timezone.now())
    page = reverse("sharing:oembed_show")

    assert oembed(client, locked).status_code == 401
    assert oembed(client, over).status_code == 401
    assert oembed(client, share_link(song, take), format="xml").status_code == 501
    assert client.get(page).status_code == 404
    assert client.get(page, {"url": "https://example.com/s/x/"}).status_code == 404
    assert client.get(page, {"url": "http://127.0.0.1:8000/clips/"}).status_code == 404


def test_the_page_needs_no_scripts_and_is_small(client, song, take):
    link = share_link(song, take, may_download=True)

    page = client.get(door("show", link)).content.decode()

    assert "<audio controls" in page
    assert "htmx" not in page
    assert len(page) < 60_000
