"""The sandbox's song maker: brief, score, sound. No Django, no network, nothing else of ours.

`compose` turns a brief into a score, the stored truth about a song; `render` turns a score into
files. Both are deterministic. How it was chosen and measured is told in docs/sandbox.md.
"""

from apps.sandbox.engine.brief import Brief
from apps.sandbox.engine.composing import compose
from apps.sandbox.engine.joining import join, split
from apps.sandbox.engine.music.describing import enriched
from apps.sandbox.engine.overdubbing import (
    add_instrumental,
    add_vocals,
    build_around,
    precede,
    remaster,
    swap_band,
    swap_singer,
)
from apps.sandbox.engine.reading import Word, aligned_lyrics, midi
from apps.sandbox.engine.remaking import (
    cover,
    extend,
    other_singer,
    replace_section,
    swap_sound,
    swap_vocals,
)
from apps.sandbox.engine.rendering import (
    BASIC_STEMS,
    FULL_STEMS,
    Rendered,
    Stem,
    render,
    render_stems,
)
from apps.sandbox.engine.score import PARTS, Score, Singer
from apps.sandbox.engine.sound.voice.memory import Memory
from apps.sandbox.engine.sound.voice.neural.pieces import lacking
from apps.sandbox.engine.sound.voice.neural.singing import NeuralVoice
from apps.sandbox.engine.sound.voice.voices import Voices
from apps.sandbox.engine.words.verses import write_lyrics

__all__ = [
    "BASIC_STEMS",
    "FULL_STEMS",
    "PARTS",
    "Brief",
    "Memory",
    "NeuralVoice",
    "Rendered",
    "Score",
    "Singer",
    "Stem",
    "Voices",
    "Word",
    "add_instrumental",
    "add_vocals",
    "aligned_lyrics",
    "build_around",
    "compose",
    "cover",
    "enriched",
    "extend",
    "join",
    "lacking",
    "midi",
    "other_singer",
    "precede",
    "remaster",
    "render",
    "render_stems",
    "replace_section",
    "split",
    "swap_band",
    "swap_singer",
    "swap_sound",
    "swap_vocals",
    "write_lyrics",
]
