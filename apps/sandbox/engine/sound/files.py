"""Write sound to files: 16-bit WAV and MP3, in blocks."""

import wave
from pathlib import Path
from types import TracebackType
from typing import Self

import lameenc
import numpy as np

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.sound.dsp import FS, Audio


def pcm16(sound: Audio, key: object) -> bytes:
    """Return interleaved 16-bit samples with triangular dither that depends on `key` alone."""
    rng = chance("dither", key)
    dither = rng.random(sound.shape, dtype=np.float32) - rng.random(sound.shape, dtype=np.float32)
    samples = np.rint(np.clip(sound, -1.0, 1.0) * 32766.0 + dither)
    return np.ascontiguousarray(np.clip(samples, -32768, 32767).astype("<i2").T).tobytes()


class Mp3:
    """An MP3 file that can be played while it grows."""

    def __init__(self, path: Path, *, kbit: int, quality: int) -> None:
        """Create the file; `quality` is LAME's, 2 best, 7 fastest."""
        self._encoder = lameenc.Encoder()
        self._encoder.set_bit_rate(kbit)
        self._encoder.set_in_sample_rate(FS)
        self._encoder.set_channels(2)
        self._encoder.set_quality(quality)
        self._encoder.silence()
        self._file = path.open("wb")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what the encoder still holds and close the file."""
        self._file.write(self._encoder.flush())
        self._file.close()

    def add(self, pcm: bytes) -> None:
        """Append interleaved 16-bit samples; whole frames reach the file at once."""
        self._file.write(self._encoder.encode(pcm))
        self._file.flush()


class Wav:
    """A 16-bit stereo WAV file written in blocks."""

    def __init__(self, path: Path) -> None:
        """Create the file."""
        self._file = wave.open(str(path), "wb")  # noqa: SIM115
        self._file.setnchannels(2)
        self._file.setsampwidth(2)
        self._file.setframerate(FS)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Complete the header and close the file."""
        self._file.close()

    def add(self, pcm: bytes) -> None:
        """Append interleaved 16-bit samples."""
        self._file.writeframesraw(pcm)
