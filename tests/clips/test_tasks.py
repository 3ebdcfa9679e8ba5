"""What beat wakes in clips."""

import pytest

from apps.clips import tasks
from apps.clips.states import ClipState
from tests.factories.accounts import make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.factories.projects import project

pytestmark = pytest.mark.django_db


def test_a_tick_makes_a_clip_ready_whose_signal_got_lost():
    take = make_clip(project(make_team()), ClipState.ARCHIVING, audio=stored_asset())

    tasks.tick(sent_by="beat")

    take.refresh_from_db()
    assert take.state == ClipState.READY
