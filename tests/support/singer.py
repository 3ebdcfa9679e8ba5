"""Where `make singer` puts the neural voice, and whether it is there."""

from tests.support import services

FOLDER = services.ROOT / "var" / "singer"


def is_there() -> bool:
    """Tell whether tests marked `singer` can run."""
    from apps.sandbox import engine

    return not engine.lacking(FOLDER)
