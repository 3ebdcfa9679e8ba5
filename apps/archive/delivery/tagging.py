"""A stored file with what it is written into it: title, artist, words, picture.

The sound is copied packet by packet, never encoded again. FFmpeg writes the fields; the words of a
song go into a frame that it does not know (USLT, ID3v2.3 section 4.9), so that one is put in here.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

import av

from apps.archive import store
from apps.archive.models import Asset

MEMORY_BYTES = 24_000_000
"""A file up to this size is never on disk while it is tagged."""

PICTURE_BYTES = 4_000_000
CONTAINERS = {"audio/mpeg": "mp3", "audio/wav": "wav", "audio/flac": "flac", "audio/mp4": "mp4"}
PICTURES = {"image/jpeg", "image/png"}
ID3_HEADER = 10


class Untaggable(Exception):
    """The file cannot take tags; it is fit to be given as it is."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says of itself. Empty fields are left out."""

    title: str
    artist: str = ""
    album: str = ""
    date: str = ""
    track: str = ""
    isrc: str = ""
    lyrics: str = ""


def tagged(asset: Asset, tags: Tags, *, picture: Asset | None = None) -> IO[bytes]:
    """Return the stored file with its tags, rewound; closing it lets go of it.

    Raises: Untaggable, and store.Missing if our copy is gone.
    """
    container = CONTAINERS.get(asset.media_type)
    if container is None or not asset.is_stored:
        raise Untaggable(asset.media_type)
    with ExitStack() as stack:
        source = stack.enter_context(_fetched(asset))
        shown = picture if container == "mp3" else None
        image = stack.enter_context(_fetched(shown)) if shown and _fits(shown) else None
        result = _copied(source, container, tags, image)
    if container == "mp3" and tags.lyrics:
        return _with_words(result, tags.lyrics)
    return result


def _copied(source: IO[bytes], container: str, tags: Tags, image: IO[bytes] | None) -> IO[bytes]:
    """Copy the sound into a new file of the same kind, with tags and perhaps a picture."""
    result = _room()
    options = {"id3v2_version": "3"} if container == "mp3" else {}
    try:
        with (
            av.open(source, "r") as given,
            av.open(result, "w", format=container, options=options) as made,
        ):
            made.metadata.update(_fields(tags))
            sound = made.add_stream_from_template(given.streams.audio[0])
            if image:
                _put_picture(made, image)
            for packet in given.demux(given.streams.audio[0]):
                if packet.size:
                    packet.stream = sound
                    made.mux(packet)
    except (av.FFmpegError, IndexError, ValueError) as error:
        result.close()
        raise Untaggable(str(error)) from error
    result.seek(0)
    return result


def _put_picture(made: Any, image: IO[bytes]) -> None:
    with av.open(image, "r") as shown:
        stream = made.add_stream_from_template(shown.streams.video[0])
        stream.disposition = av.stream.Disposition.attached_pic
        for packet in shown.demux(shown.streams.video[0]):
            if packet.size:
                packet.stream, packet.pts, packet.dts = stream, 0, 0
                made.mux(packet)
                return


def _fields(tags: Tags) -> dict[str, str]:
    fields = {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "date": tags.date,
        "track": tags.track,
        "TSRC": tags.isrc,
    }
    return {name: value.replace("\x00", "") for name, value in fields.items() if value}


def _with_words(file: IO[bytes], lyrics: str) -> IO[bytes]:
    """Put a frame of words at the head of the file's ID3 tag."""
    head = file.read(ID3_HEADER)
    if head[:4] != b"ID3\x03":
        file.seek(0)
        return file
    words = lyrics.replace("\x00", "").encode("utf-16-le", "replace")
    content = b"\x01XXX\xff\xfe\x00\x00\xff\xfe" + words
    frame = b"USLT" + len(content).to_bytes(4, "big") + b"\x00\x00" + content
    size = _from_syncsafe(head[6:10]) + len(frame)
    result = _room()
    with file:
        result.write(head[:6] + _to_syncsafe(size) + frame)
        for chunk in chunks_of(file):
            result.write(chunk)
    result.seek(0)
    return result


def _from_syncsafe(four: bytes) -> int:
    return sum(byte << (7 * place) for place, byte in enumerate(reversed(four)))


def _to_syncsafe(number: int) -> bytes:
    return bytes((number >> (7 * place)) & 0x7F for place in (3, 2, 1, 0))


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the rest of an open file in chunks."""
    while chunk := file.read(store.CHUNK_BYTES):
        yield chunk


def _fits(picture: Asset) -> bool:
    small = (picture.size_bytes or 0) <= PICTURE_BYTES
    return picture.is_stored and picture.media_type in PICTURES and small


def _fetched(asset: Asset) -> IO[bytes]:
    """Return the stored bytes as a file that can be sought in."""
    chunks = store.open_range(asset.storage_key, length=asset.size_bytes)
    file = _room()
    for chunk in chunks:
        file.write(chunk)
    file.seek(0)
    return file


def _room() -> IO[bytes]:
    """Return an empty file that is in memory until it gets large."""
    return cast(IO[bytes], SpooledTemporaryFile(max_size=MEMORY_BYTES))
