"""A song and a take of it."""

import pytest

from apps.clips.states import ClipState
from tests.factories.accounts import make_team
from tests.factories.clips import clip as make_clip
from tests.factories.projects import project


@pytest.fixture
def song():
    return project(make_team())


@pytest.fixture
def take(song):
    return make_clip(song, ClipState.READY)
