"""What a singer is asked to sing, and what comes back."""

import hashlib
import struct
import zlib
from dataclasses import astuple, dataclass, replace
from typing import Protocol, Self

import numpy as np

from apps.sandbox.engine.score import Phrase, Singer, Syllable
from apps.sandbox.engine.sound.dsp import Audio, as_audio

_HEAD = struct.Struct("<4sIdf")
_MARK = b"sung"


@dataclass(frozen=True, slots=True)
class Cue:
    """One line for one singer; beats count from its first vowel.

    `side` is None for the lead, else the number of the choir's voice that joins it.
    """

    syllables: tuple[Syllable, ...]
    pitches: tuple[int, ...]
    beat_s: float
    singer: Singer
    side: int | None = None

    @classmethod
    def of(cls, phrase: Phrase, pitches: tuple[int, ...], *, singer: Singer, beat_s: float) -> Self:
        """Return the cue for a line of the score, wherever in its section it stands."""
        begins = phrase.syllables[0].beat
        syllables = tuple(
            replace(one, beat=round(one.beat - begins, 4), beats=round(one.beats, 4))
            for one in phrase.syllables
        )
        return cls(syllables, pitches, beat_s, singer)

    @property
    def name(self) -> str:
        """Return a name that is the same for whatever sounds the same from one voice."""
        heard = [
            (one.onset, one.nucleus, one.coda, one.stressed, one.opens_word, one.beat, one.beats)
            for one in self.syllables
        ]
        timbre = astuple(replace(self.singer, voice=""))
        content = repr((heard, self.pitches, self.beat_s, timbre, self.side))
        return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sung:
    """Mono sound of a line, and when it begins: seconds from the line's first vowel."""

    begins_s: float
    sound: Audio

    def packed(self) -> bytes:
        """Return it as bytes, half as many as the sound has in memory."""
        peak = float(np.float32(np.abs(self.sound).max(initial=1e-9)))
        steps = bytes(np.rint(self.sound * np.float32(32767.0 / peak)).astype("<i2").data)
        return _HEAD.pack(_MARK, zlib.crc32(steps), self.begins_s, peak) + steps

    @classmethod
    def unpacked(cls, content: bytes) -> Self:
        """Read what `packed` wrote. Raises: ValueError for anything else."""
        if len(content) < _HEAD.size:
            raise ValueError("not a sung line")
        mark, checksum, begins_s, peak = _HEAD.unpack_from(content)
        steps = content[_HEAD.size :]
        if mark != _MARK or zlib.crc32(steps) != checksum:
            raise ValueError("not a sung line")
        return cls(begins_s, as_audio(np.frombuffer(steps, "<i2") * np.float32(peak / 32767.0)))


class Voice(Protocol):
    """Somebody who can sing any cue; the same cue always sounds the same.

    `edition` changes whenever they would sing otherwise than before.
    """

    name: str
    edition: str

    def sing(self, cue: Cue) -> Sung:
        """Return the sung line."""
