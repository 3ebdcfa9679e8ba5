"""Audio that is wrong on purpose: truncated, corrupt, silent, at another rate. No Django."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from apps.sandbox.ranges import Span

Reader = Callable[[Span], Iterator[bytes]]

_PIECE_BYTES = 65_536
# One MPEG-1 layer III frame of silence: 128 kbit/s, 44.1 kHz, stereo, everything after the header
# zero. 1152 samples in 417 bytes.
_SILENT_FRAME = b"\xff\xfb\x90\x44" + bytes(413)
_FRAME_S = 1152 / 44_100
_WAV_RATE = 44_100
_WAV_FRAME_BYTES = 4


@dataclass(frozen=True)
class Body:
    """What is served as a file: its size in bytes and how to read a part of it."""

    size_bytes: int
    read: Reader


def truncated(size_bytes: int, read: Reader, hang_up: Callable[[], None]) -> Body:
    """Promise everything, send the first half, then break the connection."""

    def read_half(span: Span) -> Iterator[bytes]:
        yield from read(Span(span.start, span.start + span.size_bytes // 2))
        hang_up()

    return Body(size_bytes, read_half)


def corrupt(size_bytes: int) -> Body:
    """Send noise of the same size, the same every time."""

    def read_noise(span: Span) -> Iterator[bytes]:
        noise = Random(0).randbytes(_PIECE_BYTES).replace(b"\xff", b"\x00")
        yield from _repeated(noise, span)

    return Body(size_bytes, read_noise)


def silent(suffix: str, duration_s: float) -> Body:
    """Send silence of the right length, as MP3 or WAV."""
    if suffix == ".mp3":
        size_bytes = round(duration_s / _FRAME_S) * len(_SILENT_FRAME)
        return Body(size_bytes, lambda span: _repeated(_SILENT_FRAME, span))
    data_bytes = round(duration_s * _WAV_RATE) * _WAV_FRAME_BYTES
    head = _wav_head(data_bytes, _WAV_RATE)

    def read_wav(span: Span) -> Iterator[bytes]:
        yield head[span.start : span.stop]
        start = max(span.start, len(head))
        yield from _repeated(bytes(_PIECE_BYTES), Span(start, max(start, span.stop)))

    return Body(len(head) + data_bytes, read_wav)


def empty() -> Body:
    """Send nothing, as if it were a file."""
    return Body(0, lambda _span: iter(()))


def resampled(path: Path, rate_hz: int) -> Body:
    """Send the sound of a file at another rate, as MP3 or WAV like the file."""
    pcm = _pcm16(path, rate_hz)
    as_mp3 = path.suffix == ".mp3"
    content = _mp3(pcm, rate_hz) if as_mp3 else _wav_head(len(pcm), rate_hz) + pcm
    return Body(len(content), lambda span: iter([content[span.start : span.stop]]))


def _pcm16(path: Path, rate_hz: int) -> bytes:
    """Decode a file to interleaved 16-bit stereo."""
    import av  # noqa: PLC0415  large, and the web process needs it for nothing else

    resampler = av.AudioResampler(format="s16", layout="stereo", rate=rate_hz)
    with av.open(str(path)) as container:
        frames = [*container.decode(audio=0), None]
        pieces = [piece for frame in frames for piece in resampler.resample(frame)]
    return b"".join(piece.to_ndarray().tobytes() for piece in pieces)


def _mp3(pcm: bytes, rate_hz: int) -> bytes:
    import lameenc  # noqa: PLC0415  as above

    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_channels(2)
    encoder.silence()
    return bytes(encoder.encode(pcm) + encoder.flush())


def _repeated(unit: bytes, span: Span) -> Iterator[bytes]:
    """Read a part of an endless repetition of `unit`."""
    position = span.start
    while position < span.stop:
        offset = position % len(unit)
        piece = unit[offset : offset + span.stop - position]
        position += len(piece)
        yield piece


def _wav_head(data_bytes: int, rate_hz: int) -> bytes:
    """Write the header of a 16-bit stereo PCM WAV file."""

    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, "little")

    shape = number(1, 2) + number(2, 2) + number(rate_hz, 4)
    rates = number(rate_hz * _WAV_FRAME_BYTES, 4) + number(_WAV_FRAME_BYTES, 2) + number(16, 2)
    form = b"fmt " + number(16, 4) + shape + rates
    return b"RIFF" + number(36 + data_bytes, 4) + b"WAVE" + form + b"data" + number(data_bytes, 4)
