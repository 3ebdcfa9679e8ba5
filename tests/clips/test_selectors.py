"""Reads of clips: what a row shows, a scale of time, what was asked."""

import pytest

from apps.clips import selectors
from apps.clips.models import Clip
from apps.clips.states import ClipState
from tests.factories.accounts import add_member, make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import rating
from tests.factories.projects import project

pytestmark = pytest.mark.django_db


def test_a_row_knows_the_readers_own_opinion_and_the_mean_of_all():
    team = make_team()
    ada, ben = add_member(team), add_member(team)
    take = make_clip(project(team), ClipState.READY)
    rating(take, ada, stars=5, liked=True)
    rating(take, ben, stars=2)

    for_ada, for_ben = selectors.take(take.pk, ada), selectors.take(take.pk, ben)

    assert (for_ada.my_stars, for_ada.my_liked, for_ada.mean_stars) == (5, True, 3.5)
    assert (for_ben.my_stars, for_ben.my_liked) == (2, False)


@pytest.mark.parametrize("count", [3, 30])
def test_rows_take_one_query_however_many_there_are(count, django_assert_num_queries):
    team = make_team()
    reader = add_member(team)
    song = project(team)
    for _ in range(count):
        rating(make_clip(song, ClipState.READY), reader, stars=3)

    with django_assert_num_queries(1):
        rows = selectors.as_takes(Clip.objects.kept(), reader)
        shown = [
            (c.my_stars, c.audio.is_stored, c.wav, c.project.title, c.created_by) for c in rows
        ]

    assert len(shown) == count


@pytest.mark.parametrize(
    ("duration_s", "seconds"),
    [
        (None, []),
        (92.4, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]),
        (8, [0, 5]),
        (7200, list(range(0, 7200, 300))),
    ],
)
def test_a_scale_has_marks_at_round_distances(duration_s, seconds):
    marks = selectors.time_marks(duration_s)

    assert [at for _, at in marks] == seconds
    assert all(0 <= share < 1 for share, _ in marks)


def test_a_clip_plays_from_a_preview_only_while_it_is_made():
    song = project(make_team())
    composing = make_clip(song, stream_url="https://stream.example.net/1")
    silent, failed = make_clip(song), make_clip(song, ClipState.FAILED, stream_url="https://x.y")

    assert (composing.can_play, silent.can_play, failed.can_play) == (True, False, False)
