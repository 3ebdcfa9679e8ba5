"""Stems made into files to take away: a mix by the mixing law, or all of them equally long."""

import io
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from apps.stems.analysis.law import AHEAD, HOP, Limiter, Sound, Strip, levels
from apps.stems.analysis.reading import BLOCK, RATE_HZ, Samples, Source, blocks, stereo, together

SAMPLE_BYTES: Final = {"wav16": 2, "wav24": 3}
ENCODERS: Final = {"flac": ("flac", "s32", "flac"), "mp3": ("libmp3lame", "fltp", "mp3")}
LATENESS: Final = HOP * AHEAD
MP3_BIT_RATE: Final = 256_000
ZIP_MEMORY: Final = 262_144


def mixdown(
    sources: Sequence[Source],
    strips: Sequence[Strip],
    *,
    master_db: float = 0.0,
    groups: Mapping[str, Strip] | None = None,
) -> Iterator[Sound]:
    """Yield the mix of the stems, a second at a time, as long as the longest. Raises Unplayable."""
    gains = levels(strips, master_db=master_db, groups=groups)
    heard = [at for at, gain in enumerate(gains) if gain.any() and sources[at].channels]
    # One source that counts is always read, so that the mix is as long as the stems are.
    limiter, late, frames = Limiter(RATE_HZ), LATENESS, 0
    for step in together(sources):
        frames += len(step[0])
        total = np.zeros((len(step[0]), 2))
        for at in heard:
            total += stereo(step[at]) * gains[at]
        ready = limiter.feed(np.pad(total, ((0, -len(total) % HOP), (0, 0))))
        yield ready[late : late + BLOCK]
        frames -= len(ready) - late
        late = 0
    if frames > 0:
        yield limiter.feed(np.zeros((LATENESS, 2)))[:frames]


def write_mix(
    sound: Iterator[Sound], path: Path, *, file_format: str, tags: Mapping[str, str]
) -> int:
    """Write the sound as one file; return its length in frames."""
    if file_format in SAMPLE_BYTES:
        return _write_wav(sound, path, SAMPLE_BYTES[file_format])
    return _write_coded(sound, path, file_format, tags)


def zipped(files: Iterable[tuple[str, Source]], *, frames: int) -> Iterator[bytes]:
    """Yield a zip of WAV files, all of them `frames` long, as it is made. Raises Unplayable.

    Nothing is held in memory but the second that is being written.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, source in files:
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
                for part in _wav_of(source, frames):
                    file.write(part)
                    if pipe.waiting >= ZIP_MEMORY:
                        yield pipe.take()
    yield pipe.take()


class _Pipe(io.RawIOBase):
    """Keeps what a zip file writes until it is taken; nobody can seek in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.waiting = 0

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        self.waiting += len(part)
        return len(part)

    def take(self) -> bytes:
        whole = b"".join(self._parts)
        self._parts, self.waiting = [], 0
        return whole


def _wav_of(source: Source, frames: int) -> Iterator[bytes]:
    yield _wav_header(frames, 2)
    left = frames
    for block in blocks(source):
        part = stereo(block)[:left]
        left -= len(part)
        yield _whole_numbers(part, 2)
    while left > 0:
        yield bytes(min(left, BLOCK) * 4)
        left -= min(left, BLOCK)


def _wav_header(frames: int, width: int) -> bytes:
    size = frames * 2 * width
    form = struct.pack("<IHHIIHH", 16, 1, 2, RATE_HZ, RATE_HZ * 2 * width, 2 * width, 8 * width)
    # A file beyond 4 GB says the most that it can; what reads it goes on to its end.
    whole = min(36 + size, 0xFFFFFFFF)
    data = struct.pack("<I", min(size, 0xFFFFFFFF - 36))
    return b"RIFF" + struct.pack("<I", whole) + b"WAVEfmt " + form + b"data" + data


def _whole_numbers(sound: Sound | Samples, width: int) -> bytes:
    top = 2 ** (8 * width - 1)
    scaled = np.clip(np.rint(sound.astype(np.float64) * top), -top, top - 1)
    whole = np.ascontiguousarray(scaled.astype("<i4"))
    return whole.view(np.uint8).reshape(-1, 4)[:, :width].tobytes()


def _write_wav(sound: Iterator[Sound], path: Path, width: int) -> int:
    frames = 0
    with path.open("wb") as file:
        file.write(_wav_header(0, width))
        for block in sound:
            file.write(_whole_numbers(block, width))
            frames += len(block)
        file.seek(0)
        file.write(_wav_header(frames, width))
    return frames


def _write_coded(
    sound: Iterator[Sound], path: Path, file_format: str, tags: Mapping[str, str]
) -> int:
    codec, sample_format, container = ENCODERS[file_format]
    frames = 0
    with av.open(str(path), "w", format=container) as file:
        file.metadata.update(tags)
        stream: Any = file.add_stream(codec, rate=RATE_HZ)
        stream.layout, stream.format = "stereo", sample_format
        if file_format == "mp3":
            stream.bit_rate = MP3_BIT_RATE
        for block in sound:
            frame = _frame(block, sample_format)
            frame.sample_rate, frame.pts = RATE_HZ, frames
            frames += len(block)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return frames


def _frame(block: Sound, sample_format: str) -> Any:
    if sample_format == "fltp":
        planes = np.ascontiguousarray(block.T.astype(np.float32))
        return av.AudioFrame.from_ndarray(planes, "fltp", "stereo")
    # FLAC takes 24 bits, in the upper part of 32.
    top = 2**23
    whole = np.clip(np.rint(block * top), -top, top - 1).astype(np.int32) << 8
    return av.AudioFrame.from_ndarray(whole.reshape(1, -1), "s32", "stereo")
