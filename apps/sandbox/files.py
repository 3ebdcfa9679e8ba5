"""The files behind signed links: byte ranges, ETag, HEAD, and the stream that still grows.

A finished file is described by its row. The stream of a clip in the making is read as it grows,
until its render is over. Scripted file faults act here.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.response import StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.sandbox import bad_audio, connections, faults, folders
from apps.sandbox.models import Clip, File, Render
from apps.sandbox.ranges import Span, Unsatisfiable, wanted_span
from apps.sandbox.signatures import judge_link

_MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".mid": "audio/midi",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}
_CHUNK_BYTES = 65_536
_LOOK_EVERY_S = 0.25
# An engine that was silent for so long has died; a new attempt makes a new stream.
_GIVE_UP_AFTER_S = 120.0
_SIGNATURES_DIFFER = 403


@require_safe
def file_show(request: HttpRequest, clip_id: uuid.UUID, name: str) -> HttpResponseBase:
    """Serve one file of a clip to whoever has a link that works."""
    clip = Clip.objects.select_related("account").filter(pk=clip_id).first()
    if clip is None:
        return _refused(404, "file not found")
    verdict = judge_link(
        request.path,
        request.GET.get("expires", ""),
        request.GET.get("signature", ""),
        secret=clip.account.link_secret,
        now=timezone.now(),
    )
    if verdict != "good":
        return _refused(_SIGNATURES_DIFFER, f"this link is {verdict}")
    file = clip.files.filter(name=name).first()
    if file is not None:
        return _finished(request, clip, file)
    if name == "stream.mp3":
        return _growing(request, clip)
    return _refused(404, "file not found")


def _finished(request: HttpRequest, clip: Clip, file: File) -> HttpResponseBase:
    path = Path(settings.SANDBOX_DATA_DIR) / file.path
    is_sound = request.method != "HEAD" and path.suffix in {".mp3", ".wav"}
    if is_sound and faults.strike("missing_audio", request.path):
        return _refused(404, "file not found")
    spoiled = _spoiled(request, clip, path) if is_sound else None
    etag = f'"{file.sha256[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    body = spoiled or bad_audio.Body(file.size_bytes, lambda span: read_span(path, span))
    try:
        span = wanted_span(_range_header(request, etag), body.size_bytes)
    except Unsatisfiable:
        headers = {"Content-Range": f"bytes */{body.size_bytes}"}
        return HttpResponse(status=416, headers=headers)
    whole = Span(0, body.size_bytes)
    content = () if request.method == "HEAD" else body.read(span or whole)
    answer = StreamingHttpResponse(content, status=206 if span else 200)
    answer["Content-Type"] = _media_type(path)
    answer["Content-Length"] = str((span or whole).size_bytes)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    if span:
        answer["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{body.size_bytes}"
    return answer


def read_span(path: Path, span: Span) -> Iterator[bytes]:
    """Read a part of a file in pieces."""
    left = span.size_bytes
    with path.open("rb") as stream:
        stream.seek(span.start)
        while left > 0 and (piece := stream.read(min(left, _CHUNK_BYTES))):
            left -= len(piece)
            yield piece


def _spoiled(request: HttpRequest, clip: Clip, path: Path) -> bad_audio.Body | None:
    where = request.path
    size_bytes = path.stat().st_size

    def read(span: Span) -> Iterator[bytes]:
        return read_span(path, span)

    if faults.strike("truncated_audio", where):
        return bad_audio.truncated(size_bytes, read, lambda: connections.hang_up(request))
    if faults.strike("corrupt_audio", where):
        return bad_audio.corrupt(size_bytes)
    if faults.strike("wrong_length", where):
        return bad_audio.Body(size_bytes // 2, read)
    if faults.strike("silent_audio", where):
        return bad_audio.silent(path.suffix, clip.duration_s or 0.0)
    if faults.strike("empty_audio", where):
        return bad_audio.empty()
    if struck := faults.strike("other_rate", where):
        return bad_audio.resampled(path, int(struck.options["rate_hz"]))
    return None


def _growing(request: HttpRequest, clip: Clip) -> HttpResponseBase:
    render = Render.objects.filter(clip=clip).first()
    if render is None or not render.lease_token or clip.streaming_at is None:
        return _refused(404, "file not found")
    path = folders.of_attempt(render) / "stream.mp3"
    if not path.exists():
        return _refused(404, "file not found")
    same_attempt = Render.objects.filter(pk=render.pk, lease_token=render.lease_token)
    content = () if request.method == "HEAD" else follow(path, _goes_on(same_attempt))
    answer = StreamingHttpResponse(content)
    answer["Content-Type"] = _media_type(path)
    answer["Accept-Ranges"] = "none"
    answer["Cache-Control"] = "no-store"
    return answer


def follow(path: Path, goes_on: Callable[[], bool]) -> Iterator[bytes]:
    """Read a file while it grows, and its rest once `goes_on` says that it is finished."""
    quiet_since = time.monotonic()
    with path.open("rb") as stream:
        while True:
            growing = goes_on()
            while piece := stream.read(_CHUNK_BYTES):
                quiet_since = time.monotonic()
                yield piece
            if not growing or time.monotonic() - quiet_since > _GIVE_UP_AFTER_S:
                return
            time.sleep(_LOOK_EVERY_S)


def _goes_on(render: QuerySet[Render]) -> Callable[[], bool]:
    return lambda: render.filter(done_at=None).exists()


def _range_header(request: HttpRequest, etag: str) -> str | None:
    if request.headers.get("If-Range", etag) != etag:
        return None
    return request.headers.get("Range")


def _media_type(path: Path) -> str:
    return _MEDIA_TYPES[path.suffix]


def _refused(status: int, text: str) -> HttpResponse:
    return JsonResponse({"error": text}, status=status)
