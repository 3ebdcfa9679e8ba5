"""Judging a callback before anyone reads it. Source: CONTRACT section 10.

A callback is a hint to poll and never data: all that comes out of here is which task it is about.
The signature covers the timestamp and the raw body; headers other than the timestamp are not
signed, so the event is taken from the body.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

WINDOW_S = 300
SIGNATURE_PREFIX = "sha256="
LONGEST_TIMESTAMP = 12


class WebhookProblem(StrEnum):
    """Why a callback is not believed."""

    OLD_FORM = "OLD_FORM"
    NO_SIGNATURE = "NO_SIGNATURE"
    BAD_TIMESTAMP = "BAD_TIMESTAMP"
    STALE = "STALE"
    BAD_SIGNATURE = "BAD_SIGNATURE"
    BAD_BODY = "BAD_BODY"


@dataclass(frozen=True, slots=True)
class WebhookCheck:
    """What a callback is about; all texts are "" unless `problem` is None.

    `webhook_id` names the delivery; being unsigned it can only help to drop repeats, together with
    (task_id, platform, event). `event` may be a word that we do not know.
    """

    problem: WebhookProblem | None
    event: str = ""
    task_id: str = ""
    platform: str = ""
    webhook_id: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether the provider sent it, recently."""
        return self.problem is None


def verify(headers: Mapping[str, str], raw_body: bytes, secret: str, now: datetime) -> WebhookCheck:
    """Check signature and age of a callback over its raw bytes.

    `headers` by name in any case, `secret` is the one sent with the task, `now` is aware. Never
    raises for anything that a stranger could send.
    """
    known = {name.lower(): value for name, value in headers.items()}
    problem = _problem(known, raw_body, secret, now)
    if problem is not None:
        return WebhookCheck(problem)
    return _read(known, raw_body)


def _problem(
    headers: Mapping[str, str], raw_body: bytes, secret: str, now: datetime
) -> WebhookProblem | None:
    signature = headers.get("x-webhook-signature", "")
    if not signature or not secret:
        is_old = "x-signature" in headers
        return WebhookProblem.OLD_FORM if is_old else WebhookProblem.NO_SIGNATURE
    timestamp = headers.get("x-webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP):
        return WebhookProblem.BAD_TIMESTAMP
    if not _is_signed(signature, timestamp, raw_body, secret):
        return WebhookProblem.BAD_SIGNATURE
    if abs(now.timestamp() - int(timestamp)) > WINDOW_S:
        return WebhookProblem.STALE
    return None


def _is_signed(signature: str, timestamp: str, raw_body: bytes, secret: str) -> bool:
    signed = timestamp.encode() + b"." + raw_body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    given = signature.removeprefix(SIGNATURE_PREFIX).lower()
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))


def _read(headers: Mapping[str, str], raw_body: bytes) -> WebhookCheck:
    try:
        body = json.loads(raw_body)
    except (ValueError, RecursionError):
        return WebhookCheck(WebhookProblem.BAD_BODY)
    event, task_id, platform = (_text(body, name) for name in ("event", "task_id", "platform"))
    if not (event and task_id and platform):
        return WebhookCheck(WebhookProblem.BAD_BODY)
    return WebhookCheck(None, event, task_id, platform, headers.get("x-webhook-id", ""))


def _text(body: object, name: str) -> str:
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, str) else ""
