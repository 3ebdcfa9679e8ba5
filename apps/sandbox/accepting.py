"""Accepting a song: price, fate, task, clips and work, all in one transaction.

Owns the order of things at submit (CONTRACT 13): rate limit, charge, then rows. What was refused
leaves no row. The caller has validated the request already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from django.conf import settings
from django.db import transaction

from apps.sandbox import callbacks, faults, ledger
from apps.sandbox.models import Account, Clip, Render, Task
from apps.sandbox.refusals import Refusal
from apps.sandbox.seeds import song_seed
from apps.sandbox.switches import Switches
from apps.sandbox.timeline import MOST_STAGGERED, PACES

_OUTCOMES = {
    "forbidden": (Task.Outcome.FORBIDDEN, "the lyrics were refused by the content review"),
    "task": (Task.Outcome.FAILED, "the song could not be made; credits were returned"),
    "timeout": (Task.Outcome.TIMEOUT, "no result in time; credits were returned"),
    "api": (Task.Outcome.API_ERROR, "the engine answered with an error; credits were returned"),
}
# Operations whose clips are named after the song and what of it they hold.
_PER_STEM = frozenset({"stems_basic", "stems_full"})


@dataclass(frozen=True)
class Order:
    """One validated asynchronous request: what to make, for how much, and what is known of it.

    `roles` has one word for each clip to make: nothing for a song, else what it is of one.
    """

    family: str
    path: str
    operation: str
    price: Decimal
    request: Mapping[str, Any]
    base_url: str
    switches: Switches
    title: str = ""
    tags: str = ""
    lyrics: str = ""
    roles: tuple[str, ...] = ("", "")
    webhook_url: str = ""
    webhook_secret: str = ""


@transaction.atomic
def accept(*, account: Account, order: Order, now: datetime, is_paced: bool = True) -> Task:
    """Charge for an order and queue its clips.

    Raises: Refusal 429 (nuro: 403) when too soon after the last accepted one and `is_paced`;
    403 when there are not enough credits.
    """
    account.refresh_from_db()
    if is_paced:
        check_pace(account, order.family, now)
    switches = _with_faults(order)
    number = account.accepted_creates + 1
    task = _new_task(account, order, switches, number, now)
    ledger.charge(
        account=account,
        price=order.price,
        path=order.path,
        operation=order.operation,
        now=now,
        task=task,
    )
    _add_clips(task, order, switches)
    if task.ended_at:
        ledger.refund(task=task, effective_at=task.ended_at)
        callbacks.announce(task=task, event="song.failed", at=task.ended_at)
    account.accepted_creates = number
    account.last_create_at = now
    account.save(update_fields=["accepted_creates", "last_create_at"])
    return task


def check_pace(account: Account, family: str, now: datetime) -> None:
    """Refuse what comes too soon after the last accepted call. Raises: Refusal 429 (nuro: 403)."""
    interval_s = settings.SANDBOX_CREATE_INTERVAL_S
    if account.last_create_at is None or not interval_s:
        return
    wait_s = interval_s - (now - account.last_create_at).total_seconds()
    if wait_s <= 0:
        return
    if family == "nuro":
        raise Refusal(403, type="forbidden", message="QPS limit reached", refund_processed=False)
    raise Refusal(429, headers={"Retry-After": str(ceil(wait_s))}, error="too many requests")


def _with_faults(order: Order) -> Switches:
    switches = order.switches
    if faults.strike("task_never_ends", order.path):
        switches = replace(switches, hang=True)
    if struck := faults.strike("task_failed", order.path):
        switches = replace(switches, fate=str(struck.options["fate"]))
    if struck := faults.strike("task_slow", order.path):
        switches = replace(switches, slow_s=float(struck.options["seconds"]))
    if faults.strike("second_first", order.path):
        switches = replace(switches, shapes=switches.shapes | {"second"})
    # Of a single clip, one is all.
    alone = switches.fate == "one" and len(order.roles) == 1
    return replace(switches, fate="all") if alone else switches


def _new_task(
    account: Account, order: Order, switches: Switches, number: int, now: datetime
) -> Task:
    outcome, text = _OUTCOMES.get(switches.fate, ("", ""))
    return Task.objects.create(
        account=account,
        family=order.family,
        path=order.path,
        operation=order.operation,
        request=dict(order.request),
        seed=song_seed(order.request, number=number, chosen=switches.seed),
        base_url=order.base_url,
        slow_s=switches.slow_s,
        quirks=sorted(switches.shapes),
        webhook_url=order.webhook_url,
        webhook_secret=order.webhook_secret,
        created_at=now,
        outcome=outcome,
        outcome_text=text,
        ended_at=_planned_end(switches, len(order.roles), now),
    )


def _failure_time(switches: Switches, now: datetime) -> datetime:
    pace = PACES[settings.SANDBOX_PROFILE]
    return now + timedelta(seconds=max(pace.failure_s, switches.slow_s))


def _planned_end(switches: Switches, clips: int, now: datetime) -> datetime | None:
    if switches.fate == "all":
        pause_s = PACES[settings.SANDBOX_PROFILE].stagger_s if clips == MOST_STAGGERED else 0.0
        return _failure_time(switches, now) + timedelta(seconds=pause_s)
    return _failure_time(switches, now) if switches.fate in _OUTCOMES else None


def _add_clips(task: Task, order: Order, switches: Switches) -> None:
    # The clip that is to end first fails, so that the other one can still be seen running.
    everyone = set(range(len(order.roles)))
    failing = {"one": {task.ends_first}, "all": everyone}.get(switches.fate, set())
    says_parts = order.operation in _PER_STEM and "unnamed" not in task.quirks
    for position, role in enumerate(order.roles):
        clip = Clip(
            account=task.account,
            task=task,
            position=position,
            role=role,
            title=f"{order.title} ({role})" if says_parts else order.title,
            tags=order.tags,
            lyrics=order.lyrics,
            created_at=task.created_at,
        )
        if position in failing:
            clip.failed_at = _failure_time(switches, task.created_at)
            clip.error_message = "the provider could not finish this clip"
        elif switches.hang or task.outcome:
            clip.started_at = task.created_at
        clip.save(force_insert=True)
        if not (switches.hang or task.outcome or position in failing):
            Render.objects.create(clip=clip, due_at=task.created_at)
