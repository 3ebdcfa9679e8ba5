"""The worker processes: `python -m apps.sandbox.worker renders|callbacks NAME`.

Owns the loops; what one turn does is in `rendering.py` and `courier.py`. Started by the supervisor.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

import django

logger = logging.getLogger("apps.sandbox.worker")

_IDLE_S = 0.1
_AFTER_ERROR_S = 1.0


def main(queue: str, owner: str) -> None:
    """Work on one queue until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.sandbox.settings")
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, _stop)
    django.setup()
    from apps.sandbox import lifeline  # noqa: PLC0415

    lifeline.hold()
    loop(_turn(queue, owner))


def loop(turn: Callable[[], bool]) -> None:
    """Repeat a turn for ever, resting when there was nothing to do."""
    while True:
        try:
            worked = turn()
        except Exception:
            logger.exception("a turn of the worker failed")
            time.sleep(_AFTER_ERROR_S)
            continue
        if not worked:
            time.sleep(_IDLE_S)


def _turn(queue: str, owner: str) -> Callable[[], bool]:
    # Only now, since these need Django to be set up, and the courier needs no engine.
    from django.utils import timezone  # noqa: PLC0415

    if queue == "renders":
        from apps.sandbox import rendering  # noqa: PLC0415

        return lambda: rendering.step(owner=owner, clock=timezone.now)

    import httpx  # noqa: PLC0415

    from apps.sandbox import courier, retention  # noqa: PLC0415

    client = httpx.Client(timeout=courier.TIMEOUT_S, trust_env=False)
    sweeper = retention.Sweeper()

    def turn() -> bool:
        sweeper.step(now=timezone.now())
        return courier.step(owner=owner, client=client, clock=timezone.now)

    return turn


def _stop(signal_number: int, frame: FrameType | None) -> None:
    # A render in progress starts over after the next start; see rendering.py.
    sys.exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
