"""Assets become known and due, and are taken up by a lease."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from apps.archive.models import Asset
from apps.archive.operations.patience import GIVE_UP_AFTER
from apps.archive.states import MOVES, AssetKind, AssetState
from apps.core.errors import DomainError


class AlreadyStored(DomainError):
    """The file is in the archive; there is nothing to fetch again."""


def register(
    *, kind: AssetKind, source_url: str, expected_duration_s: float | None = None, now: datetime
) -> Asset:
    """Note that a file exists at `source_url` and is to be fetched, the first time right now.

    `expected_duration_s` (seconds) is what the provider announced; a file of another length is
    taken for damaged.
    """
    return Asset.objects.create(
        kind=kind,
        source_url=source_url,
        expected_duration_s=expected_duration_s,
        due_at=now,
        give_up_at=now + GIVE_UP_AFTER,
        created_at=now,
    )


def fetch_again(*, asset: Asset, source_url: str | None = None, now: datetime) -> Asset:
    """Start over with an asset that is broken, lost or waiting, perhaps from another link.

    Returns the fresh row. Done twice it changes nothing more. Raises AlreadyStored.
    """
    retryable = [state for state, after in MOVES.items() if AssetState.PENDING in after]
    changed = Asset.objects.filter(pk=asset.pk, state__in=[*retryable, AssetState.PENDING]).update(
        state=AssetState.PENDING,
        source_url=source_url or asset.source_url,
        due_at=now,
        give_up_at=now + GIVE_UP_AFTER,
        attempts=0,
        hindrance="",
        trouble="",
        lease=None,
    )
    if not changed:
        raise AlreadyStored("This file is in the archive already.")
    return Asset.objects.get(pk=asset.pk)


def lease_due(*, now: datetime, limit: int = 20) -> list[tuple[UUID, UUID]]:
    """Take up to `limit` due assets and return the id and lease of each, longest waiting first.

    A lease lasts LEASE_S seconds; if nobody used it by then, the row is simply due again.
    """
    # Most ticks find nothing; they need not take the lock that a transaction takes on SQLite.
    if not Asset.objects.due(now).exists():
        return []
    ends = now + timedelta(seconds=settings.LEASE_S)
    with transaction.atomic():
        due = list(Asset.objects.due(now).select_for_update(skip_locked=True)[:limit])
        leases = [(asset.pk, uuid4()) for asset in due]
        for asset_id, lease in leases:
            Asset.objects.due(now).filter(pk=asset_id).update(lease=lease, due_at=ends)
    return leases


def release_leases(*, now: datetime) -> None:
    """Make everything due at once. Only for a start at which no other worker can be alive."""
    Asset.objects.filter(state=AssetState.PENDING, lease__isnull=False).update(
        lease=None, due_at=now
    )
