"""The sound of stems: read side by side, packed for the mixer, compared with their clip, mixed.

Everything runs in blocks of one second, so that memory does not grow with length. Knows neither
the database nor where files come from. `law` is the mixing law, in the browser's words too.
"""

from apps.stems.analysis.checking import Findings
from apps.stems.analysis.law import Limiter, levels
from apps.stems.analysis.mixing import mixdown, write_mix, zipped
from apps.stems.analysis.packing import CODECS, prepare
from apps.stems.analysis.reading import RATE_HZ, Source

__all__ = [
    "CODECS",
    "RATE_HZ",
    "Findings",
    "Limiter",
    "Source",
    "levels",
    "mixdown",
    "prepare",
    "write_mix",
    "zipped",
]
