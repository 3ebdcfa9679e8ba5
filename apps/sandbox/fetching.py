"""Fetch a file from an address that a stranger chose, within bounds. Standard library only.

Every address on the way, redirects included, must be public: names are looked up once and the
connection goes to the very address that was checked. Runs in the listener's process, which ends it
when it takes too long (`listener.py`).
"""

import http.client
import ipaddress
import socket
import ssl
import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit

MOST_BYTES = 80_000_000
_TIMEOUT_S = 10.0
_ARRIVED_WITHIN_S = 90.0
_MOST_REDIRECTS = 3
_CHUNK_BYTES = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_SOUND = ("text/", "image/", "application/json", "application/pdf", "application/zip")


class CannotFetch(Exception):
    """The file cannot be had; the message says why."""


def fetch(url: str, path: Path, *, private: bool) -> None:
    """Save what lies at an http(s) address. Raises: CannotFetch.

    `private` allows addresses of this machine and of private networks.
    """
    try:
        for _ in range(_MOST_REDIRECTS + 1):
            moved = _save(url, path, private=private)
            if moved is None:
                return
            url = urljoin(url, moved)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CannotFetch("the address is not accessible; give a public direct link") from error
    raise CannotFetch("the address redirects too often")


def _save(url: str, path: Path, *, private: bool) -> str | None:
    """Save an answer, or return where it redirects to."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CannotFetch("the address must be http or https")
    is_tls = parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=_TIMEOUT_S)
    connection.sock = _connected(parts.hostname, port, is_tls=is_tls, private=private)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={"Accept": "audio/*, */*;q=0.1"})
        with connection.getresponse() as answer:
            if answer.status in _REDIRECTS and answer.headers["Location"]:
                return answer.headers["Location"]
            _check(answer)
            _copy(answer, path)
    finally:
        connection.close()
    return None


def _connected(host: str, port: int, *, is_tls: bool, private: bool) -> socket.socket:
    """Connect to an address of a host that may be asked."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    if not private and not all(_is_public(address) for address in addresses):
        raise CannotFetch("the address is not public")
    plain = socket.create_connection((addresses[0], port), timeout=_TIMEOUT_S)
    if not is_tls:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise


def _is_public(address: str) -> bool:
    seen = ipaddress.ip_address(address.partition("%")[0])
    mapped = seen.ipv4_mapped if isinstance(seen, ipaddress.IPv6Address) else None
    checked = mapped or seen
    return checked.is_global and not checked.is_multicast


def _check(answer: http.client.HTTPResponse) -> None:
    if answer.status != http.client.OK:
        raise CannotFetch(f"the address answers with status {answer.status}")
    if answer.headers.get("Content-Type", "").lower().startswith(_NOT_SOUND):
        raise CannotFetch("the address holds no audio file")
    if int(answer.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise CannotFetch(f"the file is larger than {MOST_BYTES // 1_000_000} MB")


def _copy(answer: http.client.HTTPResponse, path: Path) -> None:
    size_bytes, ends_at = 0, time.monotonic() + _ARRIVED_WITHIN_S
    with path.open("wb") as file:
        # Whatever has come by now, so that a trickle is noticed as well.
        while piece := answer.read1(_CHUNK_BYTES):
            size_bytes += len(piece)
            if time.monotonic() > ends_at:
                raise CannotFetch("the file takes too long to arrive")
            if size_bytes > MOST_BYTES:
                raise CannotFetch(f"the file is larger than {MOST_BYTES // 1_000_000} MB")
            file.write(piece)
