"""Projects for tests, and pictures for their covers."""

from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO

import av
import numpy as np

from apps.accounts.models import Team
from apps.archive.models import Asset
from apps.projects import operations
from apps.projects.models import Project

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def project(team: Team, **fields) -> Project:
    """Return a stored project of `team`."""
    return Project.objects.create(
        **{"team": team, "title": "Salt on the Window", "created_at": NOON, **fields}
    )


def picture(codec: str = "mjpeg", pixels: str = "yuvj420p", *, wide: int = 60) -> bytes:
    """Return a picture of 40 rows: red and green above, blue and white below."""
    shown = np.zeros((40, wide, 3), np.uint8)
    shown[:20, : wide // 2], shown[:20, wide // 2 :] = RED, GREEN
    shown[20:, : wide // 2], shown[20:, wide // 2 :] = BLUE, WHITE
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt = wide, 40, pixels
    encoder.time_base = Fraction(1, 1)
    frame = av.VideoFrame.from_ndarray(shown, "rgb24").reformat(format=pixels)
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def cover(project: Project) -> Asset:
    """Return the stored picture that is now on the project's cover."""
    covered = operations.put_cover(project=project, picture=BytesIO(picture()), now=NOON)
    assert covered.cover
    return covered.cover
