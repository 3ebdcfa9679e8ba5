"""Words are never lost: drafts, versions, conflicts."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.lyrics import operations, selectors
from apps.lyrics.models import LyricSheet, LyricVersion
from apps.lyrics.operations import Conflict, TooLong
from apps.lyrics.selectors import sheet_of
from tests.factories.accounts import add_member, make_team, make_user
from tests.factories.lyrics import version
from tests.factories.projects import project

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)
LATE = NOW + timedelta(minutes=11)


@pytest.fixture
def song():
    return project(make_team())


@pytest.fixture
def ada(song):
    return add_member(song.team, user=make_user(name="Ada"))


@pytest.fixture
def ben(song):
    return add_member(song.team, user=make_user(name="Ben"))


def texts(song):
    return [v.text for v in LyricVersion.objects.filter(sheet__project=song).order_by("number")]


def type_in(song, text, by, revision, now=NOW):
    return operations.autosave(project=song, text=text, by=by, revision=revision, now=now)


def test_the_first_save_makes_version_one(song, ada):
    saved = operations.save(project=song, text="[Verse]\nHere", by=ada, now=NOW)

    assert (saved.number, saved.text, saved.author, saved.created_at) == (
        1,
        "[Verse]\nHere",
        ada,
        NOW,
    )
    assert selectors.latest(song) == saved


def test_saving_the_same_words_twice_makes_one_version(song, ada):
    first = operations.save(project=song, text="words", by=ada, now=NOW)

    again = operations.save(project=song, text="words", by=ada, now=SOON)

    assert again == first
    assert texts(song) == ["words"]


def test_saving_the_same_words_again_does_not_disturb_whoever_types(song, ada):
    operations.save(project=song, text="words", by=ada, now=NOW)
    before = sheet_of(song).revision

    operations.save(project=song, text="words", by=None, now=SOON)

    assert sheet_of(song).revision == before


def test_a_save_from_an_older_version_is_a_conflict_that_carries_both_texts(song, ada, ben):
    version(song, "first", author=ada)
    version(song, "theirs", author=ben)

    with pytest.raises(Conflict, match="Ben changed these words") as caught:
        operations.save(project=song, text="mine", by=ada, base_number=1, now=NOW)

    assert (caught.value.mine, caught.value.theirs) == ("mine", "theirs")
    assert texts(song) == ["first", "theirs"]


def test_a_save_from_the_newest_version_is_none(song, ada):
    version(song, "first")

    operations.save(project=song, text="second", by=ada, base_number=1, now=NOW)

    assert texts(song) == ["first", "second"]


def test_a_conflict_with_an_author_who_is_gone_still_reads_well(song, ada):
    version(song, "first", author=None)

    with pytest.raises(Conflict, match="Somebody changed"):
        operations.save(project=song, text="mine", by=ada, base_number=0, now=NOW)


def test_typing_makes_a_draft_and_no_version(song, ada):
    first = type_in(song, "a", ada, 0)
    type_in(song, "ab", ada, first.revision, SOON)

    sheet = LyricSheet.objects.get(project=song)
    assert (sheet.draft, sheet.draft_author, sheet.draft_since, sheet.draft_at) == (
        "ab",
        ada,
        NOW,
        SOON,
    )
    assert texts(song) == []


def test_the_same_draft_sent_twice_is_kept_once(song, ada):
    type_in(song, "a", ada, 0)

    again = type_in(song, "a", ada, 0, SOON)

    assert (again.revision, again.draft_at) == (1, NOW)


def test_a_draft_of_ten_minutes_becomes_a_version_before_it_goes_on(song, ada):
    first = type_in(song, "a", ada, 0)

    later = type_in(song, "ab", ada, first.revision, LATE)

    assert texts(song) == ["a"]
    assert (later.draft, later.draft_since) == ("ab", LATE)


def test_somebody_elses_draft_becomes_their_version_before_mine_begins(song, ada, ben):
    first = type_in(song, "a", ada, 0)

    type_in(song, "ab", ben, first.revision, SOON)

    kept = LyricVersion.objects.get()
    assert (kept.text, kept.author) == ("a", ada)
    assert sheet_of(song).draft_author == ben


def test_typing_on_words_that_changed_meanwhile_is_a_conflict(song, ada, ben):
    type_in(song, "theirs", ben, 0)

    with pytest.raises(Conflict) as caught:
        type_in(song, "mine", ada, 0, SOON)

    assert (caught.value.theirs, caught.value.who) == ("theirs", "Ben")
    assert sheet_of(song).draft == "theirs"


def test_typing_back_to_the_newest_version_leaves_no_draft(song, ada):
    version(song, "words")
    changed = type_in(song, "words!", ada, 0)

    back = type_in(song, "words", ada, changed.revision, SOON)

    assert not back.has_draft
    assert back.revision == 2


def test_saving_what_one_typed_turns_the_draft_into_one_version(song, ada):
    typed = type_in(song, "a", ada, 0)

    operations.save(project=song, text="ab", by=ada, revision=typed.revision, now=SOON)

    assert texts(song) == ["ab"]
    assert not sheet_of(song).has_draft


def test_saving_words_from_elsewhere_keeps_the_draft_as_a_version_below(song, ada):
    type_in(song, "typed", ada, 0)

    operations.save(project=song, text="from a file", by=ada, now=SOON)

    assert texts(song) == ["typed", "from a file"]


def test_a_version_of_somebodys_draft_is_theirs_whoever_saves_it(song, ada, ben):
    typed = type_in(song, "a", ada, 0)

    saved = operations.save(project=song, text="a", by=ben, revision=typed.revision, now=SOON)

    assert saved.author == ada


def test_generation_uses_what_was_typed_and_typing_goes_on_undisturbed(song, ada):
    typed = type_in(song, "a", ada, 0)

    used = operations.version_for_generation(project=song, now=SOON)
    type_in(song, "ab", ada, typed.revision, SOON)

    assert (used.number, used.text, used.author) == (1, "a", ada)
    assert sheet_of(song).draft == "ab"


def test_generation_without_words_has_no_version(song):
    assert operations.version_for_generation(project=song, now=NOW) is None


def test_generation_twice_uses_one_version(song):
    version(song, "words")

    first = operations.version_for_generation(project=song, now=NOW)
    again = operations.version_for_generation(project=song, now=SOON)

    assert first == again
    assert texts(song) == ["words"]


def test_restoring_puts_an_old_version_on_top_and_keeps_all_others(song, ada):
    version(song, "one")
    version(song, "two")

    back = operations.restore(project=song, number=1, by=ada, now=NOW)

    assert (back.number, back.text) == (3, "one")
    assert texts(song) == ["one", "two", "one"]


@pytest.mark.parametrize(
    ("keep_mine", "kept"), [(True, ["theirs", "mine"]), (False, ["theirs", "mine", "theirs"])]
)
def test_settling_a_conflict_keeps_both_texts(song, ada, ben, keep_mine, kept):
    type_in(song, "theirs", ben, 0)

    operations.settle(project=song, mine="mine", by=ada, keep_mine=keep_mine, now=SOON)

    assert texts(song) == kept


def test_settling_where_nothing_else_is_written_keeps_mine(song, ada):
    operations.settle(project=song, mine="mine", by=ada, keep_mine=False, now=NOW)

    assert texts(song) == ["mine"]


def test_a_hundred_thousand_characters_fit_and_one_more_does_not(song, ada):
    operations.save(project=song, text="🎵" * 100_000, by=ada, now=NOW)

    with pytest.raises(TooLong, match="100,001"):
        type_in(song, "🎵" * 100_001, ada, 1)

    assert len(selectors.latest(song).text) == 100_000
