"""Take recorded sound apart by masks on its spectrum: singing, drums, bass and the rest.

What is short and broad is drums (median filters along time and frequency, Fitzgerald 2010); what
is low is bass; what sounds in the middle of the stereo picture and moves in pitch is singing. The
masks add up to one, so the pieces add up to the recording. Plain, quick and rough: music that is
mono or full of solos leaks from one piece into another.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from apps.sandbox.engine.sound.dsp import FS, Audio

_SIZE = 2048
HOP = 1024
_BINS = _SIZE // 2 + 1
_WINDOW = np.sin(np.pi * (np.arange(_SIZE) + 0.5) / _SIZE).astype(np.float32)
_SHORT, _LONG, _BROAD = 9, 41, 31
_BASS_HZ = (120.0, 260.0)
_VOICE_HZ = (140.0, 9000.0)
_CENTRED = 3
Spectrum = npt.NDArray[np.complex64]
Mask = npt.NDArray[np.float32]


def separated(sound: Audio) -> Mapping[str, Audio]:
    """Return the pieces of a stereo sound, shape (2, samples) each; their sum is the sound.

    Medians look half a second to both sides: pieces cut from a longer sound need so much around
    them to come out as they would from the whole.
    """
    spectrum = _spectrum(sound)
    masks = _masks(spectrum)
    return {part: _sound(spectrum * mask, sound.shape[1]) for part, mask in masks.items()}


def _spectrum(sound: Audio) -> Spectrum:
    """Return the short-time spectrum, shape (2, frames, bins)."""
    samples = sound.shape[1]
    frames = -(-samples // HOP) + 1
    padded = np.pad(sound, ((0, 0), (HOP, (frames + 1) * HOP - samples - HOP)))
    pieces = np.lib.stride_tricks.sliding_window_view(padded, _SIZE, axis=1)[:, ::HOP]
    return np.asarray(np.fft.rfft(pieces * _WINDOW, axis=2), dtype=np.complex64)


def _sound(spectrum: Spectrum, samples: int) -> Audio:
    pieces = np.fft.irfft(spectrum, _SIZE, axis=2).astype(np.float32) * _WINDOW
    frames = pieces.shape[1]
    whole = np.zeros((2, (frames + 1) * HOP), dtype=np.float32)
    whole[:, : frames * HOP] += pieces[:, :, :HOP].reshape(2, -1)
    whole[:, HOP:] += pieces[:, :, HOP:].reshape(2, -1)
    return whole[:, HOP : HOP + samples]


def _masks(spectrum: Spectrum) -> dict[str, Mask]:
    left, right = spectrum
    level = np.abs(left) + np.abs(right) + np.float32(1e-9)
    held = ndimage.median_filter(level, size=(_SHORT, 1), mode="nearest")
    steady = ndimage.median_filter(level, size=(_LONG, 1), mode="nearest")
    broad = ndimage.median_filter(level, size=(1, _BROAD), mode="nearest")
    drums = _share(broad, held)
    tonal = 1 - drums
    hertz = np.linspace(0, FS / 2, _BINS, dtype=np.float32)
    low = np.clip((_BASS_HZ[1] - hertz) / (_BASS_HZ[1] - _BASS_HZ[0]), 0, 1)
    sung = ((hertz > _VOICE_HZ[0]) & (hertz < _VOICE_HZ[1])).astype(np.float32)
    moving = _share(np.maximum(level - steady, 0), steady)
    bass = tonal * low
    vocals = (tonal - bass) * sung * moving * _centred(left, right)
    return {"Vocals": vocals, "Drums": drums, "Bass": bass, "FX": tonal - bass - vocals}


def _share(mine: Mask, other: Mask) -> Mask:
    """Return how much of each cell belongs to the first of two, from 0 to 1."""
    power, rest = np.square(mine), np.square(other)
    return np.asarray(power / (power + rest + np.float32(1e-12)), dtype=np.float32)


def _centred(left: Spectrum, right: Spectrum) -> Mask:
    """Return how much each cell lies in the middle of the stereo picture, from 0 to 1."""
    both = np.square(np.abs(left)) + np.square(np.abs(right)) + np.float32(1e-12)
    alike = np.clip(2 * np.real(left * np.conj(right)) / both, 0, 1)
    return np.asarray(alike**_CENTRED, dtype=np.float32)
