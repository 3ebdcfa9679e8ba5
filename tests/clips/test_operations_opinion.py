"""What people think of a take: stars, likes, the pick, its title, deleting and undoing."""

from datetime import UTC, datetime

import pytest

from apps.clips import operations
from apps.clips.models import Clip, Rating
from apps.clips.states import ClipState
from tests.factories.accounts import add_member, make_team
from tests.factories.clips import clip as make_clip
from tests.factories.projects import project

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


@pytest.fixture
def song():
    return project(make_team())


def test_stars_and_like_are_one_opinion_of_one_person(song):
    take = make_clip(song, ClipState.READY)
    ada, ben = add_member(song.team), add_member(song.team)

    operations.rate(clip=take, by=ada, stars=4)
    operations.like(clip=take, by=ada, liked=True)
    operations.rate(clip=take, by=ben, stars=2)

    assert sorted(Rating.objects.values_list("stars", "liked")) == [(2, False), (4, True)]


def test_rating_again_replaces_and_none_takes_it_back(song):
    take = make_clip(song, ClipState.READY)
    ada = add_member(song.team)

    for stars in (1, 5, None):
        operations.rate(clip=take, by=ada, stars=stars)

    assert Rating.objects.get().stars is None


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_other_stars_than_one_to_five_are_refused(song, stars):
    take = make_clip(song, ClipState.READY)

    with pytest.raises(operations.BadStars):
        operations.rate(clip=take, by=add_member(song.team), stars=stars)

    assert not Rating.objects.exists()


def test_a_new_pick_replaces_the_old_one(song):
    first, second = make_clip(song, ClipState.READY), make_clip(song, ClipState.READY)

    operations.pick(clip=first, now=NOW)
    operations.pick(clip=second, now=LATER)

    assert Clip.objects.get(picked_at__isnull=False) == second


def test_picking_twice_keeps_the_first_moment(song):
    take = make_clip(song, ClipState.READY)

    operations.pick(clip=take, now=NOW)
    operations.pick(clip=take, now=LATER)

    take.refresh_from_db()
    assert take.picked_at == NOW


def test_a_pick_can_be_taken_back_twice(song):
    take = make_clip(song, ClipState.READY, picked_at=NOW)

    operations.unpick(clip=take)
    operations.unpick(clip=take)

    assert not Clip.objects.filter(picked_at__isnull=False).exists()


@pytest.mark.parametrize("state", [s for s in ClipState if s != ClipState.READY])
def test_only_a_take_that_plays_can_be_picked(song, state):
    take = make_clip(song, state)

    with pytest.raises(operations.NotPickable):
        operations.pick(clip=take, now=NOW)


def test_a_deleted_take_cannot_be_picked_and_is_picked_no_more(song):
    take = make_clip(song, ClipState.READY, picked_at=NOW)

    operations.delete(clip=take, now=NOW)

    assert take.picked_at is None
    with pytest.raises(operations.NotPickable):
        operations.pick(clip=take, now=NOW)


def test_deleting_twice_keeps_the_first_moment_and_the_files(song):
    take = make_clip(song, ClipState.READY)

    operations.delete(clip=take, now=NOW)
    operations.delete(clip=take, now=LATER)

    take.refresh_from_db()
    assert take.deleted_at == NOW
    assert take.audio.is_stored
    assert not Clip.objects.kept().exists()


def test_restoring_twice_is_restoring_once(song):
    take = make_clip(song, ClipState.READY, deleted_at=NOW)

    operations.restore(clip=take)
    operations.restore(clip=take)

    assert Clip.objects.kept().get() == take


def test_renaming_tidies_the_title(song):
    take = make_clip(song, ClipState.READY)

    operations.rename(clip=take, title="  Salt,   slow ")

    take.refresh_from_db()
    assert take.title == "Salt, slow"


@pytest.mark.parametrize("title", [" ", "x" * 121])
def test_a_title_that_cannot_be_shown_is_refused(song, title):
    take = make_clip(song, ClipState.READY)

    with pytest.raises(operations.BadTitle):
        operations.rename(clip=take, title=title)

    take.refresh_from_db()
    assert take.title == "Salt on the Window"
