"""Finding out what became of a paid call that got no answer. It is never simply sent again.

Proof is the provider's balance (`proving`), also of several lost calls at once. While other work is
under way nothing is concluded. What was never taken is sent again; what was taken waits for a
callback, which names the task, and is booked as spent when none came in time. What nothing proves
is left for a person, with the credits still set aside.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from apps import musicapi
from apps.accounts.models import KeyUnreadableError
from apps.credits import operations as credits
from apps.credits.selectors import booking_moments
from apps.credits.states import EntryKind
from apps.generation.models import Job
from apps.generation.operations.balances import ask_balance, moved_since
from apps.generation.operations.connecting import Connect
from apps.generation.operations.moving import Clock, move, wait
from apps.generation.operations.proving import Call, Reading, Verdict, judge
from apps.generation.operations.submitting import NOTHING_SPENT, give_up
from apps.generation.states import JobState, Trouble

BETWEEN = [JobState.SUBMITTING, JobState.SUBMITTED]
LOOK_EVERY = timedelta(seconds=20)
MOST_SENDS = 3
MATTERS_FOR = timedelta(hours=3)
"""So long after it a call may still move the balance: tasks last an hour at most (CONTRACT 6)."""

WORDS = {
    Verdict.TAKEN: "The provider took this, but its answer was lost. Waiting for it to call back.",
    Verdict.UNKNOWN: "The provider did not answer. Finding out what happened.",
}


def reconcile(job: Job, *, connect: Connect, clock: Clock) -> None:
    """Look at the balance and draw the one conclusion that it allows, if any."""
    sent_at = job.sent_at or job.created_at
    if clock() - sent_at > timedelta(seconds=settings.UNCONFIRMED_DEADLINE_S):
        _stop_waiting(job, clock())
        return
    asked_at = clock()
    try:
        with connect(job.account) as api:
            after = ask_balance(job.account, api, clock).total
    except (musicapi.MusicAPIError, KeyUnreadableError):
        wait(job, until=clock() + LOOK_EVERY)
        return
    lag = timedelta(seconds=settings.UNCONFIRMED_LOOK_AFTER_S)
    if asked_at - sent_at < lag or _is_busy(job, asked_at):
        wait(job, until=clock() + LOOK_EVERY)
        return
    lost = Call(price=job.price, sent_at=sent_at, before=job.balance_before)
    reading = Reading(total=after, asked_at=asked_at, lag=lag)
    verdict = judge(lost, _other_calls(job, sent_at - MATTERS_FOR), reading)
    if verdict is Verdict.NEVER_TAKEN:
        _never_taken(job, clock())
    else:
        is_taken = verdict is Verdict.TAKEN
        code = Trouble.TAKEN_UNHEARD if is_taken else Trouble.NO_ANSWER
        wait(job, until=clock() + LOOK_EVERY, trouble=WORDS[verdict], trouble_code=code)


def conclude(job: Job, *, was_taken: bool, words: str, now: datetime) -> bool:
    """End an unconfirmed job: its price is booked as spent, or free again; False if it moved on."""
    with transaction.atomic():
        code = Trouble.SETTLED
        if job.state != JobState.UNCONFIRMED or not move(
            job, JobState.FAILED, now=now, reason=words, trouble=words, trouble_code=code
        ):
            return False
        book = credits.charge if was_taken else credits.release
        book(reference=job.reference, now=now, note=words)
    return True


def _is_busy(job: Job, asked_at: datetime) -> bool:
    """Tell whether other work may have moved the balance while it was read.

    What is between two states may do so at any time: our book cannot say what it took by then.
    """
    others = Job.objects.filter(account=job.account).exclude(pk=job.pk)
    return others.filter(Q(state__in=BETWEEN) | moved_since(asked_at)).exists()


def _other_calls(job: Job, since: datetime) -> list[Call]:
    """Return the other calls of the account that were taken, or may have been, and still matter.

    A person's word that a call was not taken is no proof for others.
    """
    late = Q(sent_at__gte=since) | Q(accepted_at__gte=since) | Q(finished_at__gte=since)
    sent = Job.objects.filter(late, account=job.account, sent_at__isnull=False)
    others = list(sent.exclude(pk=job.pk))
    moments = booking_moments([other.reference for other in others])
    calls = []
    for other in others:
        charged_at = moments.get((other.reference, EntryKind.CHARGE))
        refunded_at = moments.get((other.reference, EntryKind.REFUND))
        is_open = other.state == JobState.UNCONFIRMED or other.trouble_code == Trouble.SETTLED
        if charged_at is None and not is_open:
            continue
        calls.append(
            Call(
                price=other.price,
                sent_at=other.sent_at or other.created_at,
                before=other.balance_before,
                charged_at=charged_at,
                refunded_at=refunded_at,
                may_return=other.state == JobState.FAILED and charged_at is not None,
            )
        )
    return calls


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


def _stop_waiting(job: Job, now: datetime) -> None:
    """Book what the last look proved to be taken; leave the rest to a person."""
    if job.trouble_code == Trouble.TAKEN_UNHEARD:
        words = (
            "The provider's balance proves that it took this, but it never said what came of it. "
            "Its price is booked as spent."
        )
        conclude(job, was_taken=True, words=words, now=now)
        return
    words = (
        "The provider never answered, and nothing proves whether it took this. Its credits are set "
        "aside until somebody says what happened."
    )
    wait(job, until=None, trouble=words, trouble_code=Trouble.NEEDS_PERSON)
