"""From a request to the seed of its song. Pure; no Django."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

# Members that say where the answer goes, not what the song is.
_NOT_MUSIC = frozenset({"webhook_url", "webhook_secret", "use_suno_cdn"})
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^/?#\s]*([^?#\s]*)\S*", re.IGNORECASE)


def song_seed(request: Mapping[str, Any], *, number: int, chosen: int | None) -> int:
    """Derive the seed of a song from what was asked for and from a counter.

    The same request as the same accepted create of a fresh database gives the same seed;
    `[seed:N]` replaces the counter by N, wherever the request stands. What differs from one
    database or host to the next is left out: ids, and of addresses all but the file's path.
    """
    music = {key: _lasting(value) for key, value in request.items() if key not in _NOT_MUSIC}
    salt = f"seed {chosen}" if chosen is not None else f"number {number}"
    text = json.dumps([music, salt], sort_keys=True, ensure_ascii=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])


def _lasting(value: Any) -> Any:
    """Return a value of a request without what is made anew each time."""
    if isinstance(value, Mapping):
        return {key: _lasting(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_lasting(one) for one in value]
    if not isinstance(value, str):
        return value
    if _ID.fullmatch(value):
        return ""
    address = _ADDRESS.fullmatch(value)
    return address[1] if address else value
