"""The room everybody plays in: a convolution with dense, darkening noise of our own making."""

from functools import lru_cache

import numpy as np

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.sound import filters
from apps.sandbox.engine.sound.dsp import FS, Audio, equalised


@lru_cache(maxsize=8)
def impulse(length_s: float) -> Audio:
    """Return the room's answer to a clap, shape (2, samples): early echoes, then a dark tail."""
    samples = round(length_s * 1.25 * FS)
    time = np.arange(samples, dtype=np.float32) / FS
    noise = chance("room", length_s).standard_normal((2, samples), dtype=np.float32)
    bright = noise * np.exp(-time * 6.9 / (0.45 * length_s))
    dark = equalised(noise, ("lowpass", 2600, 1)) * np.exp(-time * 6.9 / length_s)
    late = (0.5 * bright + dark) * (1 - np.exp(-time / 0.012))
    delay = round(0.018 * FS)
    answer = np.zeros_like(late)
    answer[:, delay:] = late[:, :-delay]
    for k, (at_s, level) in enumerate(
        ((0.011, 9.0), (0.017, 7.0), (0.023, 6.0), (0.031, 5.0), (0.041, 4.0))
    ):
        answer[k % 2, round(at_s * FS)] += level
    answer *= np.linspace(1, 0, samples, dtype=np.float32) ** 0.5
    answer = equalised(answer, ("highpass", 220, 1), ("high", 7000, -4.0))
    return answer / np.float32(np.sqrt(np.square(answer).sum(axis=1).mean()))


def reverberated(send: Audio, length_s: float) -> Audio:
    """Return the room's sound for what is sent to it, longer than `send` by the room's length."""
    answer = impulse(length_s)
    return np.asarray(filters.convolved(send, answer), dtype=np.float32)
