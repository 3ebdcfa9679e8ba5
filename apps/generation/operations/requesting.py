"""What a person does: ask for work, cancel it, ask again, settle what cannot be found out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.accounts.selectors import account_of
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.credits import operations as credits
from apps.generation.kinds import KINDS, offers, song
from apps.generation.kinds.spec import Spec
from apps.generation.models import Job, Recipe, Transition
from apps.generation.operations.moving import move
from apps.generation.operations.reconciling import conclude
from apps.generation.selectors import price_of
from apps.generation.states import MAY_LOOK_AGAIN, JobState
from apps.lyrics.selectors import offer_day
from apps.projects.models import Project


class PriceUnknown(DomainError):
    """The price list has no figure for what is asked; we do not guess."""


class NotPossible(DomainError):
    """The job is not in a state in which this can be done."""


def request(
    *,
    kind: str,
    project: Project,
    by: User | None,
    spec: Spec,
    request_key: UUID,
    now: datetime,
    retry_of: Job | None = None,
    recipe: Recipe | None = None,
) -> Job:
    """Set the price aside and queue one piece of work for `project`. Sends nothing yet.

    The same `request_key` again is the same click: it returns the job that stands already.
    `retry_of` is a job that came to nothing, which this one takes the place of.
    Raises: NotPossible if a source does not allow it, PriceUnknown, credits.InsufficientCredits.
    """
    same_click = Job.objects.filter(team=project.team, request_key=request_key).first()
    if same_click is not None:
        return same_click
    _check_sources(kind, project, spec, now)
    job = _priced(kind, project, spec, now)
    job.requested_by, job.request_key, job.recipe = by, request_key, recipe
    if retry_of is not None and not (retry_of.is_open or retry_of.retries.exists()):
        job.retry_of = retry_of
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            _enter(job, now)
    except IntegrityError:
        return Job.objects.get(team=project.team, request_key=request_key)
    return job


def request_variants(*, count: int, request_key: UUID, **wish: Any) -> list[Job]:
    """Set prices aside and queue the same wish `count` times, all of them or none; see `request`.

    The same click again finds the same jobs. Raises: as `request`.
    """
    keys = [request_key, *(uuid5(request_key, str(number)) for number in range(1, count))]
    with transaction.atomic():
        return [request(request_key=key, **wish) for key in keys]


def request_song(
    *, project: Project, by: User | None, spec: song.Spec, request_key: UUID, now: datetime
) -> Job:
    """Set the price aside and queue one song for `project`; see `request`."""
    return request(kind="song", project=project, by=by, spec=spec, request_key=request_key, now=now)


def request_of(*, kind: str, clip: Clip, by: User | None, now: datetime) -> Job:
    """Set the price aside and queue what `kind` makes of `clip` without further choices.

    Asking twice makes one job, unless the first one came to nothing.
    Raises: NotPossible, PriceUnknown, credits.InsufficientCredits.
    """
    before = Job.objects.filter(kind=kind, spec__clip_id=str(clip.pk)).order_by("-id").first()
    if before is not None and before.state not in {JobState.FAILED, JobState.CANCELLED}:
        return before
    refusal = offers.why_not(kind, clip, now=now)
    if refusal:
        raise NotPossible(refusal)
    if before is not None:
        return retry(job=before, by=by, now=now)
    spec, key = KINDS[kind].Spec.of(clip), uuid5(clip.pk, kind)
    return request(kind=kind, project=clip.project, by=by, spec=spec, request_key=key, now=now)


def retry(*, job: Job, by: User | None, now: datetime) -> Job:
    """Queue a failed or cancelled job once more, at today's price. Asking twice makes one job.

    Raises: NotPossible, PriceUnknown, credits.InsufficientCredits.
    """
    if job.state not in {JobState.FAILED, JobState.CANCELLED}:
        raise NotPossible("Only what failed or was cancelled can be tried again.")
    spec = KINDS[job.kind].Spec.from_json(job.spec)
    return request(
        kind=job.kind,
        project=job.project,
        by=by,
        spec=spec,
        request_key=uuid5(job.pk, "retry"),
        now=now,
        retry_of=job,
    )


def cancel(*, job: Job, now: datetime) -> None:
    """Take a queued job out of the queue; its credits are free again.

    Raises: NotPossible once the request may have left: what is paid for is not thrown away.
    """
    with transaction.atomic():
        if job.state != JobState.QUEUED or not move(
            job, JobState.CANCELLED, now=now, reason="Cancelled."
        ):
            raise NotPossible("It is already on its way to the provider and cannot be cancelled.")
        credits.release(reference=job.reference, now=now, note="Cancelled")


def look_again(*, job: Job, now: datetime) -> None:
    """Look once more for the result of a job that was given up; costs nothing.

    Raises: NotPossible.
    """
    lost = job.state == JobState.FAILED and job.trouble_code in MAY_LOOK_AGAIN and job.remote_id
    if not lost or not move(
        job,
        JobState.SUBMITTED,
        now=now,
        reason="A person asked to look again.",
        accepted_at=now,
        finished_at=None,
        due_at=now,
        trouble="",
        trouble_code="",
    ):
        raise NotPossible("There is nothing to look for.")


def settle(*, job: Job, was_taken: bool, by: User, now: datetime) -> None:
    """Have a person say what became of a call that nothing could prove.

    If it was taken, its price is booked as spent without a result; otherwise it is free again.
    Raises: NotPossible.
    """
    said = "taken" if was_taken else "not taken"
    words = f"{by.display_name} says that the provider has {said} it."
    if not conclude(job, was_taken=was_taken, words=words, now=now):
        raise NotPossible("This is settled already.")


def _priced(kind: str, project: Project, spec: Spec, now: datetime) -> Job:
    """Return a job that is not stored yet, at today's price."""
    module = KINDS[kind]
    price, priced_on = _price(kind, spec, now)
    return Job(
        team=project.team,
        project=project,
        account=account_of(project.team),
        kind=kind,
        engine=module.ENGINE,
        operation=module.OPERATION,
        model=spec.model,
        title=spec.title or project.title,
        spec=spec.to_json(),
        price=price,
        price_date=priced_on,
        due_at=now,
        created_at=now,
    )


def _enter(job: Job, now: datetime) -> None:
    """Write down that a new job is queued, and set its price aside."""
    Transition.objects.create(job=job, to_state=JobState.QUEUED, created_at=now)
    begin = getattr(KINDS[job.kind], "begin", None)
    if begin is not None:
        begin(job)
    credits.hold(
        account=job.account,
        amount=job.price,
        reference=job.reference,
        purpose=_purpose(job),
        now=now,
    )


def _price(kind: str, spec: Spec, now: datetime) -> tuple[Decimal, date]:
    """Return the price of one call and the day whose price list it is from."""
    module, on = KINDS[kind], offer_day(now)
    price = price_of(module.OPERATION, model=spec.model, engine=module.ENGINE, on=on)
    if price is None:
        raise PriceUnknown(
            f"The price of “{module.OPERATION}” is not in the price list, so nothing was sent."
        )
    return price, on


def _check_sources(kind: str, project: Project, spec: Spec, now: datetime) -> None:
    desk = offers.Desk.of(project.team, now=now)
    withheld = desk.withheld(kind)
    if withheld:
        raise NotPossible(withheld)
    sources = Clip.objects.filter(pk__in=spec.source_ids).select_related("team", "wav")
    for clip in sources:
        refusal = desk.refusal(kind, clip)
        if refusal:
            raise NotPossible(refusal)


def _purpose(job: Job) -> credits.Purpose:
    return credits.Purpose(
        team=job.team,
        person=job.requested_by,
        project_id=job.project_id,
        engine=job.engine,
        operation=job.operation,
        model=job.model,
        price_date=job.price_date,
    )
