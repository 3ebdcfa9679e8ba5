"""What tests of a job's life ask: what was paid, whether the books agree, how far it is."""

from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.credits import selectors as credits
from apps.generation import operations
from apps.generation.models import Job


def paid(sandbox) -> list[dict]:
    return sandbox.control("ledger")["calls"]


def request(kind, project, spec) -> Job:
    """Return a job that waits to be sent."""
    return operations.request(
        kind=kind,
        project=project,
        by=project.team.memberships.first().user,
        spec=spec,
        request_key=uuid4(),
        now=timezone.now(),
    )


def books_agree(sandbox, account) -> bool:
    """Tell whether our book, the running totals and the provider's balance are all the same."""
    answer = sandbox.get("/get-credits").json()
    theirs = Decimal(str(answer["credits"])) + Decimal(str(answer["extra_credits"]))
    ours = credits.balance(account)
    return credits.sums_agree(account) and ours.free + ours.held == theirs


def settled(job):
    job.refresh_from_db()
    return not job.is_open


def ready(job):
    return settled(job) and not Clip.objects.exclude(state=ClipState.READY).exists()
