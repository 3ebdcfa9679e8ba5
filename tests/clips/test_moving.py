"""Takes that go over to another song, and what they leave as it was."""

import pytest
from django.urls import reverse

from apps.accounts.rights import Role
from apps.clips import operations
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.generation.models import JobOutput
from tests.clips.visits import sign_in
from tests.factories.accounts import make_team
from tests.factories.clips import NOON
from tests.factories.clips import clip as make_clip
from tests.factories.credits import opened_account
from tests.factories.generation import queued_song
from tests.factories.projects import project

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(song):
    place = project(song.team, title="Another song")
    make_clip(place, ClipState.READY, remote_id="there")
    return place


def move(client, team, clips, to):
    data = {"act": "move", "clip": [clip.pk for clip in clips], "to": to}
    return client.post(reverse("clips:clip_bulk", args=[team.slug]), data, follow=True)


def places():
    rows = Clip.objects.order_by("created_at", "id")
    return [(clip.project.title, clip.number, bool(clip.picked_at)) for clip in rows]


def test_takes_move_with_new_numbers_and_undo_leaves_no_trace(client, song, other):
    sign_in(client, song.team)
    takes = [make_clip(song, ClipState.READY) for _ in range(2)]
    operations.pick(clip=takes[0], now=NOON)
    before = places()

    page = move(client, song.team, takes, other.pk).content.decode()
    after = places()
    client.post(reverse("clips:clip_undo", args=[song.team.slug]))

    assert "2 takes moved to Another song." in page
    assert after == [(other.title, number, False) for number in (1, 2, 3)]
    assert places() == before


def test_undo_takes_no_number_and_no_pick_away(song, other):
    take = make_clip(song, ClipState.READY)
    operations.pick(clip=take, now=NOON)
    left = operations.move_clips(team=song.team, clip_ids=[take.pk], project=other)
    late = make_clip(song, ClipState.READY, remote_id="late")
    operations.pick(clip=late, now=NOON)

    operations.move_back(team=song.team, left=left, project=song, now=NOON)

    take.refresh_from_db()
    assert (take.project, take.number, take.picked_at) == (song, 2, None)


def test_nobody_moves_takes_between_teams(client, song, take):
    stranger = project(make_team())
    theirs = make_clip(stranger, ClipState.READY)
    sign_in(client, song.team)

    for clips, to in (([take], stranger.pk), ([take], ""), ([], song.pk), ([theirs], song.pk)):
        move(client, song.team, clips, to)

    take.refresh_from_db()
    theirs.refresh_from_db()
    assert (take.project, theirs.project) == (song, stranger)


def test_a_reviewer_moves_nothing(client, song, take, other):
    sign_in(client, song.team, Role.REVIEWER)

    assert move(client, song.team, [take], other.pk).status_code == 403


def test_both_workspaces_show_where_a_take_is(client, song, other):
    opened_account()
    sign_in(client, song.team)
    take = make_clip(song, ClipState.READY)
    JobOutput.objects.create(job=queued_song(song), clip=take, position=0)
    operations.move_clips(team=song.team, clip_ids=[take.pk], project=other)

    here, there = (
        client.get(reverse("studio:workspace_show", args=[place.pk])).content.decode()
        for place in (song, other)
    )

    assert f"clip-{take.pk}" not in here
    assert there.count(f'id="clip-{take.pk}"') == 1
    assert "Moved here" in there
