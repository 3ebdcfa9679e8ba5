"""People and teams with as little in them as a test needs."""

from itertools import count

from django.utils import timezone

from apps.accounts import operations
from apps.accounts.models import JoinLink, Membership, Team, User
from apps.accounts.rights import Role

_numbers = count(1)


def make_user(email: str = "", *, password: str | None = None, **fields) -> User:
    """Store a person; without `password` they can only be signed in by `client.force_login`."""
    return User.objects.create_user(
        email or f"person-{next(_numbers)}@example.com", password, **fields
    )


def make_team(name: str = "Lantern Room", *, owner: User | None = None) -> Team:
    """Store a team with one owner; `team.memberships.get().user` is the one made for it."""
    return operations.create_team(name=name, owner=owner or make_user(), now=timezone.now())


def add_member(team: Team, role: Role = Role.LISTENER, *, user: User | None = None) -> User:
    """Put `user`, or a new person, into the team and return them."""
    person = user or make_user()
    Membership.objects.create(team=team, user=person, role=role)
    return person


def join_link(team: Team, role: Role = Role.REVIEWER, *, days: int = 7, uses: int = 2) -> JoinLink:
    """Return a stored link by which people may join the team."""
    by = team.memberships.filter(role=Role.OWNER)[0].user
    return operations.open_join_link(
        team=team, role=role, days=days, uses=uses, by=by, now=timezone.now()
    )
