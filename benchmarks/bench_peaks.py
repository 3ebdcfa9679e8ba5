"""Measuring a song beside only decoding it: the same four-minute MP3, in turn, in one run.

Peaks should cost at most half as much again as decoding alone (ratio 1.5); loudness is told
apart. The fastest of several rounds counts, since a round is only ever slowed down by others.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import lameenc
import numpy as np

from apps.archive.analysis import measure

GOAL = 1.5
DURATION_S = 240
RATE_HZ = 44_100
ROUNDS = 7


def four_minutes() -> bytes:
    """Return an MP3 of 192 kbit/s with tones and noise, quiet and loud."""
    random = np.random.default_rng(4)
    time_s = np.arange(DURATION_S * RATE_HZ) / RATE_HZ
    level = np.repeat([0.2, 0.5, 0.9, 0.5, 0.9, 0.4, 0.9, 0.2], time_s.size // 8)
    sides = []
    for hz in (220.0, 221.5):
        tone = 0.4 * np.sin(2 * np.pi * hz * time_s) + 0.2 * np.sin(2 * np.pi * 6.1 * hz * time_s)
        sides.append(level * (tone + 0.1 * random.standard_normal(time_s.size)))
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(192)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_channels(2)
    encoder.set_quality(7)
    encoder.silence()
    whole = (np.clip(np.stack(sides, axis=1), -1, 1) * 32_767).astype("<i2")
    return bytes(encoder.encode(whole.tobytes()) + encoder.flush())


def decode(path: Path) -> None:
    """Decode to the end and look at nothing."""
    with av.open(str(path)) as container:
        for _ in container.decode(audio=0):
            pass


def fastest(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the seconds that each work takes at its best; they take turns."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - started)
    return best


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "song.mp3"
        path.write_bytes(four_minutes())
        best = fastest(
            {
                "decode": lambda: decode(path),
                "peaks": lambda: measure(path, with_loudness=False),
                "peaks and loudness": lambda: measure(path),
            }
        )
    plain_s = best["decode"]
    print(f"Plain decoding of {DURATION_S} s of MP3: {plain_s:.3f} s ({DURATION_S / plain_s:.0f}x)")
    print(
        f"With peaks:              {best['peaks'] / plain_s:.2f} times that (goal {GOAL} or less)"
    )
    print(f"With peaks and loudness: {best['peaks and loudness'] / plain_s:.2f} times that")


if __name__ == "__main__":
    main()
