"""Ballots: opened, voted, closed by themselves when everybody has voted, or by who may."""

from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom
from string import ascii_uppercase

from django.db import transaction

from apps.accounts.models import User
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.projects.models import Project
from apps.sharing import selectors
from apps.sharing.models import Ballot, Candidate, Vote
from apps.sharing.operations.notices import tell
from apps.sharing.states import NoticeKind

FEWEST, MOST = 2, 6


class BadBallotError(DomainError):
    """A ballot is about two to six takes that play; a vote ranks each of them once, in time."""


@transaction.atomic
def open_ballot(
    *, project: Project, question: str, clips: Sequence[Clip], by: User, now: datetime
) -> Ballot:
    """Ask the members who may vote to rank these takes. Raises: BadBallotError."""
    if not FEWEST <= len(clips) <= MOST:
        raise BadBallotError("Choose two to six takes.")
    ballot = Ballot.objects.create(
        project=project, question=question, created_by=by, created_at=now, changed_at=now
    )
    letters = list(ascii_uppercase[: len(clips)])
    SystemRandom().shuffle(letters)
    Candidate.objects.bulk_create(
        Candidate(ballot=ballot, clip=clip, letter=letter)
        for clip, letter in zip(clips, letters, strict=True)
    )
    _tell(ballot, NoticeKind.BALLOT, by, now)
    return ballot


@transaction.atomic
def vote(*, ballot: Ballot, by: User, ranking: str, now: datetime) -> None:
    """Keep how a member ranks the takes; voting again changes it while the ballot is open.

    The last of those who may vote closes it. Raises: BadBallotError.
    """
    row = Ballot.objects.select_for_update().select_related("project").get(pk=ballot.pk)
    if row.closed_at:
        raise BadBallotError("The ballot is closed; its result is below.")
    letters = Candidate.objects.filter(ballot=row).values_list("letter", flat=True)
    if sorted(ranking) != sorted(letters):
        raise BadBallotError("Give each take a place of its own, from first to last.")
    Vote.objects.update_or_create(ballot=row, user=by, defaults={"ranking": ranking})
    Ballot.objects.filter(pk=row.pk).update(changed_at=now)
    if not selectors.still_to_vote(row):
        close(ballot=row, by=by, now=now)


@transaction.atomic
def close(*, ballot: Ballot, by: User, now: datetime) -> None:
    """Show the result; nobody votes any more. Twice is once."""
    open_one = Ballot.objects.filter(pk=ballot.pk, closed_at__isnull=True)
    if open_one.update(closed_at=now, changed_at=now):
        _tell(ballot, NoticeKind.RESULT, by, now)


def _tell(ballot: Ballot, kind: NoticeKind, by: User, now: datetime) -> None:
    voters = selectors.voters_of(ballot.project.team)
    first = ballot.candidates.order_by("letter").values_list("pk", flat=True)[0]
    tell(
        users=[user for user in voters if user.pk != by.pk],
        kind=kind,
        # A notice tells of one row; the result is told under the first candidate's name.
        about=ballot.pk if kind == NoticeKind.BALLOT else first,
        by=by.display_name,
        text=ballot.question,
        project=ballot.project,
        clip=None,
        now=now,
    )
