"""Celery functions of the archive. Rows are the queue; these only wake operations up."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from apps.archive import operations
from apps.archive.models import Asset
from apps.archive.signals import asset_settled
from apps.archive.states import AssetState


@shared_task
def tick(**_: Any) -> None:
    """Take up the files that are due. Beat sends this every few seconds."""
    for asset_id, lease in operations.lease_due(now=timezone.now()):
        fetch_asset.delay(asset_id=str(asset_id), lease=str(lease))


@shared_task
def fetch_asset(*, asset_id: str, lease: str, **_: Any) -> None:
    """Take one file one step further, and tell listeners when it is settled."""
    now = timezone.now()
    asset = operations.fetch(asset_id=UUID(asset_id), lease=UUID(lease), now=now)
    if asset.state != AssetState.PENDING:
        asset_settled.send(sender=Asset, asset_id=asset.pk)
