"""The states of a split and of what is made from it, as plain data."""

from enum import StrEnum


class SetState(StrEnum):
    """Where a stem set is on its way from the provider to the mixer."""

    SPLITTING = "SPLITTING"
    """The provider works on it; parts that are finished are fetched already."""
    ARCHIVING = "ARCHIVING"
    """Finished there; our copies are on their way."""
    CHECKING = "CHECKING"
    """All files are settled; they are compared with the clip and prepared for the mixer."""
    READY = "READY"
    """Checked, and playable in the mixer."""
    FAILED = "FAILED"
    """No part of it could be kept."""


MOVES: dict[SetState, frozenset[SetState]] = {
    SetState.SPLITTING: frozenset({SetState.ARCHIVING, SetState.FAILED}),
    SetState.ARCHIVING: frozenset({SetState.CHECKING, SetState.FAILED}),
    SetState.CHECKING: frozenset({SetState.READY, SetState.ARCHIVING, SetState.FAILED}),
    SetState.READY: frozenset({SetState.ARCHIVING, SetState.CHECKING}),
    SetState.FAILED: frozenset({SetState.ARCHIVING, SetState.CHECKING}),
}

OPEN_STATES = frozenset({SetState.SPLITTING, SetState.ARCHIVING, SetState.CHECKING})


class RenderState(StrEnum):
    """Where a file is that we make out of stems."""

    DUE = "DUE"
    DONE = "DONE"
    FAILED = "FAILED"


class Purpose(StrEnum):
    """What a rendering is for."""

    PACK = "PACK"
    """All stems in one file for the mixer, and the checks."""
    MIX = "MIX"
    """A mix to take away."""


class Detail(StrEnum):
    """How finely a clip is taken apart."""

    BASIC = "basic"
    FULL = "full"


USUAL_COUNTS: dict[str, tuple[int, ...]] = {Detail.BASIC: (2, 4), Detail.FULL: (12, 24)}
"""How many parts the provider sends, by its dates. Source: CONTRACT section 2."""


class MixFormat(StrEnum):
    """The formats of a mix to take away."""

    WAV16 = "wav16"
    WAV24 = "wav24"
    FLAC = "flac"
    MP3 = "mp3"


def before(state: SetState) -> list[SetState]:
    """Return the states that a set may come to `state` from."""
    return sorted(old for old, following in MOVES.items() if state in following)
