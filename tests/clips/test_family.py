"""Where takes come from: the tree, what changed and cost on its edges, parents that are gone."""

import pytest
from django.urls import reverse

from apps.clips import operations, selectors
from apps.clips.models import Lineage
from apps.clips.states import ClipState
from apps.credits import operations as credits
from apps.generation.models import JobOutput
from tests.clips.visits import sign_in, url
from tests.factories.clips import clip as make_clip
from tests.factories.credits import NOON, opened_account
from tests.factories.generation import queued_song

pytestmark = pytest.mark.django_db


def test_an_edge_tells_what_changed_and_what_it_cost(client, song):
    opened_account()
    sign_in(client, song.team)
    parent, child, twin = (make_clip(song, ClipState.READY, tags=tags) for tags in "abb")
    operations.descend(clip=child, parents=[parent], operation="extend")
    job = queued_song(song)
    for position, clip in enumerate([child, twin]):
        JobOutput.objects.create(job=job, clip=clip, position=position)
    credits.charge(reference=job.reference, now=NOON)

    page = client.get(reverse("clips:lineage_show", args=[song.pk])).content.decode()

    assert "<b>Extend</b>" in page
    assert "+ b</ins>" in page
    assert f"?work={job.reference.replace(':', '%3A')}" in page
    assert f"{job.price:.0f} credits for 2 takes" in page


def test_a_deleted_parent_stays_as_a_node_and_a_deleted_leaf_does_not(client, song):
    sign_in(client, song.team)
    parent, child, leaf = (make_clip(song, ClipState.READY) for _ in range(3))
    for clip in (child, leaf):
        operations.descend(clip=clip, parents=[parent], operation="extend")
    operations.delete(clip=parent, now=parent.created_at)
    operations.delete(clip=leaf, now=parent.created_at)

    trees = selectors.family_of_project(song, sign_in(client, song.team))

    assert [node.clip for node in trees] == [parent]
    assert [node.clip for node in trees[0].children] == [child]


def test_a_parent_that_is_gone_for_good_stays_by_its_name(client, song):
    sign_in(client, song.team)
    parent, child = make_clip(song, title="First <idea>"), make_clip(song, ClipState.READY)
    operations.descend(clip=child, parents=[parent], operation="cover")
    parent.delete()

    for address in (url("show", child), reverse("clips:lineage_show", args=[song.pk])):
        page = client.get(address).content.decode()
        assert "<b>Cover</b>" in page
        assert "First &lt;idea&gt;, take 1</b><span>gone for good</span>" in page
    assert Lineage.objects.get().parent is None
