"""What is measured of a file: one pass through the decoder, in blocks, in bounded memory.

Owns decoding, peaks (layout in `formats`), loudness (ITU-R BS.1770-4 as EBU R128 uses it) and key.
Knows neither the database nor where files come from.
"""

from apps.archive.analysis.decode import Unplayable
from apps.archive.analysis.measuring import Measures, check_audio, measure
from apps.archive.analysis.pictures import check_picture, square_pixels, write_square

__all__ = [
    "Measures",
    "Unplayable",
    "check_audio",
    "check_picture",
    "measure",
    "square_pixels",
    "write_square",
]
