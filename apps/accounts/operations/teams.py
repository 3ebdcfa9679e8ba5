"""Teams, who is in them, and who is asked in.

A team is never without an owner: whatever takes an owner away first locks the team's row, so that
two owners who leave at the same moment are looked at one after the other.
"""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from apps.accounts import selectors
from apps.accounts.models import Invitation, JoinLink, Membership, Team, User
from apps.accounts.rights import Role
from apps.core import counting
from apps.core.errors import DomainError

ASKED_A_DAY, ASKED_AGAIN_A_DAY = 50, 3
"""How many mails one person may cause by asking people in: to all addresses, and to one."""
DAY_S = 86_400


class LastOwnerError(DomainError):
    """The team would be left without an owner."""


class OwnTeamError(DomainError):
    """Somebody's own team would lose them as its owner."""


class AlreadyMemberError(DomainError):
    """The address belongs to a member."""


class TooManyInvitationsError(DomainError):
    """Somebody sends more invitations than a band has members."""


def create_team(*, name: str, owner: User, is_personal: bool = False, now: datetime) -> Team:
    """Store a team with `owner` in it, under a slug made of its name that no other team has.

    Raises IntegrityError when `is_personal` and the owner has a personal team.
    """
    slug = slugify(name)[:50].strip("-") or "team"
    if not Team.objects.filter(slug=slug).exists():
        try:
            return _store_team(name, slug, owner, is_personal=is_personal, now=now)
        except IntegrityError:
            # Another team may have taken the slug a moment ago; all else is the caller's to know.
            if not Team.objects.filter(slug=slug).exists():
                raise
    unlike_any = f"{slug}-{secrets.token_hex(4)}"
    return _store_team(name, unlike_any, owner, is_personal=is_personal, now=now)


@transaction.atomic
def _store_team(name: str, slug: str, owner: User, *, is_personal: bool, now: datetime) -> Team:
    team = Team.objects.create(
        name=name, slug=slug, personal_of=owner if is_personal else None, created_at=now
    )
    Membership.objects.create(team=team, user=owner, role=Role.OWNER, created_at=now)
    return team


def ensure_personal_team(*, user: User, name: str = "", now: datetime) -> Team:
    """Return the person's own team, made if they have none yet. Safe to call at the same time.

    `name` is that of a new team; without it the team is called as the person is.
    """
    own = Team.objects.filter(personal_of=user).first()
    if own is not None:
        return own
    try:
        return create_team(name=name or user.display_name, owner=user, is_personal=True, now=now)
    except IntegrityError:
        return Team.objects.get(personal_of=user)


def rename_team(*, team: Team, name: str) -> None:
    """Give the team another name. Its slug stays, so that no link breaks."""
    Team.objects.filter(pk=team.pk).update(name=name)
    team.name = name


@transaction.atomic
def change_role(*, membership: Membership, role: Role) -> None:
    """Give a member another role.

    Does nothing for somebody who has left meanwhile. Raises LastOwnerError, OwnTeamError.
    """
    current = _locked(membership)
    if current is None:
        return
    if role != Role.OWNER:
        _refuse_to_orphan(current)
    Membership.objects.filter(pk=current.pk).update(role=role)


@transaction.atomic
def hand_over(*, membership: Membership, by: Membership) -> None:
    """Make a member owner in the place of the owner `by`, who stays as a producer.

    Does nothing if either has left meanwhile. Raises OwnTeamError.
    """
    heir, giver = _locked(membership), _locked(by)
    if heir is None or giver is None or heir.pk == giver.pk:
        return
    Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER)
    _refuse_to_orphan(giver)
    Membership.objects.filter(pk=giver.pk).update(role=Role.PRODUCER)


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """End a membership. The person's work stays with the team.

    Does nothing for somebody who has left already. Raises LastOwnerError, OwnTeamError.
    """
    current = _locked(membership)
    if current is None:
        return
    _refuse_to_orphan(current)
    current.delete()


@transaction.atomic
def dismiss_member(*, membership: Membership) -> int:
    """Remove a member and close the doors by which they could come back uninvited.

    An invitation to their address is taken back, and every link to join, since they may know it.
    Returns how many links that were. Raises as `remove_member`.
    """
    remove_member(membership=membership)
    offers = selectors.invitations_for(membership.user).filter(team=membership.team_id)
    Invitation.objects.filter(pk__in=offers.values("pk")).delete()
    ended, _ = JoinLink.objects.filter(team=membership.team_id).delete()
    return ended


def _locked(membership: Membership) -> Membership | None:
    """Lock the team until the transaction ends; return its membership as it is now."""
    team = Team.objects.select_for_update().get(pk=membership.team_id)
    current = Membership.objects.filter(pk=membership.pk).first()
    if current is not None:
        current.team = team
    return current


def _refuse_to_orphan(membership: Membership) -> None:
    if membership.role != Role.OWNER:
        return
    team = membership.team
    if team.personal_of_id == membership.user_id:
        raise OwnTeamError(f"{team} is this person's own team. They stay its owner.")
    others = team.memberships.filter(role=Role.OWNER).exclude(pk=membership.pk)
    if not others.exists():
        raise LastOwnerError("A team needs an owner. Make somebody else an owner first.")


@transaction.atomic
def invite(*, team: Team, email: str, role: Role, by: User, now: datetime) -> Invitation:
    """Offer whoever owns `email` a place in the team; asking again changes the role on offer.

    Does the same whether or not the address is registered. Raises AlreadyMemberError for a
    member, whose address the owners see anyway; TooManyInvitationsError.
    """
    address = email.strip().lower()
    if team.memberships.filter(user__email=address).exists():
        raise AlreadyMemberError(f"{address} is in the team already.")
    _count_invitation(by, address)
    invitation, _ = Invitation.objects.update_or_create(
        team=team,
        email=address,
        defaults={"role": role, "invited_by": by, "mailed_at": None},
        create_defaults={"role": role, "invited_by": by, "created_at": now},
    )
    return invitation


def _count_invitation(by: User, address: str) -> None:
    """Count a mail that somebody causes, so that nobody can have us pester others."""
    limits = {
        f"accounts:asked:{by.pk}": ASKED_A_DAY,
        f"accounts:asked:{by.pk}:{address}": ASKED_AGAIN_A_DAY,
    }
    try:
        for key, most in limits.items():
            counting.stop_at(key, most)
    except counting.TooFastError:
        raise TooManyInvitationsError(
            f"No more invitations today: one person sends at most {ASKED_A_DAY} in a day, and "
            f"{ASKED_AGAIN_A_DAY} to the same address. A link to join needs no mail."
        ) from None
    for key in limits:
        counting.count(key, DAY_S)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, now: datetime) -> None:
    """Make `user` a member with the role on offer, and take the offer from the table.

    Somebody who is a member by another way keeps the role they have. Does nothing for an offer
    that was withdrawn or accepted a moment ago.
    """
    current = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if current is None:
        return
    Membership.objects.get_or_create(
        team_id=current.team_id, user=user, defaults={"role": current.role, "created_at": now}
    )
    current.delete()


def drop_invitation(*, invitation: Invitation) -> None:
    """Take an offer from the table: its owner withdraws it or the person asked declines."""
    Invitation.objects.filter(pk=invitation.pk).delete()
