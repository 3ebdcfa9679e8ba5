"""Carrying one request to the provider and its answer back, over httpx.

What went wrong on the way is sorted here by the one question that matters for money: did anything
leave? Connecting and waiting for a place in the pool come before the first byte; everything later
does not.
"""

import functools
import logging
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from .errors import AuthFailed, MusicAPIError, NoAnswer, NotSent, RemoteBroken
from .wire.message import Answer, Pace, Request

log = logging.getLogger(__name__)

LARGEST_BODY_BYTES = 8 * 1024 * 1024
SHORTEST_SECRET = 6
USER_AGENT = "musicstudio"
BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that each part of a call may take; `*_s` by pace bound the wait for an answer.

    The defaults are the advice of CONTRACT section 6.
    """

    connect_s: float = 10.0
    write_s: float = 30.0
    pool_s: float = 5.0
    poll_s: float = 30.0
    submit_s: float = 60.0
    slow_s: float = 120.0

    def answer_s(self, pace: Pace) -> float:
        """Return how long an answer may take in all."""
        return {Pace.POLL: self.poll_s, Pace.SUBMIT: self.submit_s, Pace.SLOW: self.slow_s}[pace]

    def for_httpx(self, pace: Pace) -> httpx.Timeout:
        """Return the four limits of one call."""
        return httpx.Timeout(
            connect=self.connect_s,
            read=self.answer_s(pace),
            write=self.write_s,
            pool=self.pool_s,
        )


class Collector:
    """Gathers a body as it comes, and gives up when it is too long or comes too slowly."""

    def __init__(self, limit_s: float) -> None:
        self._deadline = time.monotonic() + limit_s
        self._body = bytearray()

    def take(self, chunk: bytes) -> None:
        """Add a piece; raises httpx.ReadError at the limits, as for any other broken answer."""
        self._body += chunk
        if len(self._body) > LARGEST_BODY_BYTES:
            raise httpx.ReadError("the answer is too long")
        if time.monotonic() > self._deadline:
            raise httpx.ReadTimeout("the answer comes too slowly")

    def answer(self, response: httpx.Response) -> Answer:
        """Return the whole answer."""
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(self._body))


def exchange(
    http: httpx.Client, request: Request, *, base_url: str, key: str, timeouts: Timeouts
) -> Answer:
    """Send once and return whatever the server said; raise only if it said nothing whole.

    Raises NotSent, NoAnswer (paid calls) or RemoteBroken (free calls), AuthFailed for an unusable
    key.
    """
    headers = headers_for(request, key)
    collector = Collector(timeouts.answer_s(request.pace))
    try:
        with http.stream(
            request.method,
            base_url.rstrip("/") + request.path,
            params=dict(request.query),
            headers=headers,
            content=request.content,
            timeout=timeouts.for_httpx(request.pace),
            follow_redirects=False,
        ) as response:
            for chunk in response.iter_bytes():
                collector.take(chunk)
            return noted(request, collector.answer(response))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise not_answered(request, error) from error


def headers_for(request: Request, key: str) -> dict[str, str]:
    """Return the headers of a call; a key that no header can carry is refused before it is sent."""
    bare = key.strip()
    if not bare or not bare.isascii() or not bare.isprintable():
        raise AuthFailed("The key is empty or has characters that no key has.")
    headers = {
        "Authorization": f"Bearer {bare}",
        "Accept": "application/json",
        "User-Agent": USER_AGENT,
    }
    if request.members is not None:
        headers["Content-Type"] = "application/json"
    return headers


def not_answered(request: Request, error: Exception) -> MusicAPIError:
    """Return the error for a call that brought no whole answer."""
    why = f"{type(error).__name__}: {error}".rstrip(": ")
    if isinstance(error, BEFORE_SENDING):
        return NotSent(f"MusicAPI could not be reached ({why}); nothing was sent.")
    if request.paid:
        return NoAnswer(f"MusicAPI was called but gave no whole answer ({why}).")
    return RemoteBroken(f"MusicAPI gave no whole answer ({why}).")


def scrubbed(error: MusicAPIError, *secrets: str) -> MusicAPIError:
    """Take secrets out of an error, in case the server repeated what it was sent.

    What is shorter than a word protects nothing, and taking it out would garble the text.
    """
    for secret in secrets:
        if len(secret) < SHORTEST_SECRET:
            continue
        error.message = error.message.replace(secret, "[secret]")
        error.reason = error.reason.replace(secret, "[secret]")
    error.args = (error.message,)
    return error


def noted(request: Request, answer: Answer) -> Answer:
    """Leave a line for support: which call, which status, which id; never bodies or headers."""
    log.debug(
        "%s %s answered %d %s", request.method, request.path, answer.status, answer.request_id
    )
    return answer


def is_loopback(base_url: str) -> bool:
    """Say whether the server is this machine, which no proxy can reach."""
    try:
        host = urlsplit(base_url).hostname or ""
    except ValueError:
        return False
    return host in ("localhost", "::1") or host.startswith("127.")


@functools.cache
def tls() -> ssl.SSLContext:
    """Return the one TLS context: building it takes longer than many a call."""
    return httpx.create_ssl_context()
