"""One step of the courier: send a callback that is due (CONTRACT 10).

What follows an answer other than 2xx is not documented; the courier tries a few times and stops.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx

from apps.sandbox import callbacks, leasing
from apps.sandbox.models import Delivery

logger = logging.getLogger(__name__)

LEASE_S = 60.0
TIMEOUT_S = 10.0
_PAUSES_S = (2.0, 10.0, 60.0)


def step(*, owner: str, client: httpx.Client, clock: Callable[[], datetime]) -> bool:
    """Send one callback if one is due. Returns whether there was work."""
    delivery = leasing.claim(Delivery, owner=owner, lease_s=LEASE_S, now=clock())
    if delivery is None:
        return False
    error = _send(delivery, client, clock())
    try:
        if error and delivery.attempts <= len(_PAUSES_S):
            pause = timedelta(seconds=_PAUSES_S[delivery.attempts - 1])
            leasing.put_back(delivery, due_at=clock() + pause, error=error)
        else:
            leasing.finish(delivery, now=clock())
    except leasing.LeaseLost:
        logger.info("callback %s belongs to somebody else by now", delivery.event_id)
    return True


def _send(delivery: Delivery, client: httpx.Client, now: datetime) -> str:
    """Send a callback. Returns what went wrong, or nothing."""
    callback = callbacks.written(delivery, now=now)
    try:
        answer = client.post(callback.url, headers=dict(callback.headers), content=callback.body)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{type(error).__name__}: {error}"
    return "" if answer.is_success else f"answered {answer.status_code}"
