"""Fetching as a worker does it step by step, and the rules of a single attempt."""

import pytest

from apps.archive import operations, source
from apps.archive.models import Asset
from apps.archive.states import AssetState
from tests.factories.archive import NOON


def step(asset, now=NOON) -> Asset:
    """Take one step as a worker does: lease, then fetch."""
    leased = dict(operations.lease_due(now=now))
    return operations.fetch(asset_id=asset.pk, lease=leased[asset.pk], now=now)


def steps(asset, most=20) -> Asset:
    """Take steps, each when it is due, until the asset is settled."""
    for _ in range(most):
        asset.refresh_from_db()
        if asset.state != AssetState.PENDING:
            return asset
        step(asset, asset.due_at)
    pytest.fail(f"still {asset.state} after {most} steps: {asset.trouble}")


def left(incoming) -> list[str]:
    return sorted(path.name for path in incoming.iterdir())


def rules_for(provider=None, **fields) -> source.Rules:
    origins = frozenset({("localhost", provider.port)}) if provider else frozenset()
    return source.Rules(
        **{"private_origins": origins, "max_bytes": 10_000_000, "time_limit_s": 5.0, **fields}
    )
