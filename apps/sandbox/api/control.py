"""The control desk: script misbehaviour, read the book of paid calls (docs/sandbox.md).

Exists only with SANDBOX_CONTROL=1, otherwise every address answers 404. Wants the bearer key.
"""

import shutil
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from apps.sandbox import faults, folders, ledger
from apps.sandbox.accounts import caller
from apps.sandbox.models import Account, Clip, Entry, Fault
from apps.sandbox.refusals import Refusal
from apps.sandbox.viewing import number

Json = dict[str, Any]
router = Router()


class NewFault(BaseModel):
    """A fault to arm; `times` null means for ever."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    path: str = Field(default="*", max_length=200)
    times: int | None = Field(default=1, ge=1)
    probability: FiniteFloat = Field(default=1.0, ge=0, le=1)
    seed: int = Field(default=0, ge=0, lt=2**53)
    options: dict[str, Any] = Field(default_factory=dict)


class NewBalance(BaseModel):
    """Balances to set; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    credits: Decimal | None = Field(default=None, max_digits=11, decimal_places=3)
    extra_credits: Decimal | None = Field(default=None, max_digits=11, decimal_places=3)


@router.get("/ledger")
def ledger_list(request: HttpRequest) -> Json:
    """List every paid call that was accepted, oldest first, and the balance."""
    account, now = caller(request), timezone.now()
    calls = account.entries.filter(kind=Entry.Kind.CHARGE).select_related("refund").order_by("pk")
    have = ledger.balance(account=account, now=now)
    return {
        "calls": [
            {
                "task_id": str(call.task_id) if call.task_id else None,
                "path": call.path,
                "operation": call.operation,
                "price": number(-call.credits - call.extra_credits),
                "refunded": hasattr(call, "refund") and call.refund.effective_at <= now,
                "at": call.effective_at.isoformat(),
            }
            for call in calls
        ],
        "credits": number(have.credits),
        "extra_credits": number(have.extra_credits),
    }


@router.get("/faults")
def fault_list(request: HttpRequest) -> Json:
    """List the armed faults, with how often each struck, and the kinds there are."""
    rows = Fault.objects.order_by("pk")
    kinds = {name: {"what": k.what, "options": k.options} for name, k in faults.KINDS.items()}
    return {"faults": [_fault_json(row) for row in rows], "kinds": kinds}


@router.post("/faults")
def fault_create(request: HttpRequest, body: NewFault) -> Json:
    """Arm a fault."""
    if body.kind not in faults.KINDS:
        raise Refusal(400, error=f"kind must be one of {', '.join(faults.KINDS)}")
    known = faults.KINDS[body.kind].options
    if unknown := sorted(set(body.options) - set(known)):
        raise Refusal(400, error=f"{body.kind} has no option {', '.join(unknown)}")
    return _fault_json(Fault.objects.create(**body.model_dump()))


@router.post("/faults/clear")
def fault_clear(request: HttpRequest) -> Json:
    """Disarm every fault."""
    count, _ = Fault.objects.all().delete()
    return {"cleared": count}


@router.post("/credits")
def credits_set(request: HttpRequest, body: NewBalance) -> Json:
    """Set the balances."""
    account, now = caller(request), timezone.now()
    with transaction.atomic():
        have = ledger.balance(account=account, now=now)
        wanted = ledger.Balance(
            have.credits if body.credits is None else body.credits,
            have.extra_credits if body.extra_credits is None else body.extra_credits,
        )
        change = ledger.Balance(
            wanted.credits - have.credits, wanted.extra_credits - have.extra_credits
        )
        ledger.adjust(account=account, change=change, now=now)
    return {"credits": number(wanted.credits), "extra_credits": number(wanted.extra_credits)}


@router.post("/reset")
def reset(request: HttpRequest) -> Json:
    """Forget everything: tasks, files, faults, the book; open the account anew."""
    account = caller(request)
    with transaction.atomic():
        finished = list(Clip.objects.exclude(finished_at=None).values_list("pk", flat=True))
        Fault.objects.all().delete()
        secret = account.link_secret
        Account.objects.all().delete()
        ledger.open_account(
            key=settings.SANDBOX_KEY,
            credits_granted=settings.SANDBOX_CREDITS,
            now=timezone.now(),
        )
        Account.objects.update(link_secret=secret)
    # Work in progress finds its row gone and removes its folder itself.
    for clip_id in finished:
        shutil.rmtree(folders.of_clip(clip_id), ignore_errors=True)
    shutil.rmtree(folders.tapes(), ignore_errors=True)
    return {"message": "success"}


def _fault_json(fault: Fault) -> Json:
    return {
        "id": fault.pk,
        "kind": fault.kind,
        "path": fault.path,
        "times": fault.times,
        "probability": fault.probability,
        "seed": fault.seed,
        "options": fault.options,
        "hits": fault.hits,
    }
