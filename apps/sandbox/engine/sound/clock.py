"""Where in a section's recording a moment lies."""

from dataclasses import dataclass

from apps.sandbox.engine.sound.dsp import FS

PRE_S = 0.6
PRE = round(PRE_S * FS)
GRID = 64


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of one section, which begins at `start_s` of the song.

    Samples are rounded from the song's beginning and recordings begin on a grid of the whole
    song, so that a moment sounds the same however the song is cut into sections.
    """

    start_s: float
    beat_s: float

    @property
    def first(self) -> int:
        """Return the sample of the song where the section's recording begins."""
        return (round(self.start_s * FS) - PRE) // GRID * GRID

    def sample(self, inside_s: float) -> int:
        """Return the sample of the recording for seconds from the section's beginning."""
        return round((self.start_s + inside_s) * FS + 1e-4) - self.first

    def sample_of(self, beat: float) -> int:
        """Return the sample of the recording for a beat of the section."""
        return self.sample(beat * self.beat_s)
