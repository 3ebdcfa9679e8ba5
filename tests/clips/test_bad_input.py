"""More than anybody should type: it is shown as it is, and no page gets slow."""

import time

import pytest
from django.urls import reverse

from apps.clips import operations
from apps.clips.states import ClipState
from tests.clips.visits import sign_in, url
from tests.factories.clips import clip as make_clip

pytestmark = pytest.mark.django_db
EVIL = "</textarea><script>alert('🎵')</script> שלום"
SLOW_S = 3.0
"""In time of the processor. Much more than a page takes, much less than one that tries forever."""


def test_ten_thousand_tags_slow_no_page(client, song):
    tags = ", ".join([EVIL, *(f"tag {number}" for number in range(10_000))])
    parent = make_clip(song, ClipState.READY, tags=tags)
    child = make_clip(song, ClipState.READY, tags=tags.replace("tag 1", "tag x"))
    operations.descend(clip=child, parents=[parent], operation="extend")
    sign_in(client, song.team)

    for address in (
        reverse("studio:library_show", args=[song.team.slug]) + "?q=9999",
        reverse("studio:workspace_show", args=[song.pk]),
        reverse("clips:lineage_show", args=[song.pk]),
        url("show", child),
    ):
        began_s = time.process_time()
        page = client.get(address).content.decode()
        assert time.process_time() - began_s < SLOW_S
        assert "<script>alert" not in page
