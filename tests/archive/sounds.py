"""Small files with known content: sines and silence, in every format that the archive takes."""

import io
import struct
import wave
import zlib
from pathlib import Path

import av
import lameenc
import numpy as np

RATE_HZ = 44_100
CODECS = {"flac": ("flac", "s16"), "m4a": ("aac", "fltp"), "ogg": ("libopus", "flt")}


def sine(
    duration_s: float,
    *,
    level_dbfs: float = -12.0,
    channels: int = 2,
    rate_hz: int = RATE_HZ,
    hz: float = 997.0,
):
    """Return samples (channels by samples) of a sine whose crest is at `level_dbfs`."""
    time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    wave_form = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * hz * time_s)
    return np.tile(wave_form.astype(np.float32), (channels, 1))


def silence(duration_s: float, *, channels: int = 2, rate_hz: int = RATE_HZ):
    """Return samples of digital silence."""
    return np.zeros((channels, round(duration_s * rate_hz)), np.float32)


def as_wav(samples, *, rate_hz: int = RATE_HZ, bits: int = 16) -> bytes:
    """Return a WAV file of 16 or 24 bits."""
    whole = np.rint(samples.T * (2 ** (bits - 1) - 1)).astype("<i4")
    kept = whole.reshape(-1, 1).view(np.uint8).reshape(-1, 4)[:, : bits // 8]
    memory = io.BytesIO()
    with wave.open(memory, "wb") as file:
        file.setnchannels(samples.shape[0])
        file.setsampwidth(bits // 8)
        file.setframerate(rate_hz)
        file.writeframes(kept.tobytes())
    return memory.getvalue()


def as_mp3(samples, *, rate_hz: int = RATE_HZ) -> bytes:
    """Return an MP3 file of 128 kbit/s."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(128)
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_channels(samples.shape[0])
    encoder.set_quality(7)
    encoder.silence()
    whole = np.rint(samples.T * 32_767).astype("<i2")
    return bytes(encoder.encode(whole.tobytes()) + encoder.flush())


def as_coded(samples, extension: str, *, rate_hz: int = RATE_HZ) -> bytes:
    """Return a FLAC, M4A (AAC) or Ogg (Opus, always 48 kHz) file."""
    codec, sample_format = CODECS[extension]
    memory = io.BytesIO()
    container_name = {"m4a": "mp4"}.get(extension, extension)
    layout = "mono" if samples.shape[0] == 1 else "stereo"
    with av.open(memory, "w", format=container_name) as container:
        stream = container.add_stream(codec, rate=48_000 if codec == "libopus" else rate_hz)
        stream.layout = layout
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", layout)
        frame.sample_rate = rate_hz
        resampler = av.AudioResampler(sample_format, layout, stream.rate)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return memory.getvalue()


def picture(extension: str = "png", *, side: int = 16) -> bytes:
    """Return a picture file."""
    memory = io.BytesIO()
    codec, container_name = {"png": ("png", "image2pipe"), "jpg": ("mjpeg", "image2pipe")}[
        extension
    ]
    with av.open(memory, "w", format=container_name) as container:
        stream = container.add_stream(codec, rate=1)
        stream.width = stream.height = side
        stream.pix_fmt = {"png": "rgb24", "jpg": "yuvj420p"}[extension]
        frame = av.VideoFrame.from_ndarray(np.full((side, side, 3), 90, np.uint8), "rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return memory.getvalue()


def png_of_zeros(width: int, height: int) -> bytes:
    """Return a black picture of any size; a huge one is a small file."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    row = bytes(1 + width)
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(row) for _ in range(min(height, 2000))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def kept(folder: Path, content: bytes) -> Path:
    """Write the content to a file and return its path."""
    path = folder / "sound"
    path.write_bytes(content)
    return path
