"""The only place that opens connections: checked addresses, and no wait past the deadline."""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore
import httpx

from apps.archive.source.errors import Refused

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
LOOPBACK_NAMES: Final = {"127.0.0.1", "::1", "localhost"}
CONNECT_TIMEOUT_S: Final = 10.0
IDLE_TIMEOUT_S: Final = 20.0
TRANSLATED: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""Prefixes behind which a translator reaches IPv4, our own networks included."""

Origin = tuple[str, int]
Resolve = Callable[[str, int], Iterable[str]]


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses of a host as the system knows them."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


@dataclass(frozen=True)
class Rules:
    """What a download may do.

    `private_origins` are hosts with port that may be plain http and lie in our own network.
    `time_limit_s` is for one attempt, from the first packet to the last.
    """

    private_origins: frozenset[Origin]
    max_bytes: int
    time_limit_s: float
    resolve: Resolve = resolve_host

    def is_trusted(self, origin: Origin) -> bool:
        """Tell whether the operator named this host and port."""
        return origin in self.private_origins


def origin_of(text: str) -> Origin | None:
    """Return host and port of a URL or of `host:port`, or None if there is no host in it.

    The names of the loopback count as one. Without a port it is that of the scheme, or 443.
    """
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if not host or not port:
        return None
    return ("localhost" if host in LOOPBACK_NAMES else host, port)


def is_public(address: str) -> bool:
    """Tell whether an IP address lies on the open internet, also inside transition addresses."""
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner:
            return is_public(str(inner))
        if any(ip in network for network in TRANSLATED):
            return False
    return ip.is_global and not ip.is_multicast


def client_for(rules: Rules, deadline: float) -> httpx.Client:
    """Return a client for one attempt; `deadline` is a moment of `time.monotonic()`."""
    return httpx.Client(
        transport=_Transport(_Gate(rules, deadline)),
        timeout=httpx.Timeout(IDLE_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
        headers={"User-Agent": "musicstudio", "Accept": "*/*", "Accept-Encoding": "identity"},
        trust_env=False,
        follow_redirects=False,
    )


@cache
def _trusted_authorities() -> Any:
    return httpx.create_ssl_context()


class _Transport(httpx.BaseTransport):
    """httpx over connections that only the gate opens."""

    def __init__(self, gate: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted_authorities(), network_backend=gate
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method, url, headers=request.headers.raw, extensions=request.extensions
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Gate(httpcore.NetworkBackend):
    """Opens connections to addresses that it has checked itself, and none past the deadline."""

    def __init__(self, rules: Rules, deadline: float) -> None:
        self._rules = rules
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        for address in self._permitted(host, port):
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                stream = self._plain.connect_tcp(
                    address,
                    port,
                    timeout=_within(timeout, self._deadline),
                    local_address=local_address,
                    socket_options=socket_options,
                )
                return _Stream(stream, self._deadline)
        raise httpcore.ConnectError(f"no address of {host} takes connections")

    def _permitted(self, host: str, port: int) -> list[str]:
        try:
            addresses = list(self._rules.resolve(host, port))
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if self._rules.is_trusted(origin_of(f"{_bracketed(host)}:{port}") or ("", 0)):
            return addresses
        public = [address for address in addresses if is_public(address)]
        if addresses and not public:
            raise Refused("The link leads into a private network.")
        return public


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _within(timeout: float | None, deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the attempt took too long")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline, however slowly bytes drip in."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, timeout=_within(timeout, self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=_within(timeout, self._deadline))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(
            ssl_context, server_hostname, timeout=_within(timeout, self._deadline)
        )
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
