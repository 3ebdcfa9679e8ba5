"""Files that were made out of stems go when they had their time; nothing else does."""

from datetime import timedelta

import pytest

from apps.archive import operations as archive
from apps.archive import store
from apps.archive.models import Asset
from apps.archive.states import AssetKind
from apps.clips.states import ClipState
from apps.stems import operations, tasks
from apps.stems.models import Rendering
from apps.stems.states import Purpose, RenderState
from tests.archive.sounds import as_wav, silence
from tests.factories.clips import clip as make_clip
from tests.factories.stems import NOON, kept_file, set_with_files, work

pytestmark = pytest.mark.django_db

RATE = 48_000
LATER = NOON + timedelta(days=31)


@pytest.fixture
def stem_set(project):
    sound = silence(0.3, rate_hz=RATE)
    sound[:, ::7] = 0.1
    files = {name: as_wav(sound, rate_hz=RATE) for name in ("Vocals", "Drums")}
    whole = kept_file(files["Vocals"])
    found = set_with_files(make_clip(project, ClipState.READY, audio=whole), files)
    work()
    found.refresh_from_db()
    return found


def is_there(asset):
    """Tell whether the file can still be read."""
    try:
        return bool(b"".join(store.open_range(asset.storage_key)))
    except store.StorageTrouble:
        return False


def ask(stem_set, now=NOON, **strip):
    strips = [{"stem": str(stem_set.stems.first().pk), **strip}]
    wish = {"stem_set": stem_set, "strips": strips, "file_format": "wav16", "by": None}
    return operations.request_mixdown(**wish, now=now)


def test_a_mix_goes_after_its_time_and_all_else_stays(stem_set):
    old = ask(stem_set)
    work()
    fresh = ask(stem_set, now=LATER, gain=-3.0)
    work(now=LATER)
    old.refresh_from_db()
    file = old.asset

    early = operations.tidy(now=NOON)
    gone = [operations.tidy(now=LATER) for _ in range(2)]

    assert (early, gone) == (0, [1, 0])
    assert not is_there(file)
    assert list(Rendering.objects.filter(purpose=Purpose.MIX)) == [fresh]
    assert is_there(stem_set.pack)
    assert is_there(stem_set.manifest)


def test_a_mix_that_is_asked_for_again_is_made_again(stem_set):
    ask(stem_set)
    work()
    operations.tidy(now=LATER)

    again = ask(stem_set, now=LATER)
    work(now=LATER)

    again.refresh_from_db()
    assert again.state == RenderState.DONE
    assert is_there(again.asset)


def test_a_file_whose_maker_died_goes_and_one_that_is_just_made_stays(tmp_path):
    path = tmp_path / "made"
    path.write_bytes(b"made")
    wish = {"path": path, "kind": AssetKind.PACK, "media_type": "audio/wav"}
    archive.keep(**wish, now=NOON - timedelta(days=2))
    archive.keep(**wish, now=NOON)

    gone = operations.tidy(now=NOON)
    kept = Asset.objects.filter(kind=AssetKind.PACK).count()
    tasks.tidy()

    assert (gone, kept) == (1, 1)
