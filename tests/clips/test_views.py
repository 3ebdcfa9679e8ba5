"""A clip over HTTP: who may, and what its page tells."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.accounts.rights import Role
from apps.clips.models import Lineage, Rating
from apps.clips.states import ClipState
from tests.clips.visits import HTMX, sign_in, url
from tests.factories.accounts import make_user
from tests.factories.clips import clip as make_clip

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ACTIONS = ["rate", "like", "pick", "rename", "delete", "restore", "fetch"]
PAGE_QUERIES = 11
"""Session, person, clip, membership; what was heard; relatives (three), cost; teams; balance."""


# -- who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["show", "audio", "cover"])
def test_a_stranger_finds_nothing_to_look_at(client, take, name):
    client.force_login(make_user())

    assert client.get(url(name, take)).status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_a_stranger_finds_nothing_to_act_on(client, take, name):
    client.force_login(make_user())

    assert client.post(url(name, take)).status_code == 404


def test_a_clip_that_never_was_is_not_found(client, song):
    sign_in(client, song.team)

    assert client.get(reverse("clips:clip_show", args=[uuid4()])).status_code == 404


def test_somebody_signed_out_is_sent_to_sign_in(client, take):
    answer = client.get(url("show", take))

    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize("name", ["pick", "rename", "delete", "restore", "fetch"])
def test_a_reviewer_may_not_decide_about_takes(client, take, name):
    sign_in(client, take.team, Role.REVIEWER)

    assert client.post(url(name, take)).status_code == 403


def test_a_reviewer_may_not_take_files_away(client, take):
    sign_in(client, take.team, Role.REVIEWER)

    assert client.get(url("download", take, "mp3")).status_code == 403


def test_a_reviewer_may_rate(client, take):
    person = sign_in(client, take.team, Role.REVIEWER)

    client.post(url("rate", take), {"stars": 4}, headers=HTMX)

    assert Rating.objects.get(clip=take, user=person).stars == 4


@pytest.mark.parametrize("name", ["rate", "like"])
def test_a_listener_only_listens(client, take, name):
    sign_in(client, take.team, Role.LISTENER)

    assert client.post(url(name, take), {"stars": 4}).status_code == 403
    assert client.get(url("show", take)).status_code == 200


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_are_never_done_by_looking(client, take, name):
    sign_in(client, take.team)

    assert client.get(url(name, take)).status_code == 405


# -- the page --------------------------------------------------------------------------------------


def test_the_page_tells_all_that_is_known(client, song):
    take = make_clip(
        song,
        ClipState.READY,
        lyrics="[Chorus]\nThere is salt",
        request={"style_weight": 0.65, "make_instrumental": False, "lyrics": "no", "none": None},
        picked_at=NOW,
    )
    sign_in(client, song.team)

    page = client.get(url("show", take)).content.decode()

    for fact in ("There is salt", 'data-part="chorus"', "Picked", "-13.2", "44,100 Hz", "stereo"):
        assert fact in page
    for fact in ("ab" * 32, "Style weight", "0.65", "sonic-v5", "brushed drums", "1:32"):
        assert fact in page
    assert "Make instrumental" in page


def test_the_page_shows_where_a_clip_comes_from_and_what_became_of_it(client, song):
    parent, take, child = (make_clip(song, ClipState.READY, title=t) for t in ("Old", "It", "New"))
    Lineage.objects.create(parent=parent, child=take, operation="extend")
    Lineage.objects.create(parent=take, child=child, operation="cover")
    sign_in(client, song.team)

    page = client.get(url("show", take)).content.decode()

    assert "Old, take 1" in page
    assert "New, take 3" in page
    assert "Cover" in page


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (ClipState.COMPOSING, "The provider is composing"),
        (ClipState.ARCHIVING, "Our own copy is being stored"),
        (ClipState.FAILED, "This take could not be made"),
        (ClipState.BROKEN, "its file could not be kept"),
    ],
)
def test_every_state_says_what_is_going_on(client, song, state, says):
    take = make_clip(song, state, trouble="The words were refused.")
    sign_in(client, song.team)

    page = client.get(url("show", take)).content.decode()

    assert says in page
    assert ("The words were refused." in page) == (state in ("FAILED", "BROKEN"))


def test_a_deleted_clip_can_be_brought_back_on_its_page(client, song):
    take = make_clip(song, ClipState.READY, deleted_at=NOW)
    sign_in(client, song.team)

    page = client.get(url("show", take)).content.decode()

    assert "This take is deleted" in page
    assert url("restore", take) in page


def test_text_from_outside_is_shown_as_text(client, song):
    evil = "<script>alert('🎵')</script>"
    take = make_clip(
        song,
        ClipState.READY,
        title=evil,
        tags=f'{evil}" onload="x',
        lyrics=f"[{evil}]\n{evil} \u202eשלום",  # noqa: RUF001
        model=evil[:40],
        request={evil: evil},
    )
    sign_in(client, song.team)

    page = client.get(url("show", take)).content.decode()

    assert "<script>alert" not in page
    assert '" onload="x' not in page
    assert "שלום" in page


@pytest.mark.parametrize("relatives", [1, 15])
def test_the_page_takes_as_many_queries_for_many_relatives(
    client, song, relatives, django_assert_num_queries
):
    take = make_clip(song, ClipState.READY)
    for _ in range(relatives):
        child = make_clip(song, ClipState.READY)
        Lineage.objects.create(parent=take, child=child, operation="extend")
        Lineage.objects.create(parent=make_clip(song), child=take, operation="concat")
    sign_in(client, song.team)
    client.get(url("show", take))

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(url("show", take))


def test_the_measured_key_is_told_until_the_song_has_one_and_can_be_taken_over(client, take):
    sign_in(client, take.team)
    take.audio.musical_key = "F# minor"
    take.audio.save(update_fields=["musical_key"])
    settings = reverse("projects:project_edit", args=[take.project_id])

    page = client.get(url("show", take)).content.decode()
    form = client.get(settings, {"key": "F# minor"}).context["form"]

    assert "<b>F# minor</b> measured" in page
    assert f'href="{settings}?key=F%23%20minor"' in page
    assert form["key"].value() == "F# minor"
    take.project.key = "A minor"
    take.project.save(update_fields=["key"])
    page = client.get(url("show", take)).content.decode()
    assert "<b>A minor</b>" in page
    assert "?key=" not in page
    assert client.get(settings, {"key": "F# minor"}).context["form"]["key"].value() == "A minor"
