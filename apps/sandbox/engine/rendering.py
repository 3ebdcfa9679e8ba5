"""Render a score to files: section by section into a stream, then mixed and mastered as a whole.

Everything before the master is linear in the parts, and the master is one gain curve that is kept
beside the song; so any part can be rendered again later, and the parts add up to the mix.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from apps.sandbox.engine.artwork import write_cover
from apps.sandbox.engine.brief import Profile
from apps.sandbox.engine.music.styles import STYLES
from apps.sandbox.engine.score import PARTS, Score, Section
from apps.sandbox.engine.sound import mastering, tapes
from apps.sandbox.engine.sound.clock import GRID, PRE, Clock
from apps.sandbox.engine.sound.dsp import (
    FS,
    Audio,
    add_at,
    as_audio,
    decibels,
    equalised,
    silence,
    stretched,
)
from apps.sandbox.engine.sound.files import Mp3, Wav, pcm16
from apps.sandbox.engine.sound.parts import blank, record
from apps.sandbox.engine.sound.room import reverberated
from apps.sandbox.engine.sound.voice.voices import PLAIN, Voices

GAIN_FILE = "gain.npy"
_BLOCK = FS * 4
_FADE = round(0.5 * FS)
_PREVIEW_DB = 3.0


@dataclass(frozen=True, slots=True)
class Quality:
    """What a profile spends: the MP3's bit rate and LAME quality, the room, the cover's size."""

    kbit: int
    lame: int
    longest_room_s: float
    cover_px: int


QUALITIES: dict[Profile, Quality] = {
    "full": Quality(kbit=192, lame=5, longest_room_s=4.0, cover_px=600),
    "fast": Quality(kbit=128, lame=7, longest_room_s=0.5, cover_px=240),
}


FULL_STEMS = {part: (part,) for part in PARTS}
BASIC_STEMS = {
    "Vocals": ("Vocals", "Backing Vocals"),
    "Instrumental": tuple(part for part in PARTS if "Vocals" not in part),
}


@dataclass(frozen=True, slots=True)
class Stem:
    """The two files of one stem."""

    mp3: Path
    wav: Path


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of a rendered song, its length, and its score with the master that was found.

    Store that `score`: songs made from it later then join it at the same level.
    """

    mp3: Path
    wav: Path
    stream: Path
    cover: Path
    score: Score
    duration_s: float


def render(
    score: Score,
    *,
    folder: Path,
    profile: Profile = "full",
    tape_folder: Path | None = None,
    voices: Voices = PLAIN,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Rendered:
    """Write `stream.mp3`, `song.mp3`, `song.wav` and `cover.png` into `folder`.

    `tape_folder` holds the tapes that the score names. The stream grows with every finished
    section and may be played meanwhile. `on_progress` is called with a share from 0 to 1. The
    same score, profile and kind of voice give the same bytes.
    """
    score = voices.cast(score)
    folder.mkdir(parents=True, exist_ok=True)
    quality = QUALITIES[profile]
    write_cover(score, folder / "cover.png", size=quality.cover_px)
    mix = silence(round(score.duration_s * FS))
    with Mp3(folder / "stream.mp3", kbit=128, quality=7) as stream:
        done = 0
        for at, ready in _recorded(score, mix, PARTS, quality, tape_folder, voices):
            stream.add(pcm16(_preview(mix[:, done:ready]), ("stream", at)))
            done = ready
            on_progress(0.8 * ready / mix.shape[1])
    curve, master = mastering.gain_curve(mix, score.master)
    np.save(folder / GAIN_FILE, curve)
    _write(mix, curve, folder / "song", quality)
    on_progress(1.0)
    return Rendered(
        mp3=folder / "song.mp3",
        wav=folder / "song.wav",
        stream=folder / "stream.mp3",
        cover=folder / "cover.png",
        score=replace(score, master=master),
        duration_s=mix.shape[1] / FS,
    )


def render_stems(
    score: Score,
    *,
    folder: Path,
    stems: Mapping[str, tuple[str, ...]] = FULL_STEMS,
    profile: Profile = "full",
    tape_folder: Path | None = None,
    voices: Voices = PLAIN,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> dict[str, Stem]:
    """Write a WAV and an MP3 for every stem into `folder`, named after it.

    `stems` maps a name to the parts it holds, as `FULL_STEMS` and `BASIC_STEMS` do. Stems of all
    parts add up to the song of the same profile; silent parts give silent files. The gain curve of
    the song is taken from `folder` where `render` left it, else found again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    score = voices.cast(score)
    curve = _kept_curve(score, folder, profile, tape_folder, voices)
    written = {}
    for at, (name, parts) in enumerate(stems.items()):
        path = folder / name.lower().replace(" ", "-")
        recorded = record_parts(score, parts, profile, tape_folder, voices)
        written[name] = _write(recorded, curve, path, QUALITIES[profile])
        on_progress((at + 1) / len(stems))
    return written


def record_parts(
    score: Score,
    parts: tuple[str, ...],
    profile: Profile = "full",
    tape_folder: Path | None = None,
    voices: Voices = PLAIN,
) -> Audio:
    """Return the sum of some parts before the master, shape (2, samples)."""
    mix = silence(round(score.duration_s * FS))
    for _ in _recorded(score, mix, parts, QUALITIES[profile], tape_folder, voices):
        pass
    return mix


def _kept_curve(
    score: Score, folder: Path, profile: Profile, tape_folder: Path | None, voices: Voices
) -> Audio:
    kept = folder / GAIN_FILE
    if kept.exists():
        return as_audio(np.load(kept))
    mix = record_parts(score, PARTS, profile, tape_folder, voices)
    curve, _ = mastering.gain_curve(mix, score.master)
    np.save(kept, curve)
    return curve


def _recorded(
    score: Score,
    mix: Audio,
    parts: tuple[str, ...],
    quality: Quality,
    tape_folder: Path | None,
    voices: Voices,
) -> Iterator[tuple[int, int]]:
    """Mix section after section into `mix`; yield each one's number and how far it is complete."""
    last = len(score.sections) - 1
    for at, (start_s, section) in enumerate(score.placed()):
        _mix_section(score, section, start_s, mix, parts, quality, voices)
        if section.tape:
            if tape_folder is None:
                raise ValueError("this score plays tapes: say where they are")
            _mix_tape(score, at, start_s, mix, parts, tape_folder)
        ready = round((start_s + section.duration_s) * FS) - PRE - GRID
        if at == last:
            mix[:, -_FADE:] *= np.linspace(1, 0, _FADE, dtype=np.float32) ** 1.5
            ready = mix.shape[1]
        yield at, max(0, ready)


def _mix_section(
    score: Score,
    section: Section,
    start_s: float,
    mix: Audio,
    parts: tuple[str, ...],
    quality: Quality,
    voices: Voices,
) -> None:
    """Add some parts of a section and the room around them to the mix."""
    style = STYLES[section.style]
    take = blank(section)
    heard = [
        record(take, section, score.singer, part, start_s=start_s, voices=voices) for part in parts
    ]
    if not any(heard):
        return
    room_s = min(style.room_s, quality.longest_room_s)
    for sound in (take.dry, reverberated(take.send, room_s)):
        bands = (("high", 6000.0, style.brightness_db),) if style.brightness_db else ()
        first = Clock(start_s, section.beat_s).first
        add_at(mix, first, equalised(sound, *bands) if bands else sound)


def _mix_tape(
    score: Score, at: int, start_s: float, mix: Audio, parts: tuple[str, ...], folder: Path
) -> None:
    """Add what a section's tape gives to some parts; it brings its own room."""
    sections = score.sections
    sound = tapes.played(
        folder,
        sections[at],
        parts,
        before=sections[at - 1] if at else None,
        after=sections[at + 1] if at + 1 < len(sections) else None,
    )
    if sound is not None:
        add_at(mix, round(start_s * FS), sound)


def _preview(sound: Audio) -> Audio:
    """Return a stretch of the mix roughly mastered, for listening before the song is done."""
    return as_audio(0.95 * np.tanh(sound * np.float32(decibels(_PREVIEW_DB))))


def _write(mix: Audio, curve: Audio, path: Path, quality: Quality) -> Stem:
    """Write a sound through the master's gain as WAV and MP3."""
    stem = Stem(mp3=path.with_suffix(".mp3"), wav=path.with_suffix(".wav"))
    with Wav(stem.wav) as wav, Mp3(stem.mp3, kbit=quality.kbit, quality=quality.lame) as mp3:
        for start in range(0, mix.shape[1], _BLOCK):
            piece = mix[:, start : start + _BLOCK]
            gain = stretched(curve, mastering.HOP, piece.shape[1], start)
            pcm = pcm16(piece * gain, (path.name, start))
            wav.add(pcm)
            mp3.add(pcm)
    return stem
