"""What files are: media types by their first bytes, extensions, and the layout of stored peaks.

Pure facts without I/O. The media type of an asset comes from its bytes, never from a header:
what we serve later is what we saw ourselves.
"""

import re
from typing import Final

HEAD_BYTES: Final = 64
"""So many first bytes are enough for `sniff`."""

EXTENSIONS: Final[dict[str, str]] = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/aac": "aac",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
}

BUCKETS_PER_S: Final = 25
MAX_BUCKETS: Final = 4800
"""Peaks: 25 buckets a second, but never more than 4,800; so at most 9,600 bytes a file.

Each bucket is two bytes: the highest absolute sample of any channel, then the root mean square
over all channels. Both are linear, 255 being the file's own highest sample, so that quiet files
keep their detail; `peak_dbfs` tells how loud 255 is. All buckets are equally long, within a
hundredth of a second.
"""

PATTERNS: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (re.compile(rb"ID3"), "audio/mpeg"),
    (re.compile(rb"(?:RIFF|RF64|BW64).{4}WAVE", re.DOTALL), "audio/wav"),
    (re.compile(rb"fLaC"), "audio/flac"),
    (re.compile(rb".{4}ftyp", re.DOTALL), "audio/mp4"),
    (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), "audio/aac"),
    (re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]"), "audio/mpeg"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
)


def sniff(head: bytes) -> str | None:
    """Return the media type that a file's first `HEAD_BYTES` bytes show, or None."""
    return next((kind for pattern, kind in PATTERNS if pattern.match(head)), None)


def extension_of(media_type: str) -> str:
    """Return the usual extension without its dot, for instance `mp3`; `bin` if we do not know."""
    return EXTENSIONS.get(media_type, "bin")
