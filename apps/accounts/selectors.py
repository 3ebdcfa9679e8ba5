"""Reads of people, teams and provider accounts."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from apps.accounts.models import Invitation, JoinLink, Membership, ProviderAccount, Team, User
from apps.accounts.rights import Role


def membership_by_slug(user: User, slug: str) -> Membership | None:
    """Return the person's place in the team with this slug, with the team."""
    return _places(user).filter(team__slug=slug).first()


def membership_in(user: User, team: Team) -> Membership | None:
    """Return the person's place in `team`."""
    return Membership.objects.filter(user=user, team=team).first()


def memberships_of(user: User) -> list[Membership]:
    """Return every place the person has, with its team: their own team first, then by name."""
    return list(_own_first(_places(user), user))


def teams_of(user: User) -> list[Team]:
    """Return the person's teams: their own first, then by name."""
    return [membership.team for membership in memberships_of(user)]


def start_membership(user: User, last_slug: str) -> Membership | None:
    """Return where the person goes on: in the team `last_slug`, else in their own team.

    None only for somebody without any team. One query.
    """
    last_first = Case(When(team__slug=last_slug, then=Value(0)), default=Value(1))
    return _own_first(_places(user), user, last_first).first()


def members_of(team: Team) -> QuerySet[Membership]:
    """Return the team's members with their persons: owners first, then by name."""
    ranks = [When(role=role, then=Value(rank)) for rank, role in enumerate(Role)]
    members = Membership.objects.filter(team=team).select_related("user")
    return members.order_by(Case(*ranks), Lower("user__name"), "user__email")


def invitations_of(team: Team) -> QuerySet[Invitation]:
    """Return the offers that the team has made and nobody answered, newest first."""
    return team.invitations.order_by("-created_at")


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Return the offers made to the person's addresses, newest first, with team and inviter.

    Only an address that was proved to be theirs counts; where the installation does not insist
    on proof, the one they sign in with counts too.
    """
    proved = EmailAddress.objects.filter(user=user, verified=True).values("email")
    mine = Q(email__in=proved)
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        mine |= Q(email=user.email)
    offers = Invitation.objects.filter(mine).select_related("team", "invited_by")
    return offers.order_by("-created_at")


def join_links_of(team: Team, now: datetime) -> QuerySet[JoinLink]:
    """Return the team's links by which somebody may still join, newest first."""
    standing = team.join_links.filter(uses_left__gt=0, expires_at__gt=now)
    return standing.order_by("-created_at")


def join_link_by_digest(digest: str) -> JoinLink | None:
    """Return the link whose token has this digest, used up or not, with its team."""
    links = JoinLink.objects.select_related("team", "created_by")
    return links.filter(token_digest=digest).first()


def account_of(team: Team) -> ProviderAccount:
    """Return the account that the team's requests go to: its own, else the instance's."""
    # The instance's row is made by whoever looks first; it holds no choice of anybody.
    return accounts_for(team).first() or ProviderAccount.objects.get_or_create(team=None)[0]


def accounts_for(team: Team) -> QuerySet[ProviderAccount]:
    """Return the accounts that the team's requests could go to; the first is the one they do."""
    usable = ProviderAccount.objects.in_use().filter(Q(team=team) | Q(team=None))
    return usable.order_by(F("team").desc(nulls_last=True))


def _places(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user).select_related("team")


def _own_first(places: QuerySet[Membership], user: User, *before: Case) -> QuerySet[Membership]:
    own_first = Case(When(team__personal_of=user, then=Value(0)), default=Value(1))
    return places.order_by(*before, own_first, F("team__name"), F("team_id"))
