"""All stems of a set in one file, so that any range of it is a piece of the whole song.

The pack is a sequence of rows. Row r holds the r-th packet of every stem: first their sizes (two
bytes each, little-endian, 0 for a stem that is silent throughout), then the packets. The manifest
tells where rows begin. `static/js/mixer/feeder.js` reads both. Positions are frames at 48 kHz.
"""

import base64
import json
import struct
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import IO, Any, Final

import av
import numpy as np

from apps.stems.analysis.checking import Checks, Findings
from apps.stems.analysis.reading import RATE_HZ, Samples, Source, together

CHUNK: Final = 24_000
"""Frames that the mixer fetches, decodes and keeps at a time."""
PEAKS_PER_S: Final = 25


@dataclass(frozen=True, slots=True)
class Codec:
    """How packets are made. `lead` rows stand before the first sample, `pad` zeros before those.

    `preroll` is the number of rows after which a decoder that begins in the middle is exact.
    """

    name: str
    encoder: str
    sample_format: str
    packet: int
    preroll: int
    lead: int
    pad: int
    bit_rate: int
    options: dict[str, str] = field(default_factory=dict)


CODECS: Final[dict[str, Codec]] = {
    # libopus looks 312 frames ahead; with 648 zeros before the sound that makes one packet.
    "opus": Codec(
        "opus",
        "libopus",
        "flt",
        packet=960,
        preroll=12,
        lead=1,
        pad=648,
        bit_rate=64_000,
        options={"frame_duration": "20", "compression_level": "5"},
    ),
    "flac": Codec(
        "flac",
        "flac",
        "s16",
        packet=4800,
        preroll=0,
        lead=0,
        pad=0,
        bit_rate=0,
        options={"frame_size": "4800"},
    ),
}


def prepare(
    sources: Sequence[Source], *, clip: Source | None, folder: Path, codec: str
) -> Findings:
    """Write `pack.bin` and `manifest.json` into `folder`; return how the stems fit their clip.

    Reads everything once. Without `clip` nothing is compared. Raises Unplayable.
    """
    checks = Checks(len(sources))
    with (folder / "pack.bin").open("wb") as file:
        packer = _Packer(file, CODECS[codec], sources)
        for step in together([*sources, *([clip] if clip else [])]):
            stems = step[: len(sources)]
            if clip:
                checks.feed(step[-1], stems)
            packer.feed(stems)
        manifest = packer.finish()
    (folder / "manifest.json").write_text(json.dumps(manifest, separators=(",", ":")))
    nothing: list[float | None] = [None] * len(sources)
    return checks.findings() if clip else Findings(None, nothing, nothing)


class _Encoder:
    """Turns one stem's sound into packets, in order."""

    def __init__(self, codec: Codec, channels: int) -> None:
        self._codec = codec
        self._channels = channels
        created: Any = av.CodecContext.create(codec.encoder, "w")
        self._context = created
        self._context.sample_rate = RATE_HZ
        self._context.format = codec.sample_format
        self._context.layout = "mono" if channels == 1 else "stereo"
        self._context.time_base = Fraction(1, RATE_HZ)
        self._context.options = codec.options
        if codec.bit_rate:
            self._context.bit_rate = codec.bit_rate * channels
        self._left = np.zeros((codec.pad, channels), np.float32)
        self._at = 0
        self.packets: deque[bytes] = deque()

    def feed(self, samples: Samples) -> None:
        size = self._codec.packet
        sound = np.concatenate([self._left, samples])
        whole = len(sound) // size * size
        for start in range(0, whole, size):
            self._encode(sound[start : start + size])
        self._left = sound[whole:]

    def finish(self) -> None:
        self.packets.extend(bytes(packet) for packet in self._context.encode(None))

    def header(self) -> str:
        """Return what a decoder must be told beforehand, as base64; "" if nothing."""
        if self._codec.name != "flac":
            return ""
        stream_info = bytes(self._context.extradata)[-34:]
        return base64.b64encode(b"fLaC" + struct.pack(">I", 0x80000022) + stream_info).decode()

    def _encode(self, samples: Samples) -> None:
        if self._codec.sample_format == "s16":
            samples = np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples).reshape(1, -1),
            self._codec.sample_format,
            self._context.layout.name,
        )
        frame.sample_rate, frame.pts = RATE_HZ, self._at
        self._at += self._codec.packet
        self.packets.extend(bytes(packet) for packet in self._context.encode(frame))


class _Packer:
    """Writes rows as soon as every stem has its packet."""

    def __init__(self, file: IO[bytes], codec: Codec, sources: Sequence[Source]) -> None:
        self._file = file
        self._codec = codec
        self._sources = sources
        self._encoders = [
            _Encoder(codec, source.channels) if source.channels else None for source in sources
        ]
        self._peaks: list[list[Samples]] = [[] for _ in sources]
        self._offsets = [0]
        self._frames = 0

    def feed(self, stems: Sequence[Samples]) -> None:
        self._frames += len(stems[0])
        for samples, encoder, peaks in zip(stems, self._encoders, self._peaks, strict=True):
            peaks.append(_highest(samples))
            if encoder:
                encoder.feed(samples)
        self._write_rows(self._complete())

    def finish(self) -> dict[str, Any]:
        """Fill up the last chunk with silence, and return the manifest."""
        codec = self._codec
        per_chunk = CHUNK // codec.packet
        chunks = -(-self._frames // CHUNK)
        rows = codec.lead + chunks * per_chunk
        missing = rows * codec.packet - codec.pad - self._frames
        for source, encoder in zip(self._sources, self._encoders, strict=True):
            if encoder:
                encoder.feed(np.zeros((missing, source.channels), np.float32))
                encoder.finish()
        self._write_rows(rows - (len(self._offsets) - 1))
        starts = [codec.lead + chunk * per_chunk for chunk in range(chunks + 1)]
        return {
            "version": 1,
            "codec": codec.name,
            "rate": RATE_HZ,
            "frames": self._frames,
            "chunk": CHUNK,
            "packet": codec.packet,
            "rows": per_chunk,
            "lead": codec.lead,
            "preroll": codec.preroll,
            "starts": [self._offsets[row] for row in starts],
            "prerolls": [self._offsets[max(0, row - codec.preroll)] for row in starts[:-1]],
            "peaks_per_second": PEAKS_PER_S,
            "stems": [self._described(at) for at in range(len(self._sources))],
        }

    def _complete(self) -> int:
        waiting = [len(encoder.packets) for encoder in self._encoders if encoder]
        return min(waiting, default=0)

    def _write_rows(self, count: int) -> None:
        for _ in range(count):
            packets = [
                encoder.packets.popleft() if encoder and encoder.packets else b""
                for encoder in self._encoders
            ]
            row = struct.pack(f"<{len(packets)}H", *map(len, packets)) + b"".join(packets)
            self._file.write(row)
            self._offsets.append(self._offsets[-1] + len(row))

    def _described(self, at: int) -> dict[str, Any]:
        encoder = self._encoders[at]
        peaks = np.concatenate([np.zeros(0, np.float32), *self._peaks[at]])
        return {
            "name": self._sources[at].name,
            "channels": self._sources[at].channels,
            "description": encoder.header() if encoder else "",
            "peaks": base64.b64encode(np.rint(peaks * 255).astype(np.uint8)).decode(),
        }


def _highest(samples: Samples) -> Samples:
    """Return the highest sample of every stretch, 0 to 1."""
    hop = RATE_HZ // PEAKS_PER_S
    top = np.abs(samples).max(axis=1, initial=0).clip(0, 1)
    peaks: Samples = np.pad(top, (0, -len(top) % hop)).reshape(-1, hop).max(axis=1)
    return peaks
