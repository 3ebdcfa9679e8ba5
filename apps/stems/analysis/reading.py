"""Several files read side by side at one rate, a second at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
import numpy.typing as npt

from apps.archive.analysis import Unplayable

Samples = npt.NDArray[np.float32]
"""Frames by channels; full scale is 1."""

RATE_HZ: Final = 48_000
BLOCK: Final = RATE_HZ


@dataclass(frozen=True, slots=True)
class Source:
    """One stem: its file, and how many channels count. A silent one has 0 and is never opened."""

    name: str
    path: Path
    channels: int


def together(sources: Sequence[Source]) -> Iterator[list[Samples]]:
    """Yield the next second of every source, until the longest ends; shorter ones end in silence.

    All blocks of a step have the same length, and all but the last step have a whole second.
    A silent source's blocks have no channels. Raises Unplayable.
    """
    streams = [blocks(source) for source in sources]
    while True:
        step = [next(stream, None) for stream in streams]
        size = max((len(block) for block in step if block is not None), default=0)
        if size == 0:
            return
        yield [
            _padded(block, size, source.channels)
            for block, source in zip(step, sources, strict=True)
        ]


def blocks(source: Source) -> Iterator[Samples]:
    """Decode one file to 48 kHz, a second at a time. Raises Unplayable."""
    if source.channels == 0:
        return
    buffer = np.empty((2 * BLOCK, source.channels), np.float32)
    filled = 0
    for part in _parts(source):
        if filled + len(part) > len(buffer):
            buffer = np.resize(buffer, (filled + len(part) + BLOCK, source.channels))
        buffer[filled : filled + len(part)] = part
        filled += len(part)
        while filled >= BLOCK:
            yield buffer[:BLOCK].copy()
            buffer[: filled - BLOCK] = buffer[BLOCK:filled].copy()
            filled -= BLOCK
    if filled:
        yield buffer[:filled].copy()


def stereo(samples: Samples) -> Samples:
    """Return two channels: one is heard on both sides, none is silence."""
    frames, channels = samples.shape
    if channels == 0:
        return np.zeros((frames, 2), np.float32)
    return np.repeat(samples, 2, axis=1) if channels == 1 else samples


def _parts(source: Source) -> Iterator[Samples]:
    layout = "mono" if source.channels == 1 else "stereo"
    try:
        with av.open(str(source.path)) as container:
            resampler = av.AudioResampler("flt", layout, RATE_HZ)
            for frame in chain(_frames(container), [None]):
                for part in resampler.resample(frame):
                    samples: Samples = part.to_ndarray().astype(np.float32, copy=False)
                    yield samples.reshape(-1, source.channels)
    except (av.error.FFmpegError, EOFError) as error:
        raise Unplayable(f"The file of “{source.name}” cannot be read.") from error


def _frames(container: Any) -> Iterator[Any]:
    for packet in container.demux(container.streams.audio[0]):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue  # the archive has judged how much of it is damaged


def _padded(block: Samples | None, size: int, channels: int) -> Samples:
    if block is not None and len(block) == size:
        return block
    whole = np.zeros((size, channels), np.float32)
    if block is not None:
        whole[: len(block)] = block
    return whole
