"""How calls are made, whatever they ask for: what is repeated, what is not, what a yes is.

A free call is repeated a few times when the line or the server breaks. A paid call is sent exactly
once; what could not be answered is `NoAnswer` and the caller's to reconcile. The one exception is a
400 about a member that some versions of the server do not know: a 400 charges nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import httpx
import stamina

from .errors import BadAnswer, MusicAPIError, NotSent, RemoteBroken
from .results import Snapshot, Submission
from .transport import Timeouts, exchange, scrubbed
from .wire import polls, refusals, submissions
from .wire.message import Answer, Members, Request, listed, text
from .words import Engine

T = TypeVar("T")

OlderForm = Callable[[Request, Answer], Request | None]

FREE_ATTEMPTS = 3
RETRIED = (NotSent, RemoteBroken)


class Calls:
    """The one way to send; `MusicAPI` adds what to send."""

    def __init__(
        self, http: httpx.Client, base_url: str, key: str, *, timeouts: Timeouts | None = None
    ) -> None:
        self._http = http
        self._key = key
        self._timeouts = timeouts or Timeouts()
        self._again = stamina.RetryingCaller(attempts=FREE_ATTEMPTS, wait_initial=0.2)
        self.base_url = base_url

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def _poll(
        self,
        engine: Engine,
        task_id: str,
        age_s: float | None,
        *,
        older: Request | None = None,
    ) -> Snapshot:
        """Look at a task once, under an older path if one is given."""
        call = older or polls.poll(engine, task_id)
        return self._repeat(lambda: polls.read_poll(engine, task_id, self._send(call), age_s=age_s))

    def _ask(self, call: Request, read: Callable[[Answer], T]) -> T:
        """Send a free call and read its yes."""
        return self._repeat(lambda: _yes(call, self._send(call), read))

    def _repeat(self, once: Callable[[], T]) -> T:
        """Do something free, again after a broken line or server."""

        def scrubbing() -> T:
            with self._scrubbing():
                return once()

        return self._again(RETRIED, scrubbing)

    def _start(
        self, engine: Engine, call: Request, *, older: OlderForm | None = None
    ) -> Submission:
        """Send a paid call that starts a task."""
        return self._pay(call, lambda yes: submissions.read_submission(engine, yes), older=older)

    def _pay(
        self, call: Request, read: Callable[[Answer], T], *, older: OlderForm | None = None
    ) -> T:
        """Send a paid call once; `older` may turn a free refusal into another form of the call."""
        with self._scrubbing(*_secrets(call.members or {})):
            answer = self._send(call)
            again = older(call, answer) if older else None
            if again is not None:
                answer = self._send(again)
            return _yes(call, answer, read)

    def _send(self, call: Request) -> Answer:
        return exchange(
            self._http, call, base_url=self.base_url, key=self._key, timeouts=self._timeouts
        )

    @contextmanager
    def _scrubbing(self, *secrets: str) -> Iterator[None]:
        try:
            yield
        except MusicAPIError as error:
            raise scrubbed(error, self._key.strip(), *secrets) from error.__cause__


def _secrets(members: Members) -> list[str]:
    """Find what a call carries that no error may show; a batch carries several."""
    carriers = [members, *listed(members, "items")]
    return [text(carrier.get("webhook_secret")) for carrier in carriers]


def _yes(call: Request, answer: Answer, read: Callable[[Answer], T]) -> T:
    error = refusals.refusal(call, answer)
    if error is not None:
        raise error
    try:
        return read(answer)
    except BadAnswer as unread:
        raise refusals.unreadable(call, unread) from unread
