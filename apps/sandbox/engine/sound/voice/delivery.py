"""What all voices do alike: the line of pitch that is sung, and how loud a phrase is."""

from collections.abc import Sequence

import numpy as np

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.score import Singer
from apps.sandbox.engine.sound.dsp import Audio, Floats
from apps.sandbox.engine.sound.voice.timeline import Tone

FRAMES_PER_S = 200
LOUDNESS = 0.1


def times(origin: float, frames: int) -> Floats:
    """Return the moment of every frame, in seconds from where the notes count."""
    return origin + np.arange(frames) / FRAMES_PER_S


def pitch_line(
    notes: Sequence[Tone], origin: float, frames: int, singer: Singer, key: object
) -> Floats:
    """Return the sung pitch: gliding between notes, scooping up, shaking on long ones.

    One MIDI pitch for each frame; drift and the vibrato's beginning depend on `key`.
    """
    time = times(origin, frames)
    curve = np.full(frames, float(notes[0].pitch))
    for note in notes:
        curve[time >= note.start_s - 0.03] = note.pitch
    kernel = np.hanning(15)[1:-1]
    curve = np.convolve(np.pad(curve, 6, mode="edge"), kernel / kernel.sum(), "valid")
    rng = chance("pitch", key)
    for at, note in enumerate(notes):
        inside = (time >= note.start_s) & (time < note.end_s)
        since = np.maximum(time - note.start_s, 0)
        if note.end_s - note.start_s > 0.4:
            grown = np.clip((since - 0.2) / 0.3, 0, 1)
            wave = np.sin(2 * np.pi * singer.vibrato_hz * since + rng.uniform(0, 1))
            curve += inside * grown * wave * singer.vibrato_cents / 100
        if at == 0 or note.start_s - notes[at - 1].end_s > 0.15:
            curve -= inside * 0.6 * np.exp(-since / 0.05)
    drift = np.convolve(rng.normal(0, 1, frames + 60), np.hanning(61) / 30.5, "valid")
    return np.asarray(curve + 0.18 * drift[:frames])


def evened(voice: Audio) -> Audio:
    """Bring a phrase to the reference loudness; its inner dynamics stay."""
    frames = len(voice) // 441
    power = np.square(voice[: frames * 441]).reshape(frames, 441).mean(axis=1)
    loud = float(np.sqrt(np.percentile(power, 80))) + 1e-9
    return voice * np.float32(LOUDNESS / loud)
