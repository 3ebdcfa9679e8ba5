"""Words over HTTP: read, write, keep while typing, settle, versions."""

from time import perf_counter

import pytest
from django.urls import reverse

from apps.accounts.rights import Role
from apps.lyrics.models import LyricSheet, LyricVersion
from apps.lyrics.operations import autosave
from tests.factories.accounts import add_member, make_team, make_user
from tests.factories.lyrics import NOON, WORDS, version
from tests.factories.projects import project

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
EVIL = "</textarea><script>alert('🎵')</script> \u202eשלום"  # noqa: RUF001
GETS = ["lyrics_show", "version_list"]
POSTS = ["lyrics_save", "lyrics_autosave", "lyrics_settle"]


@pytest.fixture
def song():
    return project(make_team())


def sign_in(client, song, role=Role.PRODUCER, **fields):
    person = add_member(song.team, role, user=make_user(**fields))
    client.force_login(person)
    return person


def url(name, song, *more):
    return reverse(f"lyrics:{name}", args=[song.pk, *more])


def texts(song):
    return [v.text for v in LyricVersion.objects.filter(sheet__project=song).order_by("number")]


# -- who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GETS)
def test_a_stranger_reads_nothing(client, song, name):
    client.force_login(make_user())

    assert client.get(url(name, song)).status_code == 404


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize(("role", "status"), [(None, 404), (Role.REVIEWER, 403)])
def test_only_producers_write(client, song, name, role, status):
    if role:
        sign_in(client, song, role)
    else:
        client.force_login(make_user())

    assert client.post(url(name, song), {"text": "mine"}).status_code == status
    assert texts(song) == []


def test_a_reviewer_may_not_bring_versions_back(client, song):
    version(song)
    sign_in(client, song, Role.REVIEWER)

    assert client.post(url("version_restore", song, 1)).status_code == 403


def test_a_listener_reads_and_sees_no_way_to_write(client, song):
    version(song)
    sign_in(client, song, Role.LISTENER)

    page = client.get(url("lyrics_show", song), {"mode": "write"}).content.decode()

    assert "The tide has been writing" in page
    assert "<textarea" not in page
    assert "Write" not in page


# -- reading and writing ---------------------------------------------------------------------------


def test_reading_shows_sections_with_their_part(client, song):
    version(song)
    sign_in(client, song)

    page = client.get(url("lyrics_show", song)).content.decode()

    assert '<section class="stanza" data-part="chorus">' in page
    assert "[Chorus]" not in page


def test_writing_shows_the_words_as_they_are(client, song):
    version(song, "\n[Verse]\n  indented\n\n")
    sign_in(client, song)

    page = client.get(url("lyrics_show", song), {"mode": "write"}).content.decode()

    assert ">\n\n[Verse]\n  indented\n\n</textarea>" in page


def test_the_pane_comes_alone_when_htmx_asks(client, song):
    sign_in(client, song)

    answer = client.get(url("lyrics_show", song), {"mode": "write"}, headers=HTMX)

    page = answer.content.decode()
    assert "<html" not in page
    assert "<ms-lyrics" in page
    assert "HX-Request" in answer["Vary"]


def test_words_are_shown_as_text_wherever_they_stand(client, song):
    version(song, f"[{EVIL}]\n{EVIL}")
    version(song, "other")
    version(song, EVIL)
    sign_in(client, song)

    for address in (
        url("lyrics_show", song),
        url("lyrics_show", song) + "?mode=write",
        url("version_show", song, 1),
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "שלום" in page


def test_the_budget_of_characters_is_shown(client, song):
    version(song, "x" * 1234)
    sign_in(client, song)

    page = client.get(url("lyrics_show", song), {"mode": "write"}).content.decode()

    assert "<b data-count>1,234</b>" in page
    assert "data-budget=" in page


# -- saving ----------------------------------------------------------------------------------------


def test_saving_without_scripts_makes_a_version_and_shows_the_sheet(client, song):
    person = sign_in(client, song)

    answer = client.post(url("lyrics_save", song), {"text": WORDS, "revision": 0}, follow=True)

    assert "Saved as version 1." in answer.content.decode()
    assert LyricVersion.objects.get().author == person


def test_saving_with_htmx_tells_the_page(client, song):
    sign_in(client, song)

    answer = client.post(url("lyrics_save", song), {"text": WORDS, "revision": 0}, headers=HTMX)

    assert "lyrics-saved" in answer["HX-Trigger"]
    assert "Version 1" in answer.content.decode()


def test_line_ends_are_made_one_kind_and_nothing_else_is_touched(client, song):
    sign_in(client, song)

    client.post(url("lyrics_save", song), {"text": " a\r\nb\rc\x00\n\n"})

    assert texts(song) == [" a\nb\nc\n\n"]


def test_words_that_are_too_long_stay_in_the_form(client, song):
    sign_in(client, song)
    long = "la " * 33_334

    answer = client.post(url("lyrics_save", song), {"text": long}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "100,002" in page
    assert long in page
    assert texts(song) == []


def test_a_save_on_older_words_shows_both_texts_and_loses_none(client, song):
    ben = add_member(song.team, user=make_user(name="Ben"))
    autosave(project=song, text="theirs", by=ben, revision=0, now=NOON)
    sign_in(client, song)

    answer = client.post(url("lyrics_save", song), {"text": "mine", "revision": 0}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ben changed these words" in page
    assert ">theirs</pre>" in page
    assert ">\nmine</textarea>" in page
    assert LyricSheet.objects.get().draft == "theirs"


def test_a_revision_that_is_no_number_still_loses_nothing(client, song):
    ben = add_member(song.team)
    autosave(project=song, text="theirs", by=ben, revision=0, now=NOON)
    sign_in(client, song)

    client.post(url("lyrics_save", song), {"text": "mine", "revision": "x"})

    assert texts(song) == ["theirs", "mine"]


def test_typing_is_kept_and_answered_with_the_words_about_it_alone(client, song):
    person = sign_in(client, song)

    answer = client.post(url("lyrics_autosave", song), {"text": "a", "revision": 0}, headers=HTMX)

    page = answer.content.decode()
    assert 'data-revision="1"' in page
    assert "Saved" in page
    assert "<textarea" not in page
    assert (LyricSheet.objects.get().draft, LyricSheet.objects.get().draft_author) == ("a", person)


def test_typing_sent_twice_is_kept_once(client, song):
    sign_in(client, song)

    for _ in range(2):
        answer = client.post(url("lyrics_autosave", song), {"text": "a", "revision": 0})

    assert answer.status_code == 200
    assert LyricSheet.objects.get().revision == 1


def test_typing_on_older_words_is_a_conflict_with_both_texts(client, song):
    ben = add_member(song.team, user=make_user(name="<b>Ben</b>"))
    autosave(project=song, text=EVIL, by=ben, revision=0, now=NOON)
    sign_in(client, song)

    answer = client.post(url("lyrics_autosave", song), {"text": "mine", "revision": 0})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "&lt;b&gt;Ben&lt;/b&gt; changed these words" in page
    assert "<script>alert" not in page
    assert "data-conflict" in page


def test_typing_too_much_is_refused_with_words(client, song):
    sign_in(client, song)

    answer = client.post(url("lyrics_autosave", song), {"text": "x" * 100_001, "revision": 0})

    assert answer.status_code == 422
    assert "A sheet holds 100,000 characters" in answer.content.decode()


@pytest.mark.parametrize(
    ("keep", "kept"), [("mine", ["theirs", "mine"]), ("theirs", ["theirs", "mine", "theirs"])]
)
def test_a_conflict_is_settled_either_way(client, song, keep, kept):
    ben = add_member(song.team)
    autosave(project=song, text="theirs", by=ben, revision=0, now=NOON)
    sign_in(client, song)

    answer = client.post(url("lyrics_settle", song), {"text": "mine", "keep": keep}, headers=HTMX)

    page = answer.content.decode()
    assert f">\n{kept[-1]}</textarea>" in page
    assert "Both texts are kept as versions." in page
    assert texts(song) == kept


def test_a_conflict_is_settled_without_scripts(client, song):
    sign_in(client, song)

    answer = client.post(url("lyrics_settle", song), {"text": "mine", "keep": "?"}, follow=True)

    assert answer.redirect_chain
    assert texts(song) == ["mine"]


def test_settling_with_too_many_words_keeps_them_in_the_form(client, song):
    sign_in(client, song)

    answer = client.post(url("lyrics_settle", song), {"text": "x" * 100_001, "keep": "mine"})

    assert answer.status_code == 422
    assert "x" * 100_001 in answer.content.decode()


# -- versions --------------------------------------------------------------------------------------


def test_all_versions_are_listed_newest_first(client, song):
    for number in range(15):
        version(song, f"text {number}")
    sign_in(client, song, Role.LISTENER)

    page = client.get(url("version_list", song)).content.decode()

    assert page.index("Version 15") < page.index("Version 1<")


def test_a_song_without_versions_says_when_one_is_made(client, song):
    sign_in(client, song)

    assert "No version yet." in client.get(url("version_list", song)).content.decode()


def test_a_version_is_compared_with_the_newest(client, song):
    version(song, "one\ntwo")
    version(song, "one\nthree")
    sign_in(client, song)

    page = client.get(url("version_show", song, 1)).content.decode()

    assert "<del>two</del>" in page
    assert "<ins>three</ins>" in page
    assert "<p>one</p>" in page


def test_two_versions_are_compared_as_asked(client, song):
    for text in ("a", "b", "c"):
        version(song, text)
    sign_in(client, song)

    page = client.get(url("version_show", song, 1), {"against": 2}).content.decode()

    assert "<ins>b</ins>" in page
    assert "<ins>c</ins>" not in page


@pytest.mark.parametrize("address", ["9/", "1/?against=9"])
def test_a_version_that_never_was_is_not_found(client, song, address):
    version(song)
    sign_in(client, song)

    assert client.get(url("version_list", song) + address).status_code == 404


def test_a_version_of_another_song_is_not_found(client, song):
    version(project(song.team, title="Other"))
    sign_in(client, song)

    assert client.get(url("version_show", song, 1)).status_code == 404


def test_bringing_a_version_back_makes_a_new_one(client, song):
    version(song, "one")
    version(song, "two")
    sign_in(client, song)

    answer = client.post(url("version_restore", song, 1), follow=True)

    assert "Version 1 is back, as version 3." in answer.content.decode()
    assert texts(song) == ["one", "two", "one"]


# -- size ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_hundred_thousand_characters_do_not_make_a_slow_page(client, song, mode):
    version(song, "[Verse]\n" + "la la la la la la la la\n" * 4_160)
    sign_in(client, song)
    client.get(url("lyrics_show", song))

    times_s = []
    for _ in range(3):
        began = perf_counter()
        answer = client.get(url("lyrics_show", song), {"mode": mode}, headers=HTMX)
        times_s.append(perf_counter() - began)

    assert answer.content.count(b"la la la la la la la la") == 4_160
    assert min(times_s) < 0.5
