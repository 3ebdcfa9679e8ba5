"""The states of a clip and the moves between them, as plain data."""

from enum import StrEnum


class ClipState(StrEnum):
    """How far a clip is on its way to being ours."""

    COMPOSING = "COMPOSING"
    """The provider works on it; a preview may already stream."""
    ARCHIVING = "ARCHIVING"
    """Finished there; our copy is on its way."""
    READY = "READY"
    """Playable from our own copy."""
    FAILED = "FAILED"
    """The provider could not make it."""
    BROKEN = "BROKEN"
    """The provider said done, but sent no usable audio."""


OPEN_STATES = frozenset({ClipState.COMPOSING, ClipState.ARCHIVING})

MOVES: dict[ClipState, frozenset[ClipState]] = {
    ClipState.COMPOSING: frozenset({ClipState.ARCHIVING, ClipState.FAILED}),
    ClipState.ARCHIVING: frozenset({ClipState.READY, ClipState.BROKEN}),
    ClipState.BROKEN: frozenset({ClipState.ARCHIVING, ClipState.READY}),
    ClipState.READY: frozenset(),
    ClipState.FAILED: frozenset(),
}


def before(state: ClipState) -> list[ClipState]:
    """Return the states that a clip may come to `state` from."""
    return sorted(old for old, following in MOVES.items() if state in following)
