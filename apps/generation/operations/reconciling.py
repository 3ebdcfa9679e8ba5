"""Finding out what became of a paid call that got no answer. It is never simply sent again.

Proof is the provider's balance: if it is what it was before the call, but for what our book says of
work that was sent later, the call was never taken. While other work is under way nothing is
concluded. A callback that names the task settles it at once. What neither proves is left for a
person, with the credits still set aside.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from apps import musicapi
from apps.accounts.models import KeyUnreadableError
from apps.credits import selectors as credits
from apps.generation.models import Job
from apps.generation.operations.balances import ask_balance
from apps.generation.operations.connecting import Connect
from apps.generation.operations.moving import Clock, move, wait
from apps.generation.operations.submitting import NOTHING_SPENT, give_up
from apps.generation.states import JobState, Trouble

BETWEEN = [JobState.SUBMITTING, JobState.SUBMITTED]
LOOK_EVERY = timedelta(seconds=20)
MOST_SENDS = 3


def reconcile(job: Job, *, connect: Connect, clock: Clock) -> None:
    """Look at the balance and draw the one conclusion that it allows, if any."""
    sent_at = job.sent_at or job.created_at
    if clock() - sent_at > timedelta(seconds=settings.UNCONFIRMED_DEADLINE_S):
        _leave_to_a_person(job)
        return
    asked_at = clock()
    try:
        with connect(job.account) as api:
            after = ask_balance(job.account, api, clock).total
    except (musicapi.MusicAPIError, KeyUnreadableError):
        wait(job, until=clock() + LOOK_EVERY)
        return
    now = clock()
    if job.balance_before is None or not _is_telling(job, sent_at, asked_at):
        wait(job, until=now + LOOK_EVERY)
        return
    untouched = job.balance_before + _moved_by_others(job, sent_at)
    if after == untouched:
        _never_taken(job, now)
    else:
        _perhaps_taken(job, untouched - after, now)


def _is_telling(job: Job, sent_at: datetime, asked_at: datetime) -> bool:
    """Tell whether the balance says anything about this job.

    The provider had time to book it, and no other work is between two states: what others were
    charged and given back is in our book, and so can be left out of the comparison.
    """
    settled = asked_at - sent_at >= timedelta(seconds=settings.UNCONFIRMED_LOOK_AFTER_S)
    others = Job.objects.filter(account=job.account).exclude(pk=job.pk)
    return settled and not others.filter(state__in=BETWEEN).exists()


def _moved_by_others(job: Job, sent_at: datetime) -> Decimal:
    """Return by how much other work moved the balance since this call, as far as that is certain.

    What was sent earlier may be booked late, when its own answer was lost: the provider had perhaps
    taken its price before. Counted, that price would hide that this call was taken, and it would be
    paid twice; left out, it at worst leaves this call to a person.
    """
    charged = credits.prices_booked_since(job.account, sent_at)
    later = Job.objects.filter(account=job.account, sent_at__gte=sent_at).exclude(pk=job.pk)
    prices = [charged.get(other.reference, Decimal(0)) for other in later]
    return sum(prices, credits.refunded_since(job.account, sent_at))


def _never_taken(job: Job, now: datetime) -> None:
    if job.attempts >= MOST_SENDS:
        words = f"The provider never answered and took nothing, {MOST_SENDS} times. {NOTHING_SPENT}"
        give_up(job, words, Trouble.UNREACHABLE, now)
        return
    move(
        job,
        JobState.QUEUED,
        now=now,
        reason="The provider's balance proves that the request never arrived.",
        due_at=now,
        sent_at=None,
        balance_before=None,
        trouble="",
        trouble_code="",
    )


def _perhaps_taken(job: Job, missing: Decimal, now: datetime) -> None:
    if missing == job.price:
        words = "The provider took this, but its answer was lost. Waiting for it to call back."
        wait(job, until=now + LOOK_EVERY, trouble=words, trouble_code=Trouble.TAKEN_UNHEARD)
    else:
        wait(job, until=now + LOOK_EVERY)


def _leave_to_a_person(job: Job) -> None:
    words = (
        "The provider never answered, and nothing proves whether it took this. Its credits are set "
        "aside until somebody says what happened."
    )
    wait(job, until=None, trouble=words, trouble_code=Trouble.NEEDS_PERSON)
