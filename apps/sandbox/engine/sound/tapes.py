"""Play recorded sound inside a song: the stretch of a tape that a section holds."""

import wave
from pathlib import Path

import numpy as np

from apps.sandbox.engine.listening.separation import HOP, separated
from apps.sandbox.engine.score import RING_S, TAPE_PARTS, Section
from apps.sandbox.engine.sound.dsp import FS, Audio, as_audio, decibels, silence

_CONTEXT = 32 * HOP
_FADE = round(0.006 * FS)


def played(
    folder: Path,
    section: Section,
    parts: tuple[str, ...],
    *,
    before: Section | None,
    after: Section | None,
) -> Audio | None:
    """Return what a section's tape gives to some parts, from the section's first sample on.

    Where the neighbours do not go on with the same tape its edges are faded; at the end of a song
    it plays into the last ringing. None when nothing of it is wanted.
    """
    tape = section.tape
    wanted = tuple(part for part in parts if tape and part in tape.parts)
    if tape is None or not wanted:
        return None
    first = round(tape.start_s * FS)
    count = round((section.duration_s + (0.0 if after else RING_S)) * FS)
    goes_on = _follows(section, after)
    count += 0 if goes_on or after is None else _FADE
    sound = _heard(folder / tape.name, first, count, wanted)
    sound *= np.float32(decibels(tape.gain_db))
    if not (before and _follows(before, section)) and first > 0:
        sound[:, :_FADE] *= np.linspace(0, 1, _FADE, dtype=np.float32)
    if not goes_on and after is not None:
        sound[:, -_FADE:] *= np.linspace(1, 0, _FADE, dtype=np.float32)
    return sound


def read(path: Path, first: int, count: int) -> Audio:
    """Read a stretch of a 16-bit stereo WAV, shape (2, count); outside the file is silence."""
    sound = silence(count)
    with wave.open(str(path)) as file:
        begin = max(0, first)
        until = min(file.getnframes(), first + count)
        if until > begin:
            file.setpos(begin)
            raw = np.frombuffer(file.readframes(until - begin), "<i2")
            sound[:, begin - first : until - first] = raw.reshape(-1, 2).T / np.float32(32768)
    return sound


def _heard(path: Path, first: int, count: int, parts: tuple[str, ...]) -> Audio:
    """Return the wanted parts of a stretch; all of them together are the recording itself."""
    if set(TAPE_PARTS) <= set(parts):
        return read(path, first, count)
    # The grid of frames is the tape's own, so that a stretch sounds the same however it is cut.
    begin = (first // HOP) * HOP - _CONTEXT
    pieces = separated(read(path, begin, first - begin + count + _CONTEXT))
    whole = sum((pieces[part] for part in parts), start=np.float32(0))
    return as_audio(whole)[:, first - begin : first - begin + count].copy()


def _follows(section: Section, after: Section | None) -> bool:
    mine, other = section.tape, after.tape if after else None
    return (
        mine is not None
        and other is not None
        and (mine.name, mine.parts) == (other.name, other.parts)
        and abs(mine.start_s + section.duration_s - other.start_s) < 1 / FS
    )
