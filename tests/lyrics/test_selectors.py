"""Words cut into sections, compared, and counted against what models take."""

from datetime import date, datetime
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lyrics import selectors
from apps.lyrics.selectors import difference, form_of, stanzas
from tests.factories.accounts import make_team
from tests.factories.lyrics import sheet, version
from tests.factories.projects import project

TEXT = (
    "[Verse 1]\nOne\nTwo\n\n[Pre-Chorus]\nThree\n[Chorus: soft] Four\n[Guitar Solo]\n[Outro]\nBye"
)


def test_tags_cut_the_words_into_sections():
    found = [(s.name, s.part, s.lines) for s in stanzas(TEXT)]

    assert found == [
        ("Verse 1", "verse", ("One", "Two")),
        ("Pre-Chorus", "verse", ("Three",)),
        ("Chorus: soft", "chorus", ("Four",)),
        ("Guitar Solo", "quiet", ()),
        ("Outro", "quiet", ("Bye",)),
    ]


def test_without_tags_a_blank_line_begins_a_section():
    found = [s.lines for s in stanzas("One\nTwo\n\n\nThree\n")]

    assert found == [("One", "Two"), ("Three",)]


def test_words_before_the_first_tag_are_a_section_without_a_name():
    found = [(s.name, s.lines) for s in stanzas("Hum\n\nHum\n[Chorus]\nLa")]

    assert found == [("", ("Hum", "Hum")), ("Chorus", ("La",))]


def test_the_form_of_a_song_follows_its_sections():
    assert form_of(TEXT) == "V4 P4 C4 K4 O4"


def test_the_form_of_no_words_is_empty():
    assert form_of("") == ""


def test_the_form_of_endless_words_stays_short():
    assert len(form_of("[Verse]\nla\n" * 5_000).split()) == 24


def test_a_difference_tells_line_by_line_what_went_and_what_came():
    lines = [(line.kind, line.text) for line in difference("a\nb\nc\nd", "a\nx\nc\nd\ne")]

    assert lines == [
        ("same", "a"),
        ("del", "b"),
        ("ins", "x"),
        ("same", "c"),
        ("same", "d"),
        ("ins", "e"),
    ]


@given(st.text(alphabet="ab\n"), st.text(alphabet="ab\n"))
def test_a_difference_holds_both_texts_whole(old, new):
    lines = difference(old, new)

    assert [line.text for line in lines if line.kind != "ins"] == old.splitlines()
    assert [line.text for line in lines if line.kind != "del"] == new.splitlines()


def test_two_very_long_texts_are_compared_in_a_moment():
    old = "\n".join(f"line {n}" for n in range(12_000))
    new = "\n".join(f"line {n * 7 % 12_000}" for n in range(12_000))

    began = perf_counter()
    lines = difference(old, new)

    assert perf_counter() - began < 1
    assert len(lines) > 12_000


def test_a_budget_stands_for_all_models_with_the_same_limit():
    budgets = selectors.budgets(date(2026, 11, 1))

    assert len({budget.limit for budget in budgets}) == len(budgets)
    assert all(budget.models for budget in budgets)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_the_sheet_takes_three_queries_however_many_versions_there_are(
    count, django_assert_num_queries
):
    song = project(make_team())
    for number in range(count):
        version(song, f"text {number}")

    with django_assert_num_queries(3):
        pane = selectors.pane(song, on=date(2026, 11, 1))
        shown = [pane.text, pane.saved_at, [v.created_at for v in pane.versions], pane.art]

    assert shown[0] == f"text {count - 1}"
    assert isinstance(shown[1], datetime)


@pytest.mark.django_db
def test_a_song_without_words_has_an_empty_sheet():
    pane = selectors.pane(project(make_team()), on=date(2026, 11, 1))

    assert (pane.text, pane.saved_at, pane.newest, pane.stanzas) == ("", None, None, [])


@pytest.mark.django_db
def test_a_draft_stands_above_the_newest_version():
    song = project(make_team())
    newest = version(song, "saved")
    sheet(song, draft="typed", draft_since=newest.created_at, draft_at=newest.created_at)

    assert selectors.pane(song, on=date(2026, 11, 1)).text == "typed"
