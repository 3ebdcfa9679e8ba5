"""One attempt at a download, from redirects to the last byte."""

import re
import time
from collections.abc import Mapping
from typing import Final

import httpcore
import httpx

from apps.archive.source.errors import CutShort, NoAnswer, NotThere, Refused, WrongKind
from apps.archive.source.gate import DEFAULT_PORTS, Rules, client_for, origin_of
from apps.archive.source.incoming import Incoming

MAX_REDIRECTS: Final = 3
LONGEST_RETRY_AFTER_S: Final = 3600
UNTYPED: Final = {"", "application/octet-stream", "binary/octet-stream"}
TRY_LATER: Final = {408, 425, 429}
LOST_CONNECTION: Final = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
)


def download(*, url: str, to: Incoming, family: str, rules: Rules) -> None:
    """Bring the whole file at `url` into `to`, going on from what an earlier attempt left.

    `family` is what must come, `audio` or `image`, by its content type; bytes are judged by the
    caller. Returns once the file is whole. Raises the errors in the module's tree; after CutShort
    the bytes so far are kept. OSError means that our own disk is the trouble.
    """
    to.point_at(url)
    if to.note.is_complete:
        return
    deadline = time.monotonic() + rules.time_limit_s
    with client_for(rules, deadline) as client:
        try:
            response = _open(client, url, _resume_headers(to), rules)
        except LOST_CONNECTION as error:
            raise NoAnswer("The server with the file does not answer.") from error
        except httpx.InvalidURL as error:
            raise Refused("The link to the file is not a web address.") from error
        try:
            _receive(response, to, family, rules)
        finally:
            response.close()


def _resume_headers(to: Incoming) -> dict[str, str]:
    if to.size_bytes and to.note.validator:
        return {"Range": f"bytes={to.size_bytes}-", "If-Range": to.note.validator}
    return {}


def _open(client: httpx.Client, url: str, headers: dict[str, str], rules: Rules) -> httpx.Response:
    """Follow redirects by hand, so that each address is checked like the first."""
    target = httpx.URL(url)
    for _ in range(MAX_REDIRECTS + 1):
        _check_link(target, rules)
        request = client.build_request("GET", target, headers=headers)
        response = client.send(request, stream=True)
        if not response.has_redirect_location:
            return response
        response.close()
        target = target.join(response.headers["Location"])
    raise Refused("The link leads through too many redirects.")


def _check_link(url: httpx.URL, rules: Rules) -> None:
    origin = origin_of(f"{url.scheme}://{url.netloc.decode('ascii')}")
    trusted = origin is not None and rules.is_trusted(origin)
    if origin is None or url.scheme not in DEFAULT_PORTS or url.userinfo:
        raise Refused("The link to the file is not a web address.")
    if url.scheme != "https" and not trusted:
        raise Refused("The link to the file is not encrypted (https).")


def _receive(response: httpx.Response, to: Incoming, family: str, rules: Rules) -> None:
    if _is_already_whole(response, to):
        to.complete()
        return
    _check_status(response)
    _check_type(response, family)
    total = _prepare(response, to, rules)
    before = to.size_bytes
    try:
        _copy(response, to, rules)
    except LOST_CONNECTION as error:
        raise _cut_short(to, before) from error
    if total is not None and to.size_bytes != total:
        raise _cut_short(to, before)
    if not to.size_bytes:
        raise CutShort("The file came empty.")
    to.complete()


def _is_already_whole(response: httpx.Response, to: Incoming) -> bool:
    """Tell whether the server says that there is nothing after our last byte."""
    if response.status_code != httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        return False
    if response.headers.get("Content-Range", "") == f"bytes */{to.size_bytes}":
        return True
    to.restart()
    raise CutShort("The file changed while it was being fetched.")


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        return
    if status in TRY_LATER or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise NoAnswer(
            f"The server with the file is in trouble (it answers {status}).",
            retry_after_s=_retry_after_s(response.headers),
        )
    raise NotThere(f"The file is not at its link, or not there yet (the server answers {status}).")


def _retry_after_s(headers: Mapping[str, str]) -> int | None:
    value = headers.get("Retry-After", "")
    return min(int(value), LONGEST_RETRY_AFTER_S) if value.isdecimal() else None


def _check_type(response: httpx.Response, family: str) -> None:
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind not in UNTYPED and not kind.startswith(f"{family}/"):
        word = "audio" if family == "audio" else "a picture"
        raise WrongKind(f"The link leads to something else than {word} ({kind[:60]}).")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise WrongKind("The file comes in an encoding that was not asked for.")


def _prepare(response: httpx.Response, to: Incoming, rules: Rules) -> int | None:
    """Set the file to where the body begins; return the size of the whole file, if it is told."""
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        total: int | None = _continued_total(response, to)
    else:
        to.restart()
        length = response.headers.get("Content-Length", "")
        total = int(length) if length.isdecimal() else None
        to.expect(validator=_validator(response.headers), total_bytes=total)
    if total is not None and total > rules.max_bytes:
        raise _too_large(to, rules)
    return total


def _continued_total(response: httpx.Response, to: Incoming) -> int:
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
    known = to.note.total_bytes
    if found and int(found[1]) == to.size_bytes > 0 and known in (None, int(found[2])):
        return int(found[2])
    to.restart()
    raise CutShort("The file changed while it was being fetched.")


def _validator(headers: Mapping[str, str]) -> str:
    """Return what proves that a file is still the same: a strong ETag, or nothing."""
    etag = headers.get("ETag", "")
    return etag if etag.startswith('"') else ""


def _copy(response: httpx.Response, to: Incoming, rules: Rules) -> None:
    size = to.size_bytes
    try:
        for chunk in response.iter_raw():
            size += len(chunk)
            if size > rules.max_bytes:
                raise _too_large(to, rules)
            to.append(chunk)
    finally:
        to.flush()


def _too_large(to: Incoming, rules: Rules) -> Refused:
    to.restart()
    return Refused(f"The file is larger than {rules.max_bytes // 1_000_000} MB.")


def _cut_short(to: Incoming, before: int) -> CutShort:
    so_far, total = to.size_bytes, to.note.total_bytes
    of = f" of {total:,}" if total else ""
    return CutShort(
        f"The connection broke off after {so_far:,}{of} bytes.",
        has_progressed=bool(to.note.validator) and so_far > before > 0,
    )
