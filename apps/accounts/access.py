"""Who may be here: the only way from a request to a team, for views of every app.

A stranger learns nothing, not even that the team exists: 404. A member whose role does not reach
gets 403.
"""

from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from apps.accounts import selectors
from apps.accounts.models import Invitation, JoinLink, Membership, Team, User
from apps.accounts.operations import digest_of
from apps.accounts.rights import Right, allows
from apps.core import counting

Found = TypeVar("Found")

GUESSES, GUESSES_S = 30, 600
"""So many unknown links to join by one person in GUESSES_S; more are not even looked up."""
LAST_TEAM = "last_team"
"""The session's name for the slug of the team that was looked at last."""


def team_for(request: HttpRequest, slug: str, right: Right) -> Team:
    """Return the team with this slug if the signed-in person has `right` in it. One query.

    Raises Http404 for a stranger, PermissionDenied for a member without the right. Puts `team`
    and `role` on the request for the page around.
    """
    membership = selectors.membership_by_slug(signed_in(request), slug)
    return _enter(request, membership, right).team


def member_or_404(request: HttpRequest, team: Team, right: Right) -> None:
    """Let the request pass if the signed-in person has `right` in `team`. One query.

    For views that came to the team through one of its rows. Raises and marks the request as
    `team_for` does.
    """
    membership = selectors.membership_in(signed_in(request), team)
    if membership is not None:
        membership.team = team
    _enter(request, membership, right)


def member_for(request: HttpRequest, slug: str, member_id: UUID, right: Right) -> Membership:
    """Return a member of the team with this slug, for somebody with `right` in it.

    Raises as `team_for` does; Http404 also for nobody of this team.
    """
    team = team_for(request, slug, right)
    return _found(selectors.members_of(team).filter(pk=member_id).first())


def own_membership_for(request: HttpRequest, slug: str) -> Membership:
    """Return the place of the person behind the request in the team with this slug."""
    team_for(request, slug, Right.LISTEN)
    return _found(current_membership(request))


def role_in(request: HttpRequest) -> str:
    """Return the role in the team that the page belongs to, or "" without one."""
    membership = current_membership(request)
    return membership.role if membership else ""


def invitation_for(request: HttpRequest, slug: str, invitation_id: UUID) -> Invitation:
    """Return an offer that the team with this slug made, for one of its owners."""
    team = team_for(request, slug, Right.OWN)
    return _found(selectors.invitations_of(team).filter(pk=invitation_id).first())


def join_link_for(request: HttpRequest, slug: str, join_link_id: UUID) -> JoinLink:
    """Return a link by which people join the team with this slug, for one of its owners."""
    team = team_for(request, slug, Right.OWN)
    return _found(team.join_links.filter(pk=join_link_id).first())


def join_link_at_door(request: HttpRequest, token: str) -> JoinLink:
    """Return the link that this token belongs to, whether or not it still lets anybody in.

    Raises: TooFastError for somebody who has guessed too often, Http404.
    """
    guesses = f"accounts:join:{signed_in(request).pk}"
    counting.stop_at(guesses, GUESSES)
    link = selectors.join_link_by_digest(digest_of(token))
    if link is None:
        counting.count(guesses, GUESSES_S)
    return _found(link)


def offer_for(request: HttpRequest, invitation_id: UUID) -> Invitation:
    """Return an offer that was made to the person behind the request. Http404 for all others."""
    offers = selectors.invitations_for(signed_in(request))
    return _found(offers.filter(pk=invitation_id).first())


def current_membership(request: HttpRequest) -> Membership | None:
    """Return the membership that the page belongs to, else the one looked at last.

    The shell needs a team also around pages that belong to none, such as the profile. None when
    nobody is signed in, or for somebody without any team. One query at most, once a request.
    """
    page: Any = request
    if not hasattr(page, "membership"):
        page.membership = _fallback(request)
    return cast("Membership | None", page.membership)


def signed_in(request: HttpRequest) -> User:
    """Return the person behind the request; the login middleware let nobody else in."""
    return cast(User, request.user)


def _found(row: Found | None) -> Found:
    if row is None:
        raise Http404
    return row


def _enter(request: HttpRequest, membership: Membership | None, right: Right) -> Membership:
    if membership is None:
        raise Http404
    page: Any = request
    page.membership, page.team, page.role = membership, membership.team, membership.role
    if not allows(membership.role, right):
        raise PermissionDenied
    # The start page leads back to this team. A note in the visitor's session, no row of ours.
    if request.session.get(LAST_TEAM) != membership.team.slug:
        request.session[LAST_TEAM] = membership.team.slug
    return membership


def _fallback(request: HttpRequest) -> Membership | None:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    return selectors.start_membership(user, request.session.get(LAST_TEAM, ""))
