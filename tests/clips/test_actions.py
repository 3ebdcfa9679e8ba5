"""What people do with a take over HTTP, and what is kept when the input is bad."""

from datetime import UTC, datetime

import pytest

from apps.archive.states import AssetState
from apps.clips.models import Clip, Rating
from apps.clips.states import ClipState
from tests.clips.visits import HTMX, sign_in, url
from tests.factories.clips import clip as make_clip
from tests.factories.clips import rating, stored_asset

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_rating_answers_with_the_marks_alone(client, take):
    sign_in(client, take.team)

    answer = client.post(url("rate", take), {"stars": 3}, headers=HTMX)

    html = answer.content.decode()
    assert f'id="marks-{take.pk}"' in html
    assert 'value="3" checked' in html
    assert "<html" not in html
    assert f'id="clip-{take.pk}"' not in html
    assert "HX-Request" in answer["Vary"]


def test_rating_without_scripts_goes_back_to_the_take(client, take):
    sign_in(client, take.team)

    answer = client.post(url("rate", take), {"stars": 3})

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/projects/{take.project_id}/#clip-{take.pk}")


@pytest.mark.parametrize("stars", ["6", "0", "many", "1.5"])
def test_bad_stars_change_nothing(client, take, stars):
    person = sign_in(client, take.team)
    rating(take, person, stars=2)

    answer = client.post(url("rate", take), {"stars": stars}, headers=HTMX)

    assert answer.status_code == 422
    assert "one to five stars" in answer.content.decode()
    assert Rating.objects.get().stars == 2


def test_no_stars_take_the_rating_back(client, take):
    person = sign_in(client, take.team)
    rating(take, person, stars=2)

    client.post(url("rate", take), headers=HTMX)

    assert Rating.objects.get().stars is None


def test_a_like_says_where_the_switch_shall_stand(client, take):
    sign_in(client, take.team)

    for _ in range(2):
        client.post(url("like", take), {"on": "1"}, headers=HTMX)
    on = Rating.objects.get().liked
    client.post(url("like", take), headers=HTMX)

    assert (on, Rating.objects.get().liked) == (True, False)


def test_picking_tells_the_page_that_takes_changed(client, take):
    sign_in(client, take.team)

    answer = client.post(url("pick", take), {"on": "1"}, headers=HTMX)

    assert "clips-changed" in answer["HX-Trigger"]
    assert Clip.objects.get(picked_at__isnull=False) == take


def test_a_pick_is_taken_back(client, song):
    take = make_clip(song, ClipState.READY, picked_at=NOW)
    sign_in(client, song.team)

    client.post(url("pick", take), headers=HTMX)

    assert not Clip.objects.filter(picked_at__isnull=False).exists()


def test_an_unfinished_take_is_not_picked(client, song):
    take = make_clip(song)
    sign_in(client, song.team)

    answer = client.post(url("pick", take), {"on": "1"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Only a take that plays can be picked." in answer.content.decode()


def test_a_deleted_take_leaves_an_undo_in_its_place(client, take):
    sign_in(client, take.team)

    gone = client.post(url("delete", take), headers=HTMX).content.decode()
    back = client.post(url("restore", take), headers=HTMX).content.decode()

    assert "Undo" in gone
    assert f'id="clip-{take.pk}"' in gone
    assert "Undo" not in back
    assert f'data-take="{take.pk}"' in back
    assert Clip.objects.kept().get() == take


def test_deleting_without_scripts_leads_to_the_page_with_undo(client, take):
    sign_in(client, take.team)

    page = client.post(url("delete", take), follow=True).content.decode()

    assert "This take is deleted" in page


def test_a_broken_clip_is_fetched_again_from_its_row(client, song):
    audio = stored_asset(state=AssetState.BROKEN, source_url="https://cdn.example.net/1.mp3")
    take = make_clip(song, ClipState.BROKEN, audio=audio)
    sign_in(client, song.team)

    row = client.post(url("fetch", take), headers=HTMX).content.decode()

    assert "Archiving" in row
    audio.refresh_from_db()
    assert audio.state == AssetState.PENDING


def test_fetching_a_clip_that_is_well_says_so(client, take):
    sign_in(client, take.team)

    row = client.post(url("fetch", take), headers=HTMX).content.decode()

    assert "there is nothing to fetch again" in row


def test_renaming_shows_the_new_title(client, take):
    sign_in(client, take.team)

    page = client.post(url("rename", take), {"title": "Pepper"}, follow=True).content.decode()

    assert "The take is called Pepper." in page


@pytest.mark.parametrize("title", ["", "x" * 121])
def test_a_bad_title_keeps_what_was_typed(client, take, title):
    sign_in(client, take.team)

    answer = client.post(url("rename", take), {"title": title})

    assert answer.status_code == 422
    assert f'value="{title}"' in answer.content.decode() or title == ""
    assert Clip.objects.get().title == "Salt on the Window"
