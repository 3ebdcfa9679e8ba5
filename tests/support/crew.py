"""The workers of the studio, in this process: they take due steps until nothing is due any more."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from apps.generation.management.hands import take_due_steps
from apps.generation.models import Job
from apps.generation.operations.connecting import connect


class Crew:
    """Does what Celery's workers do, with a clock that can be moved ahead of the real one."""

    connect = staticmethod(connect)

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def clock(self) -> datetime:
        """Tell the time of this crew."""
        return timezone.now() + self.ahead

    def skip(self, **span: float) -> None:
        """Let time pass without waiting for it."""
        self.ahead += timedelta(**span)

    def tick(self) -> None:
        """Take every step that is due, once."""
        take_due_steps(clock=self.clock)

    def work_until(self, done: Callable[[], bool], within_s: float = 60) -> None:
        """Tick until `done`, or fail with what stands in the way."""
        deadline = time.monotonic() + within_s
        while not done():
            jobs = list(Job.objects.values_list("state", "trouble", "due_at"))
            assert time.monotonic() < deadline, f"still not done: {jobs}"
            self.tick()
            time.sleep(0.05)
