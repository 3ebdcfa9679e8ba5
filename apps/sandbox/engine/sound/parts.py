"""Render one part of one section: its players or singers, dry and what it sends to the room."""

from dataclasses import dataclass

import numpy as np

from apps.sandbox.engine.music.style import Layer, Style
from apps.sandbox.engine.music.styles import STYLES
from apps.sandbox.engine.score import Note, Section, Singer
from apps.sandbox.engine.sound import instruments, kit
from apps.sandbox.engine.sound.clock import GRID, PRE, Clock
from apps.sandbox.engine.sound.dsp import FS, Audio, compressed, decibels, pan_gains, silence
from apps.sandbox.engine.sound.voice import choir
from apps.sandbox.engine.sound.voice.voices import PLAIN, Voices

TAIL_S = 3.0
_VOICE_ROOM = {"Vocals": 0.16, "Backing Vocals": 0.3}
_DEFAULT_LEVEL_DB = -6.0
_DUCKED = ("Bass", "Synth", "Strings")
_KICK = 36
_ECHOES = ((0.75, 0.22), (1.5, 0.1))


@dataclass(frozen=True, slots=True)
class Take:
    """What is recorded of a section: the sound itself and what is sent to the room.

    Both have the shape (2, samples).

    The section's first beat lies at sample `PRE`; the sound may ring `TAIL_S` past its end.
    """

    dry: Audio
    send: Audio


def blank(section: Section) -> Take:
    """Return a silent recording of a section to record parts into."""
    return Take(silence(length(section)), silence(length(section)))


def record(
    into: Take,
    section: Section,
    singer: Singer,
    part: str,
    *,
    start_s: float,
    voices: Voices = PLAIN,
) -> bool:
    """Add a part of a section that begins at `start_s` of the song; tell whether it plays there."""
    clock = Clock(start_s, section.beat_s)
    if part in _VOICE_ROOM:
        return _sing_into(into, section, singer, part, clock, voices)
    notes = [note for note in section.notes if note.part == part]
    style = STYLES[section.style]
    for name in sorted({note.instrument for note in notes}):
        group = [note for note in notes if note.instrument == name]
        for layer, own in _layers(style, part, name, group):
            sound = _played(name, own, clock, length(section))
            sound *= np.float32(decibels(layer.level_db))
            if layer.pan:
                sound *= np.array(pan_gains(layer.pan), dtype=np.float32)[:, None]
            if style.ducking_db and part in _DUCKED:
                sound *= _ducking(section, style.ducking_db, clock)
            _add(into, sound, layer.room)
    return bool(notes)


def _add(into: Take, sound: Audio, room: float) -> None:
    """Mix a sound in and send its share to the room; `sound` is used up."""
    into.dry[:] += sound
    sound *= np.float32(room)
    into.send[:] += sound


def _ducking(section: Section, depth_db: float, clock: Clock) -> Audio:
    """Return a gain that dips at every kick and recovers within half a beat."""
    gain = np.ones(length(section), dtype=np.float32)
    recovery = round(0.5 * section.beat_s * FS)
    dip = 1 - (1 - decibels(depth_db)) * np.cos(np.linspace(0, np.pi / 2, recovery)) ** 2
    dip[:88] = np.linspace(1, dip[88], 88)
    for note in section.notes:
        if note.part == "Drums" and note.pitch == _KICK:
            start = clock.sample_of(note.beat)
            stretch = gain[start : start + recovery]
            np.minimum(stretch, dip[: len(stretch)], out=stretch)
    return gain


def _played(name: str, notes: list[Note], clock: Clock, samples: int) -> Audio:
    if name not in kit.KITS:
        return instruments.perform(name, notes, clock, samples)
    strokes = kit.perform(name, notes, clock, samples)
    if name == "percussion":
        return strokes
    return compressed(strokes, threshold_db=-16.0, ratio=2.5, release_s=0.09)


def length(section: Section) -> int:
    """Return the samples a section's recording takes with what comes before and rings after."""
    return PRE + GRID + round((section.duration_s + TAIL_S) * FS)


def _layers(
    style: Style, part: str, name: str, notes: list[Note]
) -> list[tuple[Layer, list[Note]]]:
    """Return who plays these notes; two players of one instrument share them."""
    if name in kit.KITS:
        level_db = style.drums_db + (0.0 if part == "Drums" else -6.0)
        return [
            (Layer(part, name, "", 0, 0, level_db, room=0.07 if part == "Drums" else 0.2), notes)
        ]
    found = [layer for layer in style.layers if layer.part == part and layer.instrument == name]
    if not found:
        return [(Layer(part, name, "", 0, 0, _DEFAULT_LEVEL_DB), notes)]
    sides = [layer for layer in found if layer.figure == "power"]
    if len(sides) == 2:
        return [(side, notes[k::2]) for k, side in enumerate(sides)]
    return [(found[0], notes)]


def _sing_into(
    into: Take, section: Section, singer: Singer, part: str, clock: Clock, voices: Voices
) -> bool:
    harmonies = any(phrase.harmonies for phrase in section.phrases)
    if not section.phrases or (part == "Backing Vocals" and not harmonies):
        return False
    perform = choir.lead if part == "Vocals" else choir.choir
    sound = perform(section, singer, length(section), clock, voices)
    level_db = STYLES[section.style].voice_db + (0.0 if part == "Vocals" else -12.0)
    sound *= np.float32(decibels(level_db))
    _add(into, sound, _VOICE_ROOM[part])
    if part == "Vocals":
        for beats, level in _ECHOES:
            delay = round(beats * section.beat_s * FS)
            into.send[:, delay:] += sound[:, :-delay] * np.float32(level)
    return True
