"""Looking at many tasks at once: one event loop, one pool of connections, no repeats.

A poll that failed is simply due again later, so that nothing here waits or repeats. When the key is
refused or the server asks for fewer calls, the looks that have not begun are not begun.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import httpx

from .errors import AuthFailed, MusicAPIError, NotSent, RateLimited
from .results import Snapshot
from .transport import (
    Collector,
    Timeouts,
    headers_for,
    is_loopback,
    not_answered,
    noted,
    scrubbed,
    tls,
)
from .wire.message import Answer, Request
from .wire.polls import poll, read_poll
from .words import Engine

Seen = Snapshot | MusicAPIError


@dataclass(frozen=True, slots=True)
class PollTarget:
    """One task to look at; `age_s` is the time since it was submitted, None if unknown."""

    task_id: str
    engine: Engine = Engine.SONIC
    age_s: float | None = None


def poll_many(
    targets: Iterable[PollTarget],
    *,
    base_url: str,
    key: str,
    limit: int = 10,
    deadline_s: float = 60.0,
    timeouts: Timeouts | None = None,
) -> dict[str, Seen]:
    """Look at every target once, `limit` at a time, and return what was seen by task id.

    A value is a Snapshot or the MusicAPIError that came instead. What has not begun after
    `deadline_s` comes back as NotSent, so that the call lasts at most `deadline_s` plus one
    answer's time. Must not be called inside a running event loop. Source: CONTRACT sections 5 and
    6.
    """
    chosen = list(targets)
    if not chosen:
        return {}
    account = _Account(base_url, key, timeouts or Timeouts())
    return asyncio.run(_look_at_all(chosen, account, limit, deadline_s))


@dataclass(frozen=True, slots=True)
class _Account:
    base_url: str
    key: str
    timeouts: Timeouts


class _Round:
    """One round of looks; remembers why no further look should begin."""

    def __init__(self, http: httpx.AsyncClient, account: _Account, limit: int) -> None:
        self._http = http
        self._account = account
        self._places = asyncio.Semaphore(limit)
        self._stopped: MusicAPIError | None = None

    async def look(self, target: PollTarget, deadline: float) -> Seen:
        async with self._places:
            if self._stopped is not None:
                return self._stopped
            if asyncio.get_running_loop().time() > deadline:
                return NotSent("This round of polls ran out of time before this task's turn.")
            try:
                return await self._once(target)
            except MusicAPIError as error:
                return self._remembered(scrubbed(error, self._account.key.strip()))

    async def _once(self, target: PollTarget) -> Snapshot:
        request = poll(target.engine, target.task_id)
        try:
            async with asyncio.timeout(self._account.timeouts.poll_s):
                answer = await self._exchange(request)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise not_answered(request, error) from error
        return read_poll(target.engine, target.task_id, noted(request, answer), age_s=target.age_s)

    async def _exchange(self, request: Request) -> Answer:
        account = self._account
        collector = Collector(account.timeouts.answer_s(request.pace))
        async with self._http.stream(
            request.method,
            account.base_url.rstrip("/") + request.path,
            headers=headers_for(request, account.key),
            timeout=account.timeouts.for_httpx(request.pace),
            follow_redirects=False,
        ) as response:
            async for chunk in response.aiter_bytes():
                collector.take(chunk)
            return collector.answer(response)

    def _remembered(self, error: MusicAPIError) -> MusicAPIError:
        if isinstance(error, AuthFailed | RateLimited):
            self._stopped = error
        return error


async def _look_at_all(
    targets: list[PollTarget], account: _Account, limit: int, deadline_s: float
) -> dict[str, Seen]:
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    async with httpx.AsyncClient(
        limits=limits, verify=tls(), trust_env=not is_loopback(account.base_url)
    ) as http:
        round_ = _Round(http, account, limit)
        deadline = asyncio.get_running_loop().time() + deadline_s
        seen = await asyncio.gather(*(round_.look(target, deadline) for target in targets))
    return {target.task_id: result for target, result in zip(targets, seen, strict=True)}
