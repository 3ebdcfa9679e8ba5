"""Pictures from outside: read with care, checked, and made into the square that covers are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import IO, Any, Final

import av
import numpy as np
import numpy.typing as npt

from apps.archive import formats
from apps.archive.analysis.decode import Unplayable

Pixels = npt.NDArray[np.uint8]

LARGEST_SIDE_PX: Final = 4096
LARGEST_SHOWN_PX: Final = 8192
READERS: Final = {"image/png": "png_pipe", "image/jpeg": "jpeg_pipe", "image/webp": "webp_pipe"}
"""FFmpeg is told what it reads, so that no file can pass for a playlist of other files."""
PAPER: Final = 255.0
"""What shows through a picture that is transparent: white."""
QUANTISER: Final = "3"
"""The finest is 1; at 3 nobody sees a difference."""
SHOWN_READERS: Final = READERS | {"image/gif": "gif"}
NOT_READABLE: Final = (
    "This is no picture that can be read. Take a PNG, JPEG or WebP"
    f" of at most {LARGEST_SIDE_PX:,} pixels a side."
)
NOT_SHOWABLE: Final = (
    "The file is not a picture that can be shown,"
    f" or has more than {LARGEST_SHOWN_PX:,} pixels a side."
)


def check_picture(path: Path) -> None:
    """Make sure that the file is a picture that a browser can show.

    Raises Unplayable for what is no PNG, JPEG, WebP or GIF, is damaged, or has a side longer than
    `LARGEST_SHOWN_PX`, which is found out before there is room made for its pixels.
    """
    with path.open("rb") as source, _told_plainly(NOT_SHOWABLE):
        _decoded(source, SHOWN_READERS, largest_px=LARGEST_SHOWN_PX)


def write_square(source: IO[bytes], to: Path, *, side_px: int) -> None:
    """Write a picture's middle as a JPEG of at most `side_px` a side, without what it tells else.

    A photograph often says where it was taken; only its pixels are kept, upright. Raises
    Unplayable for what is no PNG, JPEG or WebP, is damaged, or is larger than `LARGEST_SIDE_PX`.
    """
    pixels = _square(source, side_px)
    side = pixels.shape[0]
    with _told_plainly():
        encoder = av.CodecContext.create("mjpeg", "w")
        encoder.width = encoder.height = side
        encoder.pix_fmt, encoder.time_base = "yuvj420p", Fraction(1, 1)
        encoder.options = {"qmin": "1", "qmax": QUANTISER}
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="yuvj420p")
        frame.pts = 0
        packets = [*encoder.encode(frame), *encoder.encode(None)]
    to.write_bytes(b"".join(bytes(packet) for packet in packets))


def square_pixels(source: IO[bytes], *, side_px: int) -> Pixels:
    """Return a picture's middle as RGB, exactly `side_px` a side. Raises Unplayable."""
    pixels = _square(source, side_px)
    with _told_plainly():
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(side_px, side_px)
        return _array(frame, "rgb24")


def _square(source: IO[bytes], side_px: int) -> Pixels:
    with _told_plainly():
        frame = _decoded(source, READERS, largest_px=LARGEST_SIDE_PX)
    short = min(frame.width, frame.height)
    shrunk = min(1.0, side_px / short)
    width, height = round(frame.width * shrunk), round(frame.height * shrunk)
    with _told_plainly():
        small = _array(frame.reformat(width, height, format="rgba"), "rgba")
    side = min(small.shape[:2])
    top, left = (small.shape[0] - side) // 2, (small.shape[1] - side) // 2
    middle = np.rot90(small[top : top + side, left : left + side], round(frame.rotation / 90))
    cover = middle[:, :, 3:].astype(np.float32) / 255
    return np.ascontiguousarray(middle[:, :, :3] * cover + PAPER * (1 - cover)).astype(np.uint8)


def _decoded(source: IO[bytes], readers: Mapping[str, str], *, largest_px: int) -> Any:
    """Return the first frame. Its size is checked before there is room made for it.

    Raises ValueError, or what FFmpeg raises, for what is none of the kinds, damaged or too large.
    """
    reader = readers.get(formats.sniff(source.read(formats.HEAD_BYTES)) or "")
    source.seek(0)
    if reader is None:
        raise ValueError("a picture of another kind")
    bounds = {"max_pixels": str(largest_px**2)}
    probing: Any = [bounds]
    with av.open(source, "r", format=reader, stream_options=probing) as container:
        stream = container.streams.video[0]
        if not 0 < max(stream.width, stream.height) <= largest_px:
            raise ValueError("a picture of another size")
        stream.codec_context.options = bounds | {"err_detect": "explode"}
        return next(container.decode(stream))


def _array(frame: Any, layout: str) -> Pixels:
    pixels: Pixels = frame.to_ndarray(format=layout)
    return pixels


@contextmanager
def _told_plainly(words: str = NOT_READABLE) -> Iterator[None]:
    try:
        yield
    except (av.error.FFmpegError, EOFError, IndexError, StopIteration, ValueError) as error:
        raise Unplayable(words) from error
