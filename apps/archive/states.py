"""The states of an asset and the moves between them, as plain data."""

from enum import StrEnum


class AssetState(StrEnum):
    """Where a file is on its way into the archive."""

    PENDING = "PENDING"
    """Known to exist at the provider; not ours yet."""
    STORED = "STORED"
    """In our storage, verified, hashed and analysed."""
    BROKEN = "BROKEN"
    """What came is no usable audio; kept aside and reported."""
    LOST = "LOST"
    """The link is gone and we have no copy."""


MOVES: dict[AssetState, frozenset[AssetState]] = {
    AssetState.PENDING: frozenset({AssetState.STORED, AssetState.BROKEN, AssetState.LOST}),
    AssetState.BROKEN: frozenset({AssetState.PENDING}),
    AssetState.LOST: frozenset({AssetState.PENDING}),
    AssetState.STORED: frozenset(),
}


class AssetKind(StrEnum):
    """What a file is."""

    MP3 = "mp3"
    WAV = "wav"
    COVER = "cover"
    STEM = "stem"
    """One separated part of a clip; it may be silent, or shorter than its clip."""
    PACK = "pack"
    """What we made ourselves out of stems: for the mixer, or a mix to take away."""


class Hindrance(StrEnum):
    """Why an asset is not stored yet; each has its own patience (`operations.PATIENCE`)."""

    NOT_THERE = "NOT_THERE"
    """The link leads to nothing, perhaps only yet."""
    NO_ANSWER = "NO_ANSWER"
    """The server does not answer, or asks us to come later."""
    CUT_SHORT = "CUT_SHORT"
    """The transfer breaks off."""
    WRONG_KIND = "WRONG_KIND"
    """Something else than the file stands at the link."""
    REFUSED = "REFUSED"
    """A link or a file that we do not take."""
    UNPLAYABLE = "UNPLAYABLE"
    """The file came whole and is no good."""
    STORAGE = "STORAGE"
    """Our own storage cannot be used; the file is not to blame."""
