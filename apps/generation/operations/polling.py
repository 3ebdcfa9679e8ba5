"""Looking at accepted work. A look may be repeated, late or doubled: it only brings us closer.

Most looks show what the last one showed. Those cost one write for all of them together.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Value, When

from apps import musicapi
from apps.accounts.models import KeyUnreadableError
from apps.credits import operations as credits
from apps.generation.kinds import KINDS
from apps.generation.models import Job
from apps.generation.operations.balances import refuse_key
from apps.generation.operations.leasing import begin
from apps.generation.operations.moving import Clock, move, wait
from apps.generation.operations.pacing import Pace, age_s
from apps.generation.operations.remembering import note_absence
from apps.generation.states import JobState, Trouble

Look = Callable[..., Mapping[str, musicapi.Snapshot | musicapi.MusicAPIError]]

GRACE = timedelta(seconds=60)
"""A task may be unknown for a moment after it was accepted. Source: CONTRACT section 5, step 3."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an error at a look means: the work goes on, or there is nothing more to see."""

    is_final: bool
    code: Trouble
    words: str


AFTER_LOOK: dict[type[musicapi.MusicAPIError], Reading] = {
    musicapi.NotSent: Reading(
        is_final=False, code=Trouble.UNREACHABLE, words="The provider cannot be reached."
    ),
    musicapi.NoAnswer: Reading(
        is_final=False, code=Trouble.UNREACHABLE, words="The provider did not answer."
    ),
    musicapi.RemoteBroken: Reading(
        is_final=False, code=Trouble.UNREACHABLE, words="The provider is in trouble."
    ),
    musicapi.RateLimited: Reading(
        is_final=False, code=Trouble.BUSY, words="The provider asks us to look less often."
    ),
    musicapi.BadAnswer: Reading(
        is_final=False, code=Trouble.UNREACHABLE, words="The provider's answer made no sense."
    ),
    musicapi.AuthFailed: Reading(
        is_final=False,
        code=Trouble.KEY_REFUSED,
        words="The provider does not accept the key any more. The song waits there until it does.",
    ),
    musicapi.NotFound: Reading(
        is_final=True, code=Trouble.LOST, words="The provider does not know this song any more."
    ),
    musicapi.EngineRetired: Reading(
        is_final=True, code=Trouble.ENGINE_GONE, words="The provider withdrew this engine."
    ),
    musicapi.Rejected: Reading(
        is_final=True, code=Trouble.LOST, words="The provider refuses to show this song."
    ),
}


def poll(*, job_ids: Iterable[UUID], lease: UUID, look: Look, clock: Clock) -> bool:
    """Look at leased jobs of one account together, take in what is new, and tell if anything is."""
    ids = list(job_ids)
    begin(ids, lease, clock())
    related = ("account", "project", "team", "requested_by")
    jobs = list(
        Job.objects.select_related(*related).filter(
            pk__in=ids, lease=lease, state=JobState.SUBMITTED
        )
    )
    if not jobs:
        return False
    seen = _look(jobs, look, clock())
    unchanged, errors = [], []
    for job in jobs:
        result = seen[job.remote_id]
        try:
            if not isinstance(result, musicapi.Snapshot):
                _bear(job, result, clock())
            elif job.seen == _digest(result) and not job.trouble:
                unchanged.append(job)
            else:
                absorb(job_id=job.pk, snapshot=result, now=clock())
        except Exception as error:  # noqa: BLE001 - raised below, after the other jobs had theirs
            errors.append(error)
            _bear(job, musicapi.BadAnswer("The answer could not be taken in."), clock())
    _leave(unchanged, lease, clock())
    if errors:
        raise ExceptionGroup("some answers could not be taken in", errors)
    return len(unchanged) < len(jobs)


def absorb(*, job_id: UUID, snapshot: musicapi.Snapshot, now: datetime) -> None:
    """Bring a job and its clips to where `snapshot` says they are. Repeating it changes nothing."""
    with transaction.atomic():
        rows = Job.objects.select_for_update(of=("self",)).select_related("account", "project")
        job = rows.get(pk=job_id)
        if job.state != JobState.SUBMITTED:
            return
        kind = KINDS[job.kind]
        kind.accept(job, snapshot, now=now)
        if snapshot.state == musicapi.TaskState.DONE:
            move(job, JobState.SUCCEEDED, now=now, progress=100, trouble="", trouble_code="")
        elif snapshot.failure is not None:
            _fail(job, snapshot.failure, now)
        else:
            _look_later(
                job,
                now,
                progress=snapshot.progress_percent,
                seen=_digest(snapshot),
                trouble="",
                trouble_code="",
            )


def _look(
    jobs: list[Job], look: Look, now: datetime
) -> Mapping[str, musicapi.Snapshot | musicapi.MusicAPIError]:
    account = jobs[0].account
    targets = [
        musicapi.PollTarget(
            task_id=job.remote_id, engine=musicapi.Engine(job.engine), age_s=age_s(job, now)
        )
        for job in jobs
    ]
    try:
        return look(targets, base_url=account.base_url, key=account.key)
    except KeyUnreadableError as error:
        unreadable = musicapi.AuthFailed(error.message)
        return {job.remote_id: unreadable for job in jobs}


def _digest(snapshot: musicapi.Snapshot) -> str:
    """Return what tells this view of a task from others."""
    told = repr(replace(snapshot, request_id=""))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def _leave(jobs: list[Job], lease: UUID, now: datetime) -> None:
    """Say when to look again at jobs that stand where they stood, all with one write."""
    if not jobs:
        return
    pace = Pace.of(jobs[0].account, now)
    for job in jobs:
        next_s = pace.next_look_s(job, now)
        if next_s is None:
            _expire(job, now)
        job.due_at = None if next_s is None else now + timedelta(seconds=next_s)
    held = Job.objects.filter(lease=lease, state=JobState.SUBMITTED)
    moments = [When(pk=job.pk, then=Value(job.due_at)) for job in jobs if job.due_at]
    waiting = [job.pk for job in jobs if job.due_at]
    if waiting:
        held.filter(pk__in=waiting).update(due_at=Case(*moments), lease=None)


def _fail(job: Job, failure: musicapi.Failure, now: datetime) -> None:
    """End a job that went wrong at the provider; its price comes back unless it says otherwise."""
    unheard = failure.kind == musicapi.FailureKind.NO_AUDIO
    refunded = failure.refunded is not False and not unheard
    why = failure.message or "The provider could not make this."
    money = "The credits came back." if refunded else "The credits were not given back."
    code = Trouble.NO_AUDIO if unheard else Trouble.FAILED_THERE
    ended = move(
        job,
        JobState.FAILED,
        now=now,
        reason=why,
        trouble=f"{why} {money}"[:500],
        trouble_code=code,
    )
    if ended and refunded:
        credits.refund(reference=job.reference, now=now, note="Failed at the provider")
    KINDS[job.kind].fail(job, why, now=now)


def _bear(job: Job, error: musicapi.MusicAPIError, now: datetime) -> None:
    """Take in a look that showed nothing."""
    reading = next(AFTER_LOOK[cls] for cls in type(error).__mro__ if cls in AFTER_LOOK)
    if isinstance(error, musicapi.AuthFailed):
        refuse_key(job.account, error, now)
    if isinstance(error, musicapi.EngineRetired):
        note_absence(job, error.reason, now)
    young = now - (job.accepted_at or job.created_at) < GRACE
    if reading.is_final and not (young and isinstance(error, musicapi.NotFound)):
        _lose(job, reading, error, now)
        return
    asked = error.retry_after_s if isinstance(error, musicapi.RateLimited) else None
    _look_later(job, now, at_least_s=asked or 0, trouble=reading.words, trouble_code=reading.code)


def _lose(job: Job, reading: Reading, error: musicapi.MusicAPIError, now: datetime) -> None:
    said = f" It says: {error.reason}" if error.reason else ""
    words = f"{reading.words}{said} The credits stay spent until it gives them back."
    with transaction.atomic():
        if move(
            job,
            JobState.FAILED,
            now=now,
            reason=error.message,
            trouble=words[:500],
            trouble_code=reading.code,
        ):
            KINDS[job.kind].fail(job, reading.words, now=now)


def _look_later(job: Job, now: datetime, *, at_least_s: float = 0, **changes: object) -> None:
    """Say when to look again, or give up on a job that never ends."""
    next_s = Pace.of(job.account, now).next_look_s(job, now)
    if next_s is None:
        _expire(job, now)
    else:
        wait(job, until=now + timedelta(seconds=max(next_s, at_least_s)), **changes)


def _expire(job: Job, now: datetime) -> None:
    """Give up on a job that never ends; its id is kept, so that a person can look again."""
    words = "The provider never finished this. The credits stay spent; you can look again."
    code = Trouble.EXPIRED
    with transaction.atomic():
        if move(job, JobState.FAILED, now=now, reason=words, trouble=words, trouble_code=code):
            KINDS[job.kind].fail(job, words, now=now)
