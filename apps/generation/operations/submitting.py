"""The one paid call of a job. The row says SUBMITTING, committed, before the request leaves.

What each answer or its absence means stands in `AFTER`; a test fails when an error has no row.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from apps import musicapi
from apps.accounts.models import KeyUnreadableError, ProviderAccount
from apps.credits import operations as credits
from apps.generation.kinds import KINDS
from apps.generation.models import Job
from apps.generation.operations.balances import ask_balance, refuse_key
from apps.generation.operations.connecting import Connect, advice_for, webhook_for
from apps.generation.operations.moving import Clock, move, wait
from apps.generation.operations.ordering import turn_of
from apps.generation.operations.remembering import forget_absence, note_absence
from apps.generation.selectors import catalogue
from apps.generation.states import JobState, Trouble
from apps.lyrics.selectors import offer_day

PATIENCE = timedelta(hours=1)
"""How long a job waits for a provider that cannot be reached before it is given up."""

MOST_REPEATS = 24
"""How often a call that says "not made yet" is repeated. Source: CONTRACT section 14."""

NOTHING_SPENT = "Nothing was spent."


class Then(Enum):
    """What follows an answer to the paid call."""

    SEND_LATER = auto()
    """Nothing was taken: queue again."""
    FIND_OUT = auto()
    """Something may have been taken: UNCONFIRMED."""
    GIVE_UP = auto()
    """The provider said no: FAILED, credits released."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step after an error, with its reason for pages."""

    then: Then
    code: Trouble
    words: str


AFTER: dict[type[musicapi.MusicAPIError], Outcome] = {
    musicapi.NotSent: Outcome(
        Then.SEND_LATER, Trouble.UNREACHABLE, "The provider cannot be reached. Trying again."
    ),
    musicapi.RateLimited: Outcome(
        Then.SEND_LATER, Trouble.BUSY, "The provider asks us to wait. Trying again."
    ),
    musicapi.RemoteBroken: Outcome(
        Then.SEND_LATER, Trouble.UNREACHABLE, "The provider is in trouble. Trying again."
    ),
    musicapi.NoAnswer: Outcome(
        Then.FIND_OUT, Trouble.NO_ANSWER, "The provider did not answer. Finding out what happened."
    ),
    musicapi.BadAnswer: Outcome(
        Then.FIND_OUT, Trouble.NO_ANSWER, "The answer made no sense. Finding out what happened."
    ),
    musicapi.AuthFailed: Outcome(
        Then.GIVE_UP, Trouble.KEY_REFUSED, "The provider does not accept the key of this account."
    ),
    musicapi.InsufficientCredits: Outcome(
        Then.GIVE_UP, Trouble.NO_CREDITS, "The provider says that there are too few credits."
    ),
    musicapi.EngineRetired: Outcome(
        Then.GIVE_UP, Trouble.ENGINE_GONE, "The provider no longer offers this engine."
    ),
    musicapi.NotFound: Outcome(
        Then.GIVE_UP, Trouble.REFUSED, "The provider does not know what this refers to."
    ),
    musicapi.Forbidden: Outcome(Then.GIVE_UP, Trouble.REFUSED, "The provider refused this."),
    musicapi.Rejected: Outcome(Then.GIVE_UP, Trouble.REFUSED, "The provider refused this."),
}


def submit(job: Job, *, connect: Connect, clock: Clock) -> None:
    """Send a queued job to the provider, once.

    Reads the balance first: a call that gets no answer can be judged by it later.
    """
    asked_at = clock()
    turn_at = turn_of(job, now=asked_at, every_s=settings.MUSICAPI_CREATE_INTERVAL_S)
    if turn_at is None and _too_many_open(job):
        turn_at = asked_at + timedelta(seconds=3)
    if turn_at is not None:
        wait(job, until=turn_at)
        return
    try:
        with connect(job.account) as api:
            before = _balance_before(job, api, clock)
            if before is not None and before < job.price:
                raise musicapi.InsufficientCredits("The balance does not cover the price.")
            if _claim(job, before, asked_at, clock()):
                _send(job, api, clock)
    except musicapi.Forbidden as error:
        _apply(job, _explained(job, error, clock()), clock())
    except musicapi.MusicAPIError as error:
        _apply(job, error, clock())
    except KeyUnreadableError as error:
        give_up(job, error.message, Trouble.KEY_REFUSED, clock())


def record_acceptance(
    job: Job, remote_id: str, *, now: datetime, reason: str, request_id: str = ""
) -> bool:
    """Write down that the provider took the job as task `remote_id`, and book its price.

    That holds for a job whose lost call was settled without a task, too: it is paid, so it goes on.
    """
    with transaction.atomic():
        if not job.awaits_task:
            return False
        accepted = move(
            job,
            JobState.SUBMITTED,
            now=now,
            reason=reason,
            remote_id=remote_id,
            request_id=request_id[:100],
            accepted_at=now,
            finished_at=None,
            due_at=now + timedelta(seconds=advice_for(job).first_s),
            attempts=0,
            trouble="",
            trouble_code="",
        )
        if accepted:
            credits.charge(reference=job.reference, now=now, note="Accepted by the provider")
            forget_absence(kind=job.kind, account=job.account)
    return accepted


def give_up(job: Job, trouble: str, code: Trouble, now: datetime) -> bool:
    """End a job of which the provider took nothing: the credits set aside are free again."""
    with transaction.atomic():
        ended = move(
            job, JobState.FAILED, now=now, reason=trouble, trouble=trouble[:500], trouble_code=code
        )
        if ended:
            credits.release(reference=job.reference, now=now, note="Nothing was taken")
    return ended


def _too_many_open(job: Job) -> bool:
    others = Job.objects.filter(account=job.account, state=JobState.SUBMITTED)
    return others.count() >= settings.MUSICAPI_MAX_OPEN_TASKS


def _balance_before(job: Job, api: musicapi.MusicAPI, clock: Clock) -> Decimal | None:
    """Return the balance, or None where the provider gives none that can be read."""
    try:
        return ask_balance(job.account, api, clock).total
    except musicapi.BadAnswer:
        return None


def _claim(job: Job, before: Decimal | None, asked_at: datetime, now: datetime) -> bool:
    """Take the account's next place in line and say SUBMITTING; False if it is not our turn."""
    with transaction.atomic():
        account = ProviderAccount.objects.select_for_update().get(pk=job.account_id)
        turn_at = _turn_at(job, account, asked_at, now)
        if turn_at is not None:
            wait(job, until=turn_at)
            return False
        # Keep the provider's pace: one create call per account every few seconds.
        account.next_submit_at = now + timedelta(seconds=settings.MUSICAPI_CREATE_INTERVAL_S)
        account.save(update_fields=["next_submit_at"])
        return move(
            job,
            JobState.SUBMITTING,
            now=now,
            balance_before=before,
            sent_at=now,
            due_at=now + timedelta(seconds=settings.LEASE_S),
            attempts=job.attempts + 1,
        )


def _turn_at(
    job: Job, account: ProviderAccount, asked_at: datetime, now: datetime
) -> datetime | None:
    """Return when to try again, or None if it is this job's turn."""
    if account.next_submit_at is not None and account.next_submit_at > now:
        return account.next_submit_at
    others = Job.objects.filter(account=account).exclude(pk=job.pk)
    if others.filter(state=JobState.SUBMITTING).exists():
        return now + timedelta(seconds=1)
    if others.filter(Q(sent_at__gte=asked_at) | Q(accepted_at__gte=asked_at)).exists():
        # Somebody submitted while we read the balance: it would prove nothing.
        return now
    return None


def _send(job: Job, api: musicapi.MusicAPI, clock: Clock) -> None:
    kind = KINDS[job.kind]
    answer = kind.send(api, kind.Spec.from_json(job.spec), webhook_for(job))
    if isinstance(answer, musicapi.Submission):
        _record_submission(job, answer, clock())
    else:
        _record_result(job, answer, clock())


def _record_submission(job: Job, answer: musicapi.Submission, now: datetime) -> None:
    """Take the answer, also when it comes so late that the row is counted as unconfirmed."""
    said = "The provider accepted it."
    support = answer.request_id
    if not record_acceptance(job, answer.task_id, now=now, reason=said, request_id=support):
        job.refresh_from_db(fields=["state", "trouble_code"])
        late = f"{said} The answer came late."
        record_acceptance(job, answer.task_id, now=now, reason=late, request_id=support)


def _record_result(job: Job, answer: Any, now: datetime) -> None:
    """Take the result of a call that answers at once; None means that it is not made yet."""
    if answer is None and job.attempts >= MOST_REPEATS:
        give_up(job, "The provider never finished this file.", Trouble.NO_AUDIO, now)
    elif answer is None:
        later = now + timedelta(seconds=5)
        move(job, JobState.QUEUED, now=now, reason="Not made yet.", due_at=later, sent_at=None)
    else:
        with transaction.atomic():
            if move(job, JobState.SUCCEEDED, now=now, accepted_at=now, trouble="", trouble_code=""):
                credits.charge(reference=job.reference, now=now, note="Answered by the provider")
                KINDS[job.kind].accept(job, answer, now=now)


def _apply(job: Job, error: musicapi.MusicAPIError, now: datetime) -> None:
    outcome = next(AFTER[cls] for cls in type(error).__mro__ if cls in AFTER)
    if isinstance(error, musicapi.AuthFailed):
        refuse_key(job.account, error, now)
    if isinstance(error, musicapi.EngineRetired):
        note_absence(job, error.reason, now)
    if outcome.then is Then.FIND_OUT and job.state == JobState.SUBMITTING:
        move(
            job,
            JobState.UNCONFIRMED,
            now=now,
            reason=error.message,
            due_at=now + timedelta(seconds=settings.UNCONFIRMED_LOOK_AFTER_S),
            trouble=outcome.words,
            trouble_code=outcome.code,
        )
    elif outcome.then is Then.GIVE_UP:
        give_up(job, _words(outcome, error), outcome.code, now)
    else:
        _send_later(job, outcome, error, now)


def _explained(job: Job, error: musicapi.Forbidden, now: datetime) -> musicapi.Rejected:
    """Say what a refusal was about, as far as the balance and the catalogue tell."""
    availability = catalogue().availability(
        musicapi.Operation(job.operation), on=offer_day(now), engine=musicapi.Engine(job.engine)
    )
    return musicapi.explain_forbidden(
        error,
        balance=job.price if job.balance_before is None else job.balance_before,
        price=job.price,
        retired=availability is musicapi.Availability.UNAVAILABLE,
    )


def _words(outcome: Outcome, error: musicapi.MusicAPIError) -> str:
    said = f" It says: {error.reason}" if error.reason else ""
    return f"{outcome.words}{said} {NOTHING_SPENT}"


def _send_later(job: Job, outcome: Outcome, error: musicapi.MusicAPIError, now: datetime) -> None:
    if now - job.created_at > PATIENCE:
        give_up(
            job, f"{outcome.words.split('. ')[0]}, for an hour. {NOTHING_SPENT}", outcome.code, now
        )
        return
    asked = error.retry_after_s if isinstance(error, musicapi.RateLimited) else None
    delay_s = asked if asked is not None else min(60, 2 ** min(job.attempts + 1, 6))
    due_at = now + timedelta(seconds=delay_s)
    changes: dict[str, Any] = {
        "trouble": outcome.words,
        "trouble_code": outcome.code,
        "attempts": job.attempts + 1,
        "sent_at": None,
        "balance_before": None,
    }
    if job.state == JobState.SUBMITTING:
        move(job, JobState.QUEUED, now=now, reason=error.message, due_at=due_at, **changes)
    else:
        wait(job, until=due_at, **changes)
