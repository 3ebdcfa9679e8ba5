"""A provider that answers as a test says, for steps that need no server."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from unittest.mock import Mock

from apps import musicapi
from apps.generation.management.hands import take_due_steps
from tests.support.crew import Crew


class Provider:
    """Stands where the client of `musicapi` does; `says(sonic_bpm=Tempo(...))` sets answers."""

    def __init__(self) -> None:
        self.api = Mock(spec=musicapi.MusicAPI)
        self.api.get_credits.return_value = musicapi.Balance(Decimal(1000), Decimal(0))

    def says(self, **answers: Any) -> None:
        """Set what methods return; an exception is raised instead."""
        for name, answer in answers.items():
            method = getattr(self.api, name)
            is_error = isinstance(answer, Exception)
            method.side_effect, method.return_value = (answer, None) if is_error else (None, answer)

    @contextmanager
    def connect(self, _account: object) -> Iterator[Any]:
        """Open the client of an account."""
        yield self.api

    def work(self, crew: Crew, ticks: int = 1) -> None:
        """Take every due step, so many times, with these answers."""
        for _ in range(ticks):
            take_due_steps(clock=crew.clock, connect=self.connect)
