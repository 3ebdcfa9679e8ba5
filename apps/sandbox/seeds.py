"""From a request to the seed of its song. Pure; no Django."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# Members that say where the answer goes, not what the song is.
_NOT_MUSIC = frozenset({"webhook_url", "webhook_secret", "use_suno_cdn"})


def song_seed(request: Mapping[str, Any], *, number: int, chosen: int | None) -> int:
    """Derive the seed of a song from what was asked for and from a counter.

    The same request as the same accepted create of a fresh database gives the same seed;
    `[seed:N]` replaces the counter by N, wherever the request stands.
    """
    music = {key: value for key, value in request.items() if key not in _NOT_MUSIC}
    salt = f"seed {chosen}" if chosen is not None else f"number {number}"
    text = json.dumps([music, salt], sort_keys=True, ensure_ascii=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])
