"""Turn a file of unknown origin into a tape: 16-bit stereo WAV at our rate, or refuse it.

Only formats that hold sound themselves are opened: playlists and the like could make the decoder
read other files or addresses.
"""

from pathlib import Path

import av
import av.error
import numpy as np

from apps.sandbox.engine.sound.dsp import FS
from apps.sandbox.engine.sound.files import Wav

_FORMATS = "mp3,wav,w64,flac,ogg,mov,mp4,m4a,aac,aiff,caf,matroska,webm,au"


class NotAudio(Exception):
    """The file holds no sound that can be used; the message says why."""


def to_tape(source: Path, tape: Path, *, shortest_s: float, longest_s: float) -> float:
    """Decode a file into `tape` and return its length in seconds. Raises: NotAudio."""
    try:
        samples = _decode(source, tape, most=round(longest_s * FS))
    except (av.error.FFmpegError, ValueError, EOFError) as error:
        raise NotAudio("not a readable audio file") from error
    length_s = samples / FS
    if length_s < shortest_s:
        raise NotAudio(f"the audio must last at least {shortest_s:g} seconds")
    return length_s


def _decode(source: Path, tape: Path, *, most: int) -> int:
    samples = 0
    options = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
    with av.open(str(source), options=options) as container, Wav(tape) as wav:
        if not container.streams.audio:
            raise NotAudio("the file holds no sound")
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="s16", layout="stereo", rate=FS)
        frames = container.decode(stream)
        for frame in frames:
            frame.pts = None
            for piece in resampler.resample(frame):
                samples += piece.samples
                wav.add(_bytes(piece))
            if samples > most:
                raise NotAudio(f"the audio must last at most {most / FS / 60:g} minutes")
        for piece in resampler.resample(None):
            samples += piece.samples
            wav.add(_bytes(piece))
    return samples


def _bytes(frame: av.AudioFrame) -> bytes:
    return np.ascontiguousarray(frame.to_ndarray().reshape(-1), dtype="<i2").tobytes()
