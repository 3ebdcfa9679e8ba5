from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.clips.models import Clip
from apps.generation.models import Job
from apps.lyrics.models import LyricVersion
from apps.projects.models import Project
from tests.factories.accounts import make_team, make_user
from tests.factories.generation import EIGHT_LINES

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text(EIGHT_LINES)
    return str(path)


def run(*arguments):
    out = StringIO()
    call_command("song", *arguments, stdout=out)
    return out.getvalue()


def test_a_song_is_made_and_its_files_are_named(sandbox, words):
    make_team()

    told = run(words, "--title", "Salt", "--tags", "folk", "--wait")

    clips = Clip.objects.select_related("audio").order_by("number")
    assert [clip.audio.storage_key in told for clip in clips] == [True, True]
    assert "Cost 20 credits." in told
    assert LyricVersion.objects.get().text == EIGHT_LINES


def test_without_wait_the_song_is_left_to_the_workers(words):
    make_team()

    told = run(words, "--title", "Salt", "--project", "Harbour")

    assert told == "Queued Salt, 20 credits on hold.\n"
    assert Project.objects.get().title == "Harbour"


def test_a_second_song_goes_into_the_same_project(words):
    make_team()

    for _ in range(2):
        run(words, "--title", "Salt")

    assert Project.objects.count() == 1
    assert LyricVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--title", "x", "--model", "sonic-v99"], "model is not offered"),
        (["--title", "x" * 81], "title"),
        (["--title", "x", "--as", "nobody@example.com"], "Nobody signs in"),
    ],
)
def test_a_bad_wish_is_explained_and_costs_nothing(words, arguments, said):
    make_team()

    with pytest.raises(CommandError, match=said):
        run(words, *arguments)

    assert not Job.objects.exists()


def test_a_missing_file_is_explained(tmp_path):
    make_team()

    with pytest.raises(CommandError, match="cannot be read"):
        run(str(tmp_path / "none.txt"), "--title", "x")


def test_somebody_must_be_named_where_there_are_many(words):
    make_team()
    make_user()

    with pytest.raises(CommandError, match="--as"):
        run(words, "--title", "x")


def test_a_failure_ends_the_command_with_its_reason(sandbox, tmp_path):
    make_team()
    path = tmp_path / "words.txt"
    path.write_text("[Verse]\n[fail:task] la la la")

    with pytest.raises(CommandError, match="credits came back"):
        run(str(path), "--title", "x", "--wait")
