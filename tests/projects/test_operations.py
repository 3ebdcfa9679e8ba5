"""Songs: begun, described, put away, taken out again."""

from datetime import UTC, datetime

import pytest

from apps.projects import operations
from apps.projects.models import Project
from apps.projects.states import ProjectStatus
from tests.factories.accounts import make_team
from tests.factories.projects import project

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def test_a_song_needs_only_a_title():
    team = make_team()
    owner = team.memberships.get().user

    begun = operations.create(team=team, title="  Salt  on the Window ", by=owner, now=NOW)

    stored = Project.objects.get()
    assert stored == begun
    assert (stored.title, stored.status, stored.created_at, stored.created_by) == (
        "Salt on the Window",
        "sketch",
        NOW,
        owner,
    )


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
def test_a_song_without_a_usable_title_is_not_begun(title):
    team = make_team()

    with pytest.raises(operations.BadTitle):
        operations.create(team=team, title=title, by=None, now=NOW)

    assert not Project.objects.exists()


def test_a_title_may_have_120_characters_of_any_script():
    team = make_team()
    title = "🎵אהבה" * 24

    begun = operations.create(team=team, title=title, by=None, now=NOW)

    assert Project.objects.get(pk=begun.pk).title == title


def test_describing_changes_title_status_and_notes():
    song = project(make_team())

    operations.describe(
        project=song, title="Salt", status=ProjectStatus.MIXING, notes=" slower at the end "
    )

    song.refresh_from_db()
    assert (song.title, song.status, song.notes) == ("Salt", "mixing", "slower at the end")


def test_notes_longer_than_the_limit_change_nothing():
    song = project(make_team(), notes="kept")

    with pytest.raises(operations.BadNotes, match="20,001"):
        operations.describe(
            project=song, title="New", status=ProjectStatus.DONE, notes="x" * 20_001
        )

    song.refresh_from_db()
    assert (song.title, song.notes) == ("Salt on the Window", "kept")


def test_archiving_twice_keeps_the_first_moment():
    song = project(make_team())

    operations.archive(project=song, now=NOW)
    operations.archive(project=song, now=LATER)

    assert song.archived_at == NOW
    assert not Project.objects.open().exists()


def test_restoring_twice_is_restoring_once():
    song = project(make_team(), archived_at=NOW)

    operations.restore(project=song)
    operations.restore(project=song)

    assert Project.objects.open().get() == song
