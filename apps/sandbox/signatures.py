"""What the sandbox signs: links to files, that expire, and callbacks (CONTRACT 10, 11).

Pure; no Django, no clock.
"""

import hashlib
import hmac
from datetime import datetime
from math import ceil
from typing import Literal

Verdict = Literal["good", "expired", "forged"]


def signed_link(base_url: str, path: str, *, secret: str, expires_at: datetime) -> str:
    """Build an address of `path` that works until `expires_at`."""
    expires = ceil(expires_at.timestamp())
    return f"{base_url}{path}?expires={expires}&signature={_signature(path, expires, secret)}"


def judge_link(
    path: str, expires: str, signature: str, *, secret: str, now: datetime
) -> Verdict:  # fmt: skip
    """Say whether a link was made by us and still works."""
    if not (expires.isascii() and expires.isdigit() and len(expires) < 16 and signature.isascii()):
        return "forged"
    if not hmac.compare_digest(signature, _signature(path, int(expires), secret)):
        return "forged"
    return "good" if now.timestamp() < int(expires) else "expired"


def webhook_signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a callback's raw body together with its time, in Unix seconds."""
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"


def _signature(path: str, expires: int, secret: str) -> str:
    text = f"{path}|{expires}".encode()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()[:40]
