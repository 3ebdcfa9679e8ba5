"""Answering a request with a stored file: byte ranges from a folder, a signed link for a bucket.

Who may have the file is decided before (`access.py` of the app that shows it). Ranges follow
RFC 9110 section 14: one range is served; several at once, which it allows us to ignore, get the
whole file.
"""

import re
from dataclasses import dataclass
from typing import Final

import structlog
from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import (
    content_disposition_header,
    http_date,
    parse_etags,
    parse_http_date_safe,
)

from apps.archive import store
from apps.archive.models import Asset

log = structlog.get_logger(__name__)

CACHE_CONTROL: Final = "private, max-age=31536000, immutable"
RANGE: Final = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.IGNORECASE | re.ASCII)

Answer = HttpResponse | StreamingHttpResponse


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a file from `start` to `end`, both included."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Return the number of bytes."""
        return self.end - self.start + 1


class Unsatisfiable(Exception):
    """A range that begins behind the end of the file."""


def serve(
    request: HttpRequest, asset: Asset, *, download_name: str | None = None, by_us: bool = False
) -> Answer:
    """Answer GET or HEAD with the stored file, or the part of it that `Range` asks for.

    With `download_name` the browser saves it under that name, else it plays or shows it. `by_us`
    never sends the browser to the bucket, for scripts that may ask nobody else.
    Raises Http404 if our copy is not there.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not asset.is_stored:
        raise Http404("This file is not in the archive yet.")
    url = (
        None
        if by_us
        else store.presigned_url(
            asset.storage_key,
            download_name=download_name,
            media_type=asset.media_type,
            method=request.method,
        )
    )
    if url:
        response = HttpResponseRedirect(url)
        # A player that seeks asks again and again; half the link's life is always safe.
        response["Cache-Control"] = f"private, max-age={settings.PRESIGNED_LIFETIME_S // 2}"
        return response
    return _from_folder(request, asset, download_name)


def _from_folder(request: HttpRequest, asset: Asset, download_name: str | None) -> Answer:
    if _is_known(request, asset):
        return _with_headers(HttpResponse(status=304), asset, None)
    size_bytes = asset.size_bytes or 0
    try:
        span = _asked_span(request, asset, size_bytes)
    except Unsatisfiable:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size_bytes}"
        return response
    answer = _body(request, asset, span or Span(0, size_bytes - 1))
    if span:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {span.start}-{span.end}/{size_bytes}"
    return _with_headers(answer, asset, download_name)


def _is_known(request: HttpRequest, asset: Asset) -> bool:
    """Tell whether the browser has this file already. Here weak tags compare like strong ones."""
    known = [
        tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))
    ]
    return _etag(asset) in known or "*" in known


def _body(request: HttpRequest, asset: Asset, span: Span) -> Answer:
    try:
        content = store.open_range(asset.storage_key, start=span.start, length=span.length)
    except store.Missing:
        log.error("stored_file_missing", asset_id=str(asset.pk))
        raise Http404("The archive has lost this file.") from None
    if request.method == "HEAD":
        content.close()
        answer: Answer = HttpResponse()
    else:
        answer = StreamingHttpResponse(content)
    answer["Content-Length"] = str(span.length)
    answer["Content-Type"] = asset.media_type
    return answer


def _with_headers(answer: Answer, asset: Asset, download_name: str | None) -> Answer:
    answer["ETag"] = _etag(asset)
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = CACHE_CONTROL
    if asset.stored_at:
        answer["Last-Modified"] = http_date(asset.stored_at.timestamp())
    if download_name:
        disposition = content_disposition_header(as_attachment=True, filename=download_name)
        answer["Content-Disposition"] = str(disposition)
    return answer


def _etag(asset: Asset) -> str:
    return f'"{asset.sha256}"'


def _asked_span(request: HttpRequest, asset: Asset, size_bytes: int) -> Span | None:
    """Return the part that is asked for, or None for the whole. Raises Unsatisfiable."""
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or request.method != "GET" or not _range_still_holds(request, asset):
        return None
    first, last = found.groups()
    if not first:
        return _last_bytes(last, size_bytes)
    start, end = int(first), int(last or size_bytes - 1)
    if end < start and last:
        return None
    if start >= size_bytes:
        raise Unsatisfiable
    return Span(start, min(end, size_bytes - 1))


def _last_bytes(count: str, size_bytes: int) -> Span | None:
    if not count:
        return None
    if int(count) == 0:
        raise Unsatisfiable
    return Span(max(0, size_bytes - int(count)), size_bytes - 1)


def _range_still_holds(request: HttpRequest, asset: Asset) -> bool:
    """Tell whether `If-Range` names the file that we have."""
    condition = request.headers.get("If-Range")
    if condition is None or condition == _etag(asset):
        return True
    moment = parse_http_date_safe(condition)
    return bool(moment and asset.stored_at and int(asset.stored_at.timestamp()) == moment)
