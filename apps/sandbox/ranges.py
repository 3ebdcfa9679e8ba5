"""HTTP byte ranges (RFC 9110, section 14). Pure; no Django."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII)


@dataclass(frozen=True)
class Span:
    """Bytes `start` to `stop`, the latter exclusive."""

    start: int
    stop: int

    @property
    def size_bytes(self) -> int:
        """Number of bytes in the span."""
        return self.stop - self.start


class Unsatisfiable(Exception):
    """The wanted range lies outside the file; answered with 416."""


def wanted_span(header: str | None, size_bytes: int) -> Span | None:
    """Read a Range header; None means that the whole file is to be sent.

    Several ranges, other units and malformed headers are ignored, as the RFC allows.
    Raises: Unsatisfiable.
    """
    match = _ONE_RANGE.fullmatch(header or "")
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        start, stop = max(0, size_bytes - int(last)), size_bytes
    else:
        start, stop = int(first), min(size_bytes, int(last) + 1 if last else size_bytes)
        if last and int(last) < start:
            return None
    if start >= size_bytes or stop <= start:
        raise Unsatisfiable
    return Span(start, stop)
