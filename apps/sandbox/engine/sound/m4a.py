"""Write sound as AAC; apart from other files, since nothing else needs the encoder."""

from pathlib import Path

import av

from apps.sandbox.engine.sound.dsp import FS


def write_m4a(wav: Path, path: Path, *, kbit: int = 192) -> None:
    """Write a WAV file as AAC in an M4A file."""
    with av.open(str(wav)) as source, av.open(str(path), "w", format="ipod") as target:
        stream = target.add_stream("aac", rate=FS, layout="stereo", bit_rate=1000 * kbit)
        for frame in source.decode(audio=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
