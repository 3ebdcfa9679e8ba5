"""The library: what is found by words and facts, what is done with many takes, what is undone."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from apps.accounts.rights import Role
from apps.clips import operations, selectors
from apps.clips.migrations import _search
from apps.clips.models import Clip, Label
from apps.clips.selectors import Wish
from apps.clips.states import ClipState
from tests.factories.accounts import add_member, make_team
from tests.factories.clips import NOON, rating
from tests.factories.clips import clip as make_clip
from tests.factories.projects import project

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WORDS = "[Verse]\nThe tide has been writing\n\n[Chorus]\nThere is sält on the window\nStay"
EVIL = "<script>alert('🎵')</script> שלום"


@pytest.fixture
def song():
    return project(make_team())


@pytest.fixture
def take(song):
    return make_clip(song, ClipState.READY, lyrics=WORDS, tags="brushed drums", notes="for Ada")


def sign_in(client, team, role=Role.PRODUCER):
    person = add_member(team, role)
    client.force_login(person)
    return person


def found(team, q="", **facts):
    reader = team.memberships.first().user
    return [row.clip for row in selectors.library(team, reader, Wish(q=q, **facts)).rows]


def bulk(client, team, act, clips, **data):
    address = reverse("clips:clip_bulk", args=[team.slug])
    return client.post(address, {"act": act, "clip": [clip.pk for clip in clips], **data})


# -- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "q", ["salt window", "SÄLT", '"salt on the"', "wind", "brushed", "for ada", "Salt on", 'tide "']
)
def test_words_of_title_lyrics_tags_and_notes_find_the_take(song, take, q):
    if "postgresql" in connection.vendor and q in {"salt window", '"salt on the"'}:
        take.lyrics = take.lyrics.replace("ä", "a")
        take.save()

    assert found(song.team, q) == [take]


@pytest.mark.parametrize("q", ["window pepper", '"on salt"', "vampire"])
def test_words_that_are_not_there_find_nothing(song, take, q):
    assert found(song.team, q) == []


@pytest.mark.parametrize(
    "q",
    [
        '"',
        "AND",
        "NOT x",
        "a OR",
        "team:",
        "*",
        "(",
        "^a",
        "a NEAR/2 b",
        "'",
        "\\",
        "&|!:*",
        "x" * 200,
        "{",
        "-",
        "🎵",
        "שלום",
        "a'b",
        "%",
        "<->",
        "\x00",
        EVIL,
    ],
)
def test_nothing_typed_is_a_syntax_error(client, song, take, q):
    sign_in(client, song.team)

    answer = client.get(reverse("studio:library_show", args=[song.team.slug]), {"q": q})

    assert answer.status_code in (200, 422)
    assert "<script>alert" not in answer.content.decode()


def test_takes_of_another_team_are_never_found(song, take):
    other = project(make_team("Elsewhere"))
    make_clip(other, ClipState.READY, lyrics=WORDS)

    assert found(song.team, "tide") == [take]


def test_the_index_follows_changes_and_deletion(song, take):
    Clip.objects.filter(pk=take.pk).update(title="Pepper")
    assert found(song.team, "pepper") == [take]

    Clip.objects.filter(pk=take.pk).update(title="Sugar")
    assert found(song.team, "pepper") == []

    take.delete()
    assert found(song.team, "sugar") == []


@pytest.mark.profile_free  # PostgreSQL keeps its column itself
def test_a_table_made_anew_gets_its_index_back(song, take):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER clips_search_update")
    Clip.objects.filter(pk=take.pk).update(title="Pepper")

    _search.install(connection)

    assert found(song.team, "pepper") == [take]


def test_words_in_very_many_takes_find_the_newest_page(song, monkeypatch):
    monkeypatch.setattr("apps.clips.selectors.words.MOST_FOUND", 3)
    made = [make_clip(song, ClipState.FAILED, lyrics="tide") for _ in range(6)]

    assert found(song.team, "tide") == list(reversed(made))


def test_a_remembered_line_is_shown_with_its_moment(client, song, take):
    sign_in(client, song.team)

    page = client.get(reverse("studio:library_show", args=[song.team.slug]), {"q": "salt"})

    row = page.context["page"].rows[0]
    assert row.moment.line == "There is sält on the window"
    assert row.moment.at_s == pytest.approx(92.4 / 3)
    assert "<q" in page.content.decode()


# -- facts -----------------------------------------------------------------------------------------


def test_facts_narrow_what_is_found(song, take):
    person = add_member(song.team, Role.REVIEWER)
    other = make_clip(
        project(song.team),
        ClipState.FAILED,
        engine="studio",
        model="v9",
        operation="cover",
        created_by=person,
        remote_id="other",
        created_at=NOON + timedelta(days=3),
    )
    rating(take, person, stars=4)
    operations.label_clips(team=song.team, clip_ids=[take.pk], name="single", now=NOON)

    wishes = {
        "engine": "studio",
        "model": "v9",
        "operation": "cover",
        "person": person.pk,
        "project": other.project_id,
        "state": "failed",
        "since": date(2026, 3, 3),
    }
    for name, value in wishes.items():
        assert found(song.team, **{name: value}) == [other], name
    for name, value in {
        "stars": 4,
        "label": "single",
        "longest": 100,
        "until": date(2026, 3, 2),
    }.items():
        assert found(song.team, **{name: value}) == [take], name
    assert found(song.team, stars=5) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "31.31.2026"),
        ("until", "0001-01-01"),
        ("stars", "9"),
        ("project", "x"),
        ("person", "x"),
    ],
)
def test_a_condition_without_sense_is_told_and_left_out(client, song, take, name, value):
    sign_in(client, song.team)

    answer = client.get(reverse("studio:library_show", args=[song.team.slug]), {name: value})

    assert answer.status_code == 422
    assert "makes no sense" in answer.content.decode()
    assert str(take) in answer.content.decode()


def test_htmx_gets_the_found_takes_alone(client, song, take):
    sign_in(client, song.team)

    answer = client.get(
        reverse("studio:library_show", args=[song.team.slug]), {"q": "tide"}, headers=HTMX
    )

    assert answer.content.decode().strip().startswith('<div class="library-found"')


# -- many at once ----------------------------------------------------------------------------------


def test_takes_are_labelled_found_by_it_and_unlabelled_by_undo(client, song, take):
    sign_in(client, song.team)
    bulk(client, song.team, "label", [take], label="  for   radio ")
    assert found(song.team, "radio") == [take]
    assert found(song.team, label="for radio") == [take]

    client.post(reverse("clips:clip_undo", args=[song.team.slug]))

    assert found(song.team, label="for radio") == []
    assert not Label.objects.exists()


def test_undo_leaves_what_had_the_label_before(client, song, take):
    second = make_clip(song, ClipState.READY)
    sign_in(client, song.team)
    bulk(client, song.team, "label", [take], label="radio")
    bulk(client, song.team, "label", [take, second], label="radio")

    client.post(reverse("clips:clip_undo", args=[song.team.slug]))

    assert found(song.team, label="radio") == [take]


def test_takes_are_deleted_and_brought_back(client, song, take):
    sign_in(client, song.team)
    answer = bulk(client, song.team, "delete", [take], back="q=tide")
    assert answer["Location"].endswith("/library/?q=tide&done=1")
    assert found(song.team) == []
    assert "Undo" in client.get(answer["Location"]).content.decode()

    client.post(reverse("clips:clip_undo", args=[song.team.slug]))

    assert found(song.team) == [take]


def test_undo_twice_says_that_there_is_nothing(client, song, take):
    sign_in(client, song.team)

    answer = client.post(reverse("clips:clip_undo", args=[song.team.slug]), follow=True)

    assert "nothing to undo" in answer.content.decode()


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("label", {"label": ""}),
        ("label", {"label": "x" * 41}),
        ("nonsense", {}),
        ("playlist", {"playlist": ""}),
        ("delete", {"clip": "x"}),
    ],
)
def test_bad_input_changes_nothing_and_is_told(client, song, take, act, data):
    sign_in(client, song.team)

    answer = client.post(
        reverse("clips:clip_bulk", args=[song.team.slug]), {"act": act, "clip": take.pk, **data}
    )

    assert answer.status_code == 302
    assert "toast" in client.get(answer["Location"]).content.decode()
    take.refresh_from_db()
    assert (take.labels, take.deleted_at) == ("", None)


def test_nothing_ticked_is_told(client, song):
    sign_in(client, song.team)

    for act in ("delete", "download"):
        bulk(client, song.team, act, [])

    page = client.get(reverse("studio:library_show", args=[song.team.slug])).content.decode()
    assert "Choose one take or more first" in page


def test_takes_of_strangers_cannot_be_touched(client, song):
    theirs = make_clip(project(make_team("Elsewhere")), ClipState.READY)
    sign_in(client, song.team)

    bulk(client, song.team, "delete", [theirs])
    bulk(client, song.team, "label", [theirs], label="mine")

    theirs.refresh_from_db()
    assert (theirs.deleted_at, theirs.labels) == (None, "")


def test_a_listener_may_look_but_not_touch(client, song, take):
    sign_in(client, song.team, Role.LISTENER)

    page = client.get(reverse("studio:library_show", args=[song.team.slug])).content.decode()

    assert 'name="clip"' not in page
    assert bulk(client, song.team, "delete", [take]).status_code == 403


def test_a_team_has_only_so_many_labels(song, take):
    Label.objects.bulk_create(
        Label(team=song.team, name=f"l{n}") for n in range(operations.shelf.LABELS_A_TEAM)
    )

    with pytest.raises(operations.BadLabel):
        operations.label_clips(team=song.team, clip_ids=[take.pk], name="one more", now=NOON)


def test_ticked_takes_come_as_a_zip_with_their_words(client, song, take):
    sign_in(client, song.team)

    answer = bulk(client, song.team, "download", [take])

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist()[1] == "Words/Salt on the Window - take 01.txt"
    assert archive.read(archive.namelist()[1]).decode() == WORDS


# -- notes -----------------------------------------------------------------------------------------


def test_notes_and_isrc_are_kept_and_found(client, song, take):
    sign_in(client, song.team)

    client.post(
        reverse("clips:clip_note", args=[take.pk]),
        {"notes": f"The rough one {EVIL}", "isrc": "gb-abc-26-00001"},
    )

    take.refresh_from_db()
    assert take.isrc == "GBABC2600001"
    assert found(song.team, "rough") == [take]
    assert (
        "<script>alert"
        not in client.get(reverse("clips:clip_show", args=[take.pk])).content.decode()
    )


def test_an_isrc_that_is_none_is_told_beside_the_field(client, song, take):
    sign_in(client, song.team)

    answer = client.post(
        reverse("clips:clip_note", args=[take.pk]), {"notes": "kept", "isrc": "nonsense"}
    )

    assert answer.status_code == 422
    assert "looks like" in answer.content.decode()
    assert "kept" in answer.content.decode()
