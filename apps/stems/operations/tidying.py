"""Files that we made for somebody do not stay for ever: they can be made again."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from django.conf import settings

from apps.archive import operations as archive
from apps.archive import store
from apps.stems import selectors
from apps.stems.models import Rendering

log = structlog.get_logger(__name__)

UNOWNED_FOR: Final = timedelta(days=1)
"""Longer than it takes to write down what was made; what belongs to nobody then never will."""


def tidy(*, now: datetime) -> int:
    """Remove mixes that are older than `STEM_MIX_DAYS`, and made files that belong to nobody.

    Returns how many files went. What the storage would not remove goes the next time.
    """
    old = selectors.mixes_made_before(now - timedelta(days=settings.STEM_MIX_DAYS))
    Rendering.objects.filter(pk__in=old).delete()
    gone = 0
    for asset in selectors.unowned_files(now - UNOWNED_FOR):
        try:
            archive.discard(asset=asset)
        except store.StorageTrouble as error:
            log.warning("made file not removed", key=asset.storage_key, error=str(error))
            continue
        gone += 1
    return gone
