"""What follows an attempt that failed: when to try again, and when to stop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from apps.archive import analysis, source, store
from apps.archive.models import Asset
from apps.archive.states import AssetState, Hindrance
from apps.core.errors import DomainError

log = structlog.get_logger(__name__)

GIVE_UP_AFTER: Final = timedelta(hours=24)
TRIED_AT_LEAST: Final = 3
"""A studio that was switched off for a day does not give up at the first failure."""

Changes = dict[str, Any]


@dataclass(frozen=True)
class Patience:
    """How long to bear with a hindrance.

    `waits_s` are the pauses between attempts. When they are used up, the asset becomes `then`;
    None means that the last pause repeats.
    """

    waits_s: tuple[int, ...]
    then: AssetState | None


PATIENCE: Final[dict[Hindrance, Patience]] = {
    # A fresh file may lag behind its link by a few minutes (CONTRACT section 11).
    Hindrance.NOT_THERE: Patience((3, 6, 12, 24, 45, 60, 90), AssetState.LOST),
    Hindrance.NO_ANSWER: Patience((3, 10, 30, 60, 120, 300, 600, 1800), None),
    Hindrance.CUT_SHORT: Patience((2, 5, 15, 30, 60), AssetState.BROKEN),
    Hindrance.WRONG_KIND: Patience((10, 30, 60), AssetState.LOST),
    Hindrance.REFUSED: Patience((), AssetState.LOST),
    Hindrance.UNPLAYABLE: Patience((5, 20), AssetState.BROKEN),
    Hindrance.STORAGE: Patience((10, 30, 60, 300), None),
}

HINDRANCES: Final[tuple[tuple[type[Exception], Hindrance], ...]] = (
    (source.NotThere, Hindrance.NOT_THERE),
    (source.NoAnswer, Hindrance.NO_ANSWER),
    (source.CutShort, Hindrance.CUT_SHORT),
    (source.WrongKind, Hindrance.WRONG_KIND),
    (source.Refused, Hindrance.REFUSED),
    (analysis.Unplayable, Hindrance.UNPLAYABLE),
    (store.StorageTrouble, Hindrance.STORAGE),
    (OSError, Hindrance.STORAGE),
)
PROSPECTS: Final[dict[AssetState, str]] = {
    AssetState.PENDING: "The studio tries again by itself.",
    AssetState.BROKEN: "What came is kept aside; you can have it fetched again.",
    AssetState.LOST: "The studio has stopped trying; you can have it fetched again.",
}


def after_failure(asset: Asset, error: Exception, now: datetime) -> Changes:
    """Return what the row shall say after an attempt that `error` ended."""
    hindrance = _hindrance_of(error)
    patience = PATIENCE[hindrance]
    again = asset.attempts if asset.hindrance == hindrance else 0
    has_progressed = getattr(error, "has_progressed", False)
    attempts = max(1, again) if has_progressed else again + 1
    is_over = bool(asset.give_up_at and now >= asset.give_up_at)
    is_over &= has_progressed or attempts >= TRIED_AT_LEAST
    state = AssetState.PENDING
    if is_over and hindrance != Hindrance.STORAGE:
        state = patience.then or AssetState.LOST
    elif patience.then and attempts > len(patience.waits_s):
        state = patience.then
    log.warning(
        "asset_hindered",
        asset_id=str(asset.pk),
        hindrance=hindrance,
        attempts=attempts,
        state=state,
        error=repr(error.__cause__ or error),
    )
    changes: Changes = {
        "state": state,
        "hindrance": hindrance,
        "attempts": attempts,
        "trouble": f"{_told(error)} {PROSPECTS[state]}"[:300],
        "due_at": None,
    }
    if state == AssetState.PENDING:
        changes["due_at"] = now + _wait(patience, attempts, error)
    if hindrance == Hindrance.STORAGE:
        changes["give_up_at"] = now + GIVE_UP_AFTER
    return changes


def _hindrance_of(error: Exception) -> Hindrance:
    return next(reason for kind, reason in HINDRANCES if isinstance(error, kind))


def _told(error: Exception) -> str:
    if isinstance(error, DomainError):
        return error.message
    return f"The studio's disk cannot be used ({getattr(error, 'strerror', None) or error})."


def _wait(patience: Patience, attempts: int, error: Exception) -> timedelta:
    wait_s = patience.waits_s[min(attempts, len(patience.waits_s)) - 1]
    return timedelta(seconds=max(wait_s, getattr(error, "retry_after_s", None) or 0))
