"""The door to other people's files: a download that streams, resumes, and trusts nobody.

Every connection is opened by `gate`, which resolves the host once, checks the address and
connects to exactly that address; so neither a redirect nor a changing DNS answer leads into our
own network. Rules for fetching: CONTRACT section 11. Knows nothing of assets or the database.

    SourceError
      NotThere      401, 403, 404, 410 and the like: gone, or not there yet (a fresh file may lag)
      NoAnswer      no connection, timeout, 429 or 5xx: try again later
      CutShort      the body broke off; what came is kept and the next attempt goes on from there
      WrongKind     a web page or the like where audio or a picture should be
      Refused       an address that we do not visit, too many redirects, a file too large: final
      Busy          another process is at the same file right now
"""

from apps.archive.source.download import download
from apps.archive.source.errors import (
    Busy,
    CutShort,
    NoAnswer,
    NotThere,
    Refused,
    SourceError,
    WrongKind,
)
from apps.archive.source.gate import Rules, origin_of
from apps.archive.source.incoming import Incoming, incoming

__all__ = [
    "Busy",
    "CutShort",
    "Incoming",
    "NoAnswer",
    "NotThere",
    "Refused",
    "Rules",
    "SourceError",
    "WrongKind",
    "download",
    "incoming",
    "origin_of",
]
