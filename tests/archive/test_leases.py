from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from apps.archive import operations
from tests.factories.archive import NOON, pending_asset


def lease(_: int):
    try:
        return operations.lease_due(now=NOON, limit=10)
    finally:
        connection.close()


@pytest.mark.team
@pytest.mark.django_db(transaction=True)
def test_ticks_at_the_same_moment_share_the_work():
    assets = {pending_asset("https://files.example/x").pk for _ in range(40)}

    with ThreadPoolExecutor(4) as pool:
        leased = [pair for batch in pool.map(lease, range(8)) for pair in batch]

    assert {asset_id for asset_id, _ in leased} == assets
    assert len(leased) == len(assets)
    assert len({lease for _, lease in leased}) == len(assets)
