"""Tools of the lyric sheet: sections as blocks, sound of lines, rhymes, text in and out."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.accounts.rights import Role
from apps.lyrics import analysis, operations, selectors
from apps.lyrics.models import LyricVersion
from tests.factories.accounts import add_member, make_team
from tests.factories.lyrics import version
from tests.factories.projects import NOON, project

WORDS = "[Verse]\nThe tide is high\nThe glass is dry\n\n[Chorus]\nStay with me\nUnder the sea"
EVIL = "<script>alert('🎵')</script>"


@pytest.fixture
def song(db):
    song = project(make_team())
    version(song, WORDS)
    return song


def sign_in(client, song, role=Role.PRODUCER):
    client.force_login(add_member(song.team, role))


def arrange(client, song, **data):
    revision = selectors.sheet_of(song).revision
    address = reverse("lyrics:lyrics_arrange", args=[song.pk])
    return client.post(address, {"revision": revision, **data})


def text_of(song):
    return selectors.current_text(selectors.sheet_of(song), selectors.latest(song))


# -- sound -----------------------------------------------------------------------------------------


def test_lines_that_rhyme_share_a_letter_within_their_section():
    lines = analysis.sung(WORDS, "en")

    assert [line.rhyme for line in lines if not line.tag] == ["A", "A", "A", "A"]


def test_syllables_and_stress_come_from_the_dictionary():
    line = analysis.sung("Mountain of forgotten winter", "en")[0]

    assert (line.syllables, line.stress) == (8, "/xxx/x/x")


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [("Sommerabend", "de", 4), ("zzyxqwv", "en", 1), ("Liebe", "de", 2), ("dreamin'", "en", 2)],
)
def test_words_that_the_dictionary_lacks_are_divided(word, language, count):
    assert analysis.syllables(word, language) == count


def test_rhymes_are_offered_for_english_only():
    assert "sea" in analysis.rhymes("me", "en")
    assert analysis.rhymes("Liebe", "de") == []


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "שלום עולם", "🎵🎶\n\n", "[" * 5_000, "word " * 20_000, "\n" * 50_000],
)
def test_hostile_words_are_quick(text):
    began_s = time.thread_time()

    analysis.sung(text, "en")

    assert time.thread_time() - began_s < 2


# -- blocks ----------------------------------------------------------------------------------------


def test_blocks_lose_nothing():
    assert analysis.joined(analysis.blocks(WORDS)).strip() == WORDS
    assert [block.name for block in analysis.blocks("Before\n[A]\nx")] == ["", "A"]
    assert analysis.blocks("") == []


@pytest.mark.parametrize(
    ("act", "data", "names"),
    [
        ("down", {"block": 0}, ["Chorus", "Verse"]),
        ("up", {"block": 1}, ["Chorus", "Verse"]),
        ("up", {"block": 0}, ["Verse", "Chorus"]),
        ("copy", {"block": 0}, ["Verse", "Verse", "Chorus"]),
        ("name", {"block": 0, "name": "Intro [x]"}, ["Intro x", "Chorus"]),
        ("drop", {"block": 0}, ["Chorus"]),
        ("add", {"name": "Bridge"}, ["Verse", "Chorus", "Bridge"]),
        ("drop", {"block": 99}, ["Verse", "Chorus"]),
    ],
)
def test_sections_are_arranged(client, song, act, data, names):
    sign_in(client, song)

    answer = arrange(client, song, act=act, **data)

    assert answer.status_code == 200
    assert [block.name for block in analysis.blocks(text_of(song))] == names


def test_arranging_what_somebody_else_changed_meanwhile_is_refused(client, song):
    sign_in(client, song)
    operations.autosave(project=song, text="New words", by=None, revision=0, now=NOON)

    answer = arrange(client, song, act="drop", block=0, revision=0)

    assert answer.status_code == 422
    assert text_of(song) == "New words"


@pytest.mark.parametrize(
    "data", [{"act": "x"}, {"act": "up", "block": "x"}, {"act": "add", "name": "x" * 61}]
)
def test_senseless_arrangements_change_nothing(client, song, data):
    sign_in(client, song)

    assert arrange(client, song, **data).status_code == 422
    assert text_of(song) == WORDS


def test_a_listener_may_not_arrange(client, song):
    sign_in(client, song, Role.LISTENER)

    assert arrange(client, song, act="drop", block=0).status_code == 403


# -- pages, text in and out ------------------------------------------------------------------------


def test_the_page_of_sound_shows_text_as_text(client, song):
    version(song, f"{EVIL}\nme")
    sign_in(client, song)

    page = client.get(
        reverse("lyrics:lyrics_sound", args=[song.pk]), {"word": "me", "language": "xx"}
    )

    assert "<script>alert" not in page.content.decode()
    assert "sea" in page.content.decode()


def test_rhymes_are_shown_beside_the_sheet(client, song):
    sign_in(client, song)
    address = reverse("lyrics:rhyme_list", args=[song.pk])

    assert "sea" in client.get(address, {"word": "me"}).content.decode()
    assert "No rhyme" in client.get(address, {"word": EVIL}).content.decode()


def test_words_go_out_and_come_in_as_text(client, song):
    sign_in(client, song)
    out = client.get(reverse("lyrics:lyrics_export", args=[song.pk]))
    assert out.content.decode() == WORDS

    file = SimpleUploadedFile("words.txt", "﻿[Verse]\r\nNéw".encode())
    client.post(reverse("lyrics:lyrics_import", args=[song.pk]), {"file": file})

    assert text_of(song) == "[Verse]\nNéw"
    assert LyricVersion.objects.filter(sheet__project=song).count() == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"x" * 400_001, "ä".encode() * 100_001])
def test_a_file_that_is_no_text_or_too_long_is_refused(client, song, content):
    sign_in(client, song)
    file = SimpleUploadedFile("words.txt", content)

    answer = client.post(reverse("lyrics:lyrics_import", args=[song.pk]), {"file": file})

    assert answer.status_code == 302
    assert text_of(song) == WORDS


# -- differences -----------------------------------------------------------------------------------


def test_a_changed_line_shows_which_words_changed():
    gone, come = selectors.difference("There is salt on the glass", "There is sand on the glass")

    assert [words for changed, words in gone.parts if changed] == ["salt"]
    assert [words for changed, words in come.parts if changed] == ["sand"]


def test_lines_without_anything_in_common_are_shown_whole():
    gone, come = selectors.difference("one", "completely different")

    assert (gone.parts, come.parts) == ((), ())
