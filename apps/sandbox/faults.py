"""Scripted misbehaviour as data: which kinds there are, and whether one strikes now.

A fault is a row, so every process sees it: the web process, the render workers and the courier.
It names a kind, a path pattern, how many times it strikes (none: for ever), a probability with a
seed, and options. docs/sandbox.md describes each kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from apps.sandbox.models import Fault


@dataclass(frozen=True)
class Kind:
    """One kind of misbehaviour: what it does and its options with their defaults."""

    what: str
    options: Mapping[str, Any] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    # Requests; the path is the one below /api/v1, or /files/... for links.
    "delay": Kind("wait before the call is looked at", {"seconds": 1.0}),
    "delay_after": Kind("do the work, then wait before answering", {"seconds": 1.0}),
    "error_before": Kind("answer an error and do nothing", {"status": 503, "body": None}),
    "error_after": Kind("do the work, then answer an error", {"status": 502, "body": None}),
    "drop_before": Kind("close the connection and do nothing"),
    "drop_after": Kind("do the work, then close the connection without an answer"),
    "rate_limit": Kind("answer 429 and do nothing", {"retry_after_s": 1}),
    "not_ready": Kind("answer 202 once more; calls that are made and repeated, as /sonic/midi"),
    "balance_jump": Kind("change the balance without a call", {"amount": -100}),
    # Files; the path is /files/<clip id>/<name>.
    "truncated_audio": Kind("promise the whole length, send half, close the connection"),
    "corrupt_audio": Kind("send bytes that are not audio"),
    "wrong_length": Kind("send the first half of the song as if it were all"),
    "silent_audio": Kind("send silence of the right length"),
    "empty_audio": Kind("send a file of no bytes"),
    "other_rate": Kind("send the same sound at another sample rate", {"rate_hz": 22_050}),
    "missing_audio": Kind("answer 404 for a file that exists"),
    "expired_link": Kind("issue links that have expired already; the path is the issuing call's"),
    # Tasks; the path is that of the submit call.
    "task_never_ends": Kind("accept a task that stays running for ever"),
    "task_failed": Kind("accept a task that fails; outcome as in [fail:...]", {"fate": "task"}),
    "task_slow": Kind("accept a task that takes this long at least", {"seconds": 30.0}),
    "second_first": Kind("accept a task whose second clip ends before its first"),
    "render_crash": Kind("let a render worker fail at one attempt to make a clip"),
    # Splits; the path is that of the submit call.
    "stems_fewer": Kind("accept a split that lacks so many parts", {"parts": 1}),
    "stems_more": Kind("accept a split with so many parts too many", {"parts": 1}),
    "stems_unnamed": Kind("accept a split that does not say what its parts are"),
    # Callbacks; the path is the event's name.
    "webhook_lost": Kind("never send it"),
    "webhook_doubled": Kind("send it twice under one id"),
    "webhook_late": Kind("send it later", {"seconds": 30.0}),
    "webhook_forged": Kind("send a lying one with a false signature before it"),
    "webhook_stale": Kind("sign it with an old timestamp", {"seconds": 600}),
}


@dataclass(frozen=True)
class Strike:
    """A fault that strikes now, with its options filled in."""

    kind: str
    options: Mapping[str, Any]


def strike(kind: str, path: str) -> Strike | None:
    """Find out whether a fault of this kind strikes this path now, and use it up.

    Rows are asked in the order in which they were made; the first that strikes counts.
    """
    if not settings.SANDBOX_CONTROL:
        return None
    for fault in _armed(kind):
        if fnmatchcase(path, fault.path) and _hits(fault):
            return Strike(kind, {**KINDS[kind].options, **fault.options})
    return None


def _armed(kind: str) -> list[Fault]:
    left = Q(times=None) | Q(hits__lt=F("times"))
    return list(Fault.objects.filter(left, kind=kind).order_by("pk"))


def _hits(fault: Fault) -> bool:
    with transaction.atomic():
        row = Fault.objects.filter(pk=fault.pk).first()
        if row is None or (row.times is not None and row.hits >= row.times):
            return False
        hit = Random(f"{row.seed}:{row.draws}").random() < row.probability
        row.draws += 1
        row.hits += hit
        row.save(update_fields=["draws", "hits"])
        return hit
