"""Who can sing here, and what they have sung before."""

import logging
from dataclasses import replace

from apps.sandbox.engine.score import Score
from apps.sandbox.engine.sound.voice.cue import Cue, Sung, Voice
from apps.sandbox.engine.sound.voice.memory import Memory
from apps.sandbox.engine.sound.voice.singing import FormantVoice

logger = logging.getLogger(__name__)


class CannotSing(Exception):
    """A voice that was found here does not work after all; the message says why."""


class Voices:
    """The voices of this machine: always the formant voice, and `better` where there is one.

    With a `memory`, a line that was sung before is not sung again.
    """

    def __init__(self, better: Voice | None = None, *, memory: Memory | None = None) -> None:
        self._plain: Voice = FormantVoice()
        self._better = better
        self._memory = memory

    def cast(self, score: Score) -> Score:
        """Return a song that says which kind of voice sings it.

        Once said it stays, so that stems, joins and continuations sound as the song does.
        """
        if score.singer.voice or not any(section.phrases for section in score.sections):
            return score
        best = self._better or self._plain
        return replace(score, singer=replace(score.singer, voice=best.name))

    def sing(self, cue: Cue) -> Sung:
        """Return the sung line, by the plain voice if the one that is asked for is not here.

        It sounds the same whether it was remembered or not.
        """
        voice = self._voice_of(cue)
        name = f"{voice.name}-{voice.edition}-{cue.name}"
        kept = self._memory.recall(name) if self._memory else None
        if kept is not None:
            try:
                return Sung.unpacked(kept)
            except ValueError:
                logger.warning("a remembered line is damaged; it is sung again")
        try:
            packed = voice.sing(cue).packed()
        except CannotSing as error:
            logger.warning("%s; the formant voice sings instead", error)
            self._better = None
            return self.sing(cue)
        if self._memory:
            self._memory.keep(name, packed)
        return Sung.unpacked(packed)

    def _voice_of(self, cue: Cue) -> Voice:
        if self._better and cue.singer.voice == self._better.name:
            return self._better
        return self._plain


PLAIN = Voices()
