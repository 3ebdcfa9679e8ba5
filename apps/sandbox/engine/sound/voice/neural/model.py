"""The three cuts of the model and its timbres, loaded when the first line is sung."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.score import Singer
from apps.sandbox.engine.sound.dsp import Audio, as_audio
from apps.sandbox.engine.sound.voice.neural import pieces
from apps.sandbox.engine.sound.voice.voices import CannotSing

RATE = 24_000
FRAME_S = 0.025
# Pitch and energy have two values for each frame.
HALF_S = FRAME_S / 2
_SHARE = (0.6, 0.85)


class Model:
    """Kokoro-82M, cut so that durations, pitch and energy can be given.

    Raises: CannotSing when a piece is not what was built, or does not load.
    """

    def __init__(self, folder: Path) -> None:
        for name, sha256 in pieces.manifest_of(folder).items():
            if pieces.digest_of(folder / name) != sha256:
                raise CannotSing(f"{name} of the singer is damaged: run `make singer` again")
        try:
            sessions = [_session(folder / name) for name in _CUTS]
        except Exception as error:
            raise CannotSing(f"the singer does not load: {error}") from error
        self._durations, self._prosody, self._decoder = sessions
        with np.load(folder / pieces.TIMBRES, allow_pickle=False) as timbres:
            self._timbres = {name: as_audio(timbres[name]) for name in timbres.files}

    def style(self, singer: Singer, symbols: int) -> Audio:
        """Return what a singer sounds like when reading so many symbols, shape (1, 256).

        A mixture of two timbres of the singer's gender, which depends on nothing but the singer.
        """
        names = sorted(name for name in self._timbres if name[1] == singer.gender)
        rng = chance("timbre", singer.gender, singer.tract, singer.breath)
        chosen = rng.permutation(names or sorted(self._timbres))[:2]
        share = float(rng.uniform(*_SHARE))
        rows = [self._timbres[name] for name in chosen]
        row = min(symbols, *(len(one) for one in rows)) - 1
        mixed = share * rows[0][row] + (1 - share) * rows[-1][row]
        return as_audio(mixed)[None]

    def durations(self, symbols: tuple[int, ...], style: Audio) -> Audio:
        """Return how many frames the model would speak each symbol."""
        speed = np.ones(1, np.float32)
        (frames,) = self._durations.run(None, {**_said(symbols, style), "speed": speed})
        return as_audio(frames).reshape(-1)

    def energy(self, symbols: tuple[int, ...], style: Audio, frames: Audio) -> Audio:
        """Return how strongly the model would speak, two values for each frame."""
        given = {**_said(symbols, style), pieces.DURATION_TENSOR: frames[None]}
        _, energy = self._prosody.run(None, given)
        return as_audio(energy).reshape(-1)

    def decode(
        self,
        symbols: tuple[int, ...],
        style: Audio,
        frames: Audio,
        pitch: Audio,
        energy: Audio,
    ) -> Audio:
        """Return the sound, at `RATE`, of symbols spoken on a pitch (hertz, 0: unvoiced)."""
        given = {
            **_said(symbols, style),
            pieces.DURATION_TENSOR: frames[None],
            pieces.PITCH_TENSOR: pitch[None],
            pieces.ENERGY_TENSOR: energy[None],
        }
        (sound,) = self._decoder.run(None, given)
        return as_audio(sound).reshape(-1)


_CUTS = (pieces.DURATIONS, pieces.PROSODY, pieces.DECODER)


def _session(path: Path) -> Any:
    import onnxruntime  # noqa: PLC0415  belongs to the extra

    options = onnxruntime.SessionOptions()
    # Two workers with a thread each make more music than one with two.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _said(symbols: tuple[int, ...], style: Audio) -> dict[str, npt.NDArray[Any]]:
    return {"tokens": np.array([symbols], np.int64), "style": style}
