"""All parts of a set in one zip, written while somebody takes it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from apps.stems import analysis, selectors
from apps.stems.models import StemSet
from apps.stems.operations.rendering import source_of


def zip_of(*, stem_set: StemSet) -> Iterator[bytes]:
    """Yield a zip with every part as a WAV that begins at zero and is as long as the longest.

    One part at a time is copied beside us while it is read. Raises: StorageTrouble, Unplayable.
    """
    stems = [stem for stem in selectors.stored_stems(stem_set) if stem.asset]
    longest_s = max((stem.asset.duration_s or 0 for stem in stems if stem.asset), default=0)

    def sources(folder: Path) -> Iterator[tuple[str, analysis.Source]]:
        for number, stem in enumerate(stems, 1):
            if stem.asset is None:
                continue
            source = source_of(stem.name, stem.asset, folder)
            yield selectors.part_file(stem_set, number, stem), source
            source.path.unlink(missing_ok=True)

    with tempfile.TemporaryDirectory(prefix="stems-", dir=settings.VAR_DIR) as folder:
        frames = round(longest_s * analysis.RATE_HZ)
        yield from analysis.zipped(sources(Path(folder)), frames=frames)
