"""Reads of ballots: who may vote, who has, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.accounts.models import Team, User
from apps.accounts.rights import RIGHT_OF_ROLE, Right
from apps.clips.models import Clip
from apps.projects.models import Project
from apps.sharing.models import Ballot, Candidate, Vote

VOTING_ROLES = [role.value for role, right in RIGHT_OF_ROLE.items() if right >= Right.REVIEW]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ballot stands: who has voted; with its result once it is closed."""

    voted: int
    voters: int
    places: Sequence["Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """One take in the result: its place, which several may share, and its points."""

    place: int
    candidate: Candidate
    points: int


def voters_of(team: Team) -> list[User]:
    """Return the members who may vote."""
    return list(User.objects.filter(memberships__team=team, memberships__role__in=VOTING_ROLES))


def still_to_vote(ballot: Ballot) -> bool:
    """Tell whether somebody who may vote has not."""
    voted = Vote.objects.filter(ballot=ballot).values_list("user_id", flat=True)
    return bool({user.pk for user in voters_of(ballot.project.team)} - set(voted))


def ballots_of(project: Project) -> Sequence[Ballot]:
    """Return the ballots of a song, newest first. One query."""
    return list(Ballot.objects.filter(project=project).order_by("-created_at", "-id"))


def ballot_by_id(ballot_id: UUID) -> Ballot | None:
    """Return a ballot with its song and team."""
    return Ballot.objects.select_related("project__team").filter(pk=ballot_id).first()


def candidates_of(ballot: Ballot) -> Sequence[Candidate]:
    """Return the takes of a ballot by their letters. One query."""
    rows = Candidate.objects.filter(ballot=ballot).select_related("clip__audio")
    return list(rows.order_by("letter"))


def takes_to_rank(project: Project) -> Sequence[Clip]:
    """Return the takes that a ballot of the song may be about, newest first."""
    return list(Clip.objects.filter(project=project).kept().playable().order_by("-number"))


def vote_of(ballot: Ballot, user: User) -> str:
    """Return how the person ranked the takes, "" if they have not."""
    vote = Vote.objects.filter(ballot=ballot, user=user).first()
    return vote.ranking if vote else ""


def standing_of(ballot: Ballot) -> Standing:
    """Return how the ballot stands. The result stays hidden until it is closed.

    A first place of n counts n points, a last one 1. Votes of people who left since still count.
    """
    ranking_of = dict(Vote.objects.filter(ballot=ballot).values_list("user_id", "ranking"))
    rankings = ranking_of.values()
    voters = len({user.pk for user in voters_of(ballot.project.team)} | ranking_of.keys())
    if ballot.closed_at is None:
        return Standing(len(rankings), voters, ())
    candidates = candidates_of(ballot)
    points = {
        row.letter: sum(len(candidates) - ranking.index(row.letter) for ranking in rankings)
        for row in candidates
    }
    best_first = sorted(candidates, key=lambda row: (-points[row.letter], row.letter))
    places = [
        Place(
            1 + sum(other > points[row.letter] for other in points.values()),
            row,
            points[row.letter],
        )
        for row in best_first
    ]
    return Standing(len(rankings), voters, places)
