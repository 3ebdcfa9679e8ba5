"""Drawings made from data: waveforms from stored peaks, covers from the song itself.

Pure functions that return SVG text. Nothing that a person typed gets into it: only numbers that
were computed from it. What the drawings mean stands in the look's rules.
"""

from apps.archive.art.cover import cover
from apps.archive.art.waveform import body, silence, strokes

__all__ = ["body", "cover", "silence", "strokes"]
