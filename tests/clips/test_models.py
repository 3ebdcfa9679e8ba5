"""How clips, opinions and edges read in logs and on admin pages."""

import pytest

from apps.clips.models import Clip, Lineage
from apps.clips.states import ClipState
from tests.factories.accounts import add_member, make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import rating
from tests.factories.projects import project

pytestmark = pytest.mark.django_db


def test_only_clips_of_our_own_copy_count_as_playable():
    song = project(make_team())
    ready = make_clip(song, ClipState.READY)
    make_clip(song, ClipState.ARCHIVING)

    assert Clip.objects.playable().get() == ready


def test_rows_read_as_what_they_are():
    team = make_team()
    song = project(team)
    parent, child = make_clip(song), make_clip(song)
    edge = Lineage.objects.create(parent=parent, child=child, operation="extend")
    starred = rating(parent, add_member(team), stars=4)
    liked = rating(parent, add_member(team), liked=True)

    assert [str(row) for row in (song, parent, edge, starred, liked)] == [
        "Salt on the Window",
        "Salt on the Window, take 1",
        "extend",
        "4 of 5",
        "Liked",
    ]


def test_a_take_without_tags_has_a_short_caption():
    assert make_clip(project(make_team()), tags="").caption == "Take 01"
