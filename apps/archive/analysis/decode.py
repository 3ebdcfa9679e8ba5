"""Decoding to blocks of float samples with PyAV, whatever the codec."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
import numpy.typing as npt

from apps.core.errors import DomainError

Samples = npt.NDArray[np.float32]

BLOCK_SAMPLES: Final = 65_536
UNKNOWN_SIZES: Final = {0, 0xFFFFFFFF}
"""What a WAV file says that was written to a pipe."""
LONGEST_S: Final = 4 * 3600
BAD_PACKETS_SHARE: Final = 0.01
"""A stray damaged packet is inaudible; more than this share of them is a damaged file."""

LAYOUTS: Final[dict[str, tuple[Any, float, float]]] = {
    "u8": (np.uint8, 128.0, 2.0**-7),
    "s16": (np.int16, 0.0, 2.0**-15),
    "s32": (np.int32, 0.0, 2.0**-31),
    "flt": (np.float32, 0.0, 1.0),
    "dbl": (np.float64, 0.0, 1.0),
}
"""FFmpeg's sample formats: type, the value of silence, and the factor that makes full scale 1."""
SURROUND: Final = {"LFE": 0.0, "LFE2": 0.0, "BL": 1.41, "BR": 1.41, "SL": 1.41, "SR": 1.41}
"""Weights of channels in loudness (BS.1770-4, table 3); all others count 1."""


class Unplayable(DomainError):
    """A file is no usable audio or picture; `message` says so in a musician's words."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the first frame says of its stream; `weights` are for loudness, one a channel."""

    sample_rate_hz: int
    weights: tuple[float, ...]
    is_planar: bool
    dtype: Any
    offset: float
    scale: float

    @property
    def channels(self) -> int:
        """Return the number of channels."""
        return len(self.weights)

    @property
    def hop(self) -> int:
        """Return the number of samples in a hundredth of a second, the grain of all measures."""
        return max(1, self.sample_rate_hz // 100)


def blocks(path: Path) -> Iterator[tuple[Shape, Samples]]:
    """Decode the file's first audio stream to its end, a second or two at a time.

    Yields its shape and samples (channels by samples, full scale is 1.0). Every block but the
    last is a whole number of hops; a block is only good until the next one is asked for.
    Raises Unplayable if the file is no audio, is damaged, or ends before it says it would.
    """
    try:
        with av.open(str(path)) as container:
            audio = container.streams.audio
            if not audio or audio[0].codec_context is None:
                raise Unplayable("The file holds no sound.")
            yield from _in_blocks(_frames(container), _promised_s(container, path))
    except (av.error.FFmpegError, EOFError) as error:
        raise Unplayable("The file is not audio that can be played.") from error


def _frames(container: Any) -> Iterator[Any]:
    packets = bad = 0
    for packet in container.demux(container.streams.audio[0]):
        packets += 1
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            bad += 1
    if bad > 1 and bad > packets * BAD_PACKETS_SHARE:
        raise Unplayable("Parts of the file are damaged.")


def _in_blocks(frames: Iterator[Any], promised_s: float | None) -> Iterator[tuple[Shape, Samples]]:
    shape: Shape | None = None
    buffer: Samples = np.empty((0, 0), np.float32)
    filled = total = 0
    for frame in frames:
        if shape is None:
            shape = _shape_of(frame)
        end = filled + frame.samples
        if end > buffer.shape[1]:
            buffer = _grown(buffer[:, :filled], shape, end)
        _unpack(frame, shape, buffer[:, filled:end])
        filled = end
        if filled >= BLOCK_SAMPLES:
            whole = filled // shape.hop * shape.hop
            yield shape, buffer[:, :whole]
            total += whole
            filled -= whole
            buffer[:, :filled] = buffer[:, whole : whole + filled]
    _check_length(shape, total + filled, promised_s)
    if shape and filled:
        yield shape, buffer[:, :filled]


def _grown(kept: Samples, shape: Shape, size: int) -> Samples:
    buffer = np.empty((shape.channels, size + BLOCK_SAMPLES), np.float32)
    buffer[: len(kept), : kept.shape[1]] = kept
    return buffer


def _check_length(shape: Shape | None, samples: int, promised_s: float | None) -> None:
    if shape is None or samples == 0:
        raise Unplayable("The file holds no sound.")
    duration_s = samples / shape.sample_rate_hz
    if promised_s and duration_s < promised_s - max(0.5, promised_s * 0.01):
        raise Unplayable(f"The file breaks off after {duration_s:.0f} of {promised_s:.0f} seconds.")


def _shape_of(frame: Any) -> Shape:
    dtype, offset, scale = LAYOUTS[frame.format.packed.name]
    return Shape(
        sample_rate_hz=frame.sample_rate,
        weights=tuple(SURROUND.get(channel.name, 1.0) for channel in frame.layout.channels),
        is_planar=frame.format.is_planar,
        dtype=dtype,
        offset=offset,
        scale=scale,
    )


def _unpack(frame: Any, shape: Shape, target: Samples) -> None:
    """Write the frame's samples into `target` (channels by samples)."""
    if frame.sample_rate != shape.sample_rate_hz or frame.layout.nb_channels != shape.channels:
        raise Unplayable("The file changes its format midway.")
    if shape.is_planar:
        for row, plane in zip(target, frame.planes, strict=True):
            row[:] = np.frombuffer(plane, shape.dtype, frame.samples)
    else:
        flat = np.frombuffer(frame.planes[0], shape.dtype, frame.samples * shape.channels)
        target[:] = flat.reshape(-1, shape.channels).T
    if shape.offset:
        target -= shape.offset
    if shape.scale != 1.0:
        target *= shape.scale


def _promised_s(container: Any, path: Path) -> float | None:
    """Return the length that the file itself declares, where that is more than a guess."""
    duration_s = (container.duration or 0) / av.time_base
    if container.format.name == "mp3":
        return duration_s if _has_mp3_length(path) else None
    if container.format.name == "wav":
        return duration_s * _wav_overstatement(path)
    return duration_s or None


def _wav_overstatement(path: Path) -> float:
    """Return how many times longer the file says it is than it is; FFmpeg only looks at the end."""
    with path.open("rb") as file:
        kind, declared = struct.unpack("<4sI", file.read(8))
    if kind != b"RIFF" or declared in UNKNOWN_SIZES:
        return 1.0
    return float(max(1.0, (declared + 8) / path.stat().st_size))


def _has_mp3_length(path: Path) -> bool:
    """Tell whether the first MP3 frame, behind any ID3 tag, counts the frames of the file."""
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3":
            size = sum(
                byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)
            )
            file.seek(10 + size)
        else:
            file.seek(0)
        first_frame = file.read(400)
    return b"Xing" in first_frame or b"Info" in first_frame
