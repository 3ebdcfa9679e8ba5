"""A split on its way home, whatever the provider sends."""

import pytest

from apps import musicapi
from apps.archive.models import Asset
from apps.archive.states import AssetKind, AssetState
from apps.clips import operations as clips
from apps.clips.states import ClipState
from apps.stems import operations
from apps.stems.models import Rendering, Stem, StemSet
from apps.stems.states import Purpose, SetState
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.factories.stems import NOON, part, split

pytestmark = pytest.mark.django_db


@pytest.fixture
def clip(project):
    return make_clip(project, ClipState.READY)


def settle(stem, state=AssetState.STORED, **fields):
    """Bring the file of a part to an end, as the archive does."""
    stored = {"storage_key": str(stem.pk), "sha256": "ab" * 32, "size_bytes": 10}
    changes = stored if state == AssetState.STORED else {}
    Asset.objects.filter(pk=stem.asset_id).update(state=state, due_at=None, **changes, **fields)
    operations.follow_asset(asset_id=stem.asset_id, now=NOON)


def named(stem_set):
    return list(stem_set.stems.order_by("position").values_list("name", flat=True))


def test_parts_are_named_in_one_way(clip):
    found = split(
        clip, *map(part, ["lead_vocals", "Background vocals", "drum", "keys", "Theremin"])
    )

    assert named(found) == ["Vocals", "Backing Vocals", "Drums", "Keyboard", "Theremin"]


def test_a_name_at_the_end_of_the_title_will_do(clip):
    found = split(
        clip,
        part("a", stem_name="", title="Salt on the Window (Bass)"),
        part("b", stem_name="", title="Salt on the Window - Drums"),
    )

    assert named(found) == ["Bass", "Drums"]


def test_parts_without_a_name_are_numbered_and_those_of_the_same_name_told_apart(clip):
    parts = [part("a", stem_name=""), part("b", stem_name="Synth"), part("c", stem_name="synth")]

    found = split(clip, *parts, part("d", stem_name=""))

    assert named(found) == ["Part 1", "Synth", "Synth 2", "Part 4"]


def test_finished_parts_are_fetched_while_others_are_made(clip):
    first = split(
        clip, part("Vocals"), part("Drums", state=musicapi.ClipState.RUNNING), is_final=False
    )

    second = split(clip, part("Vocals"), part("Drums"))

    assert first.pk == second.pk
    assert Asset.objects.filter(kind=AssetKind.STEM).count() == 2
    assert second.state == SetState.ARCHIVING
    assert second.trouble == ""


def test_the_same_look_twice_changes_nothing(clip):
    for _ in range(2):
        split(clip, part("Vocals"), part("Drums"))

    assert StemSet.objects.count() == 1
    assert Stem.objects.count() == Asset.objects.filter(kind=AssetKind.STEM).count() == 2


def test_the_parts_that_came_are_kept_when_the_others_fail(clip):
    silent = part("Drums", state=musicapi.ClipState.FAILED, audio_url="", error_text="no drums")

    found = split(clip, part("Vocals"), silent)

    assert found.state == SetState.ARCHIVING
    assert found.trouble == "1 of 2 parts came."
    assert found.stems.get(name="Drums").trouble == "no drums"


def test_an_unusual_number_of_parts_is_said(clip):
    found = split(clip, part("Vocals"), part("Drums"), part("Bass"))

    assert found.trouble == "The provider sent 3 parts; 2 or 4 are usual."


def test_a_split_that_breaks_off_keeps_what_came(clip):
    split(clip, part("Vocals"), is_final=False)

    found = operations.fail(reference="job:1", trouble="The provider gave up.", now=NOON)

    assert found.state == SetState.ARCHIVING
    assert found.trouble == "The provider gave up."


def test_a_split_without_any_part_has_failed(clip):
    found = split(clip, part("Vocals", state=musicapi.ClipState.FAILED, audio_url=""))

    assert found.state == SetState.FAILED


def test_a_failure_before_the_first_part_leaves_nothing(clip):
    assert operations.fail(reference="job:1", trouble="no", now=NOON) is None


def test_the_set_is_checked_once_all_files_are_settled(clip):
    found = split(clip, part("Vocals"), part("Drums"))
    vocals, drums = found.stems.order_by("position")

    settle(vocals)
    found.refresh_from_db()
    before = found.state
    for _ in range(2):
        settle(drums, AssetState.BROKEN)

    found.refresh_from_db()
    assert (before, found.state) == (SetState.ARCHIVING, SetState.CHECKING)
    assert Rendering.objects.get().purpose == Purpose.PACK


def test_a_set_without_any_file_has_failed_and_can_be_fetched_again(clip):
    found = split(clip, part("Vocals"))
    stem = found.stems.get()
    settle(stem, AssetState.LOST)
    found.refresh_from_db()
    failed = found.state

    stem.refresh_from_db()
    operations.fetch_again(stem=stem, now=NOON)

    found.refresh_from_db()
    assert (failed, found.state) == (SetState.FAILED, SetState.ARCHIVING)
    with pytest.raises(operations.NothingToFetch):
        operations.fetch_again(stem=Stem.objects.get(), now=NOON)


def test_files_that_settled_unheard_are_made_good(clip):
    found = split(clip, part("Vocals"))
    Asset.objects.filter(stem__stem_set=found).update(
        state=AssetState.STORED, due_at=None, storage_key="a", sha256="b", size_bytes=1
    )

    assert operations.catch_up(now=NOON) == 1
    assert operations.catch_up(now=NOON) == 0
    found.refresh_from_db()
    assert found.state == SetState.CHECKING


def test_a_clip_that_is_deleted_meanwhile_keeps_its_parts(clip):
    split(clip, part("Vocals"), is_final=False)
    clips.delete(clip=clip, now=NOON)

    found = split(clip, part("Vocals"), part("Drums"))

    assert found.state == SetState.ARCHIVING
    assert stored_asset().is_stored
