"""What can go wrong while a file is fetched; the tree stands in the package's docstring."""

from apps.core.errors import DomainError


class SourceError(DomainError):
    """The file did not come; `message` says why in words for the person who waits."""


class NotThere(SourceError):
    """The link leads to nothing: expired, or not filled yet."""


class NoAnswer(SourceError):
    """The server cannot be reached or asks us to come back later."""

    def __init__(self, message: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class CutShort(SourceError):
    """The body broke off. `has_progressed` tells whether this attempt brought us further."""

    def __init__(self, message: str, *, has_progressed: bool = False) -> None:
        super().__init__(message)
        self.has_progressed = has_progressed


class WrongKind(SourceError):
    """Something came, but no audio (or picture)."""


class Refused(SourceError):
    """We do not fetch this, now or later."""


class Busy(SourceError):
    """Another process holds the same file."""
