import pytest
from django.db import IntegrityError, transaction

from apps.archive.models import Asset
from apps.archive.states import MOVES, AssetKind, AssetState
from tests.factories.archive import NOON, pending_asset


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["storage_key", "sha256", "size_bytes"])
def test_what_is_stored_is_complete(missing):
    facts = {"storage_key": "audio/00/x.mp3", "sha256": "ab" * 32, "size_bytes": 7, "due_at": None}
    row = pending_asset("https://files.example/x")
    empty = 0 if missing == "size_bytes" else ""

    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=row.pk).update(state=AssetState.STORED, **{**facts, missing: empty})


@pytest.mark.django_db
@pytest.mark.parametrize("state", [AssetState.BROKEN, AssetState.LOST])
def test_what_is_settled_is_not_due(state):
    row = pending_asset("https://files.example/x")

    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=row.pk).update(state=state, due_at=NOON)


def test_an_asset_says_what_it_is():
    asset = Asset(kind=AssetKind.WAV)

    assert str(asset) == f"wav {asset.pk}"


def test_every_state_has_its_moves():
    assert set(MOVES) == set(AssetState)
