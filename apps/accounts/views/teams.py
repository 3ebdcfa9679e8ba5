"""A team's page: its name, its people, and whom it asks in."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import access, operations, selectors
from apps.accounts.forms import InvitationForm, JoinLinkForm, RoleForm, TeamForm
from apps.accounts.models import Team
from apps.accounts.rights import Right, Role, allows, table
from apps.core.counting import TooFastError
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond


@require_http_methods(["GET", "POST"])
def team_create(request: HttpRequest) -> HttpResponse:
    """Make a team whose owner is the person who asks."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        team = operations.create_team(
            name=form.cleaned_data["name"], owner=access.signed_in(request), now=timezone.now()
        )
        messages.success(request, f"{team} is yours. Ask people in.")
        return redirect_to(request, "accounts:member_list", slug=team.slug)
    status = 422 if form.is_bound else 200
    return respond(request, "accounts/team_create.html", {"form": form}, status=status)


@require_GET
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is in the team; to an owner also what can be changed."""
    return _page(request, access.team_for(request, slug, Right.LISTEN))


@require_POST
def team_rename(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the team another name."""
    team = access.team_for(request, slug, Right.OWN)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _page(request, team, name_form=form)
    operations.rename_team(team=team, name=form.cleaned_data["name"])
    messages.success(request, f"The team is called {team} now.")
    return redirect_to(request, "accounts:member_list", slug=team.slug)


@require_POST
def team_leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the person who asks out of the team."""
    membership = access.own_membership_for(request, slug)
    try:
        operations.remove_member(membership=membership)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect_to(request, "accounts:member_list", slug=slug)
    messages.success(request, f"You have left {membership.team}.")
    return redirect_to(request, "/")


@require_POST
def member_change(request: HttpRequest, slug: str, member_id: UUID) -> HttpResponse:
    """Give a member another role."""
    member = access.member_for(request, slug, member_id, Right.OWN)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the four roles.")
        return _page(request, member.team, status=422)
    try:
        operations.change_role(membership=member, role=Role(form.cleaned_data["role"]))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{member.user} is {form.cleaned_data['role']} now.")
    return redirect_to(request, "accounts:member_list", slug=slug)


@require_POST
def member_remove(request: HttpRequest, slug: str, member_id: UUID) -> HttpResponse:
    """Take a member out of the team; their work stays."""
    member = access.member_for(request, slug, member_id, Right.OWN)
    try:
        ended = operations.dismiss_member(membership=member)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        closed = " Links to join, which they may know, are taken back." if ended else ""
        messages.success(
            request, f"{member.user} is no longer in the team. Their work stays.{closed}"
        )
    return redirect_to(request, "accounts:member_list", slug=slug)


@require_POST
def invitation_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask somebody in. The answer is the same for every address that is not a member's."""
    team = access.team_for(request, slug, Right.OWN)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, team, invitation_form=form)
    try:
        invitation = operations.invite(
            team=team,
            email=form.cleaned_data["email"],
            role=Role(form.cleaned_data["role"]),
            by=access.signed_in(request),
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error("email", error.message)
        return _page(request, team, invitation_form=form)
    messages.success(
        request, f"{invitation.email} is asked in, and can accept after signing in here."
    )
    return redirect_to(request, "accounts:member_list", slug=slug)


@require_POST
def invitation_withdraw(request: HttpRequest, slug: str, invitation_id: UUID) -> HttpResponse:
    """Take an offer back."""
    invitation = access.invitation_for(request, slug, invitation_id)
    operations.drop_invitation(invitation=invitation)
    messages.success(request, f"{invitation.email} is no longer asked in.")
    return redirect_to(request, "accounts:member_list", slug=slug)


@require_POST
def invitation_accept(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Join the team that asked."""
    offer = access.offer_for(request, invitation_id)
    operations.accept_invitation(
        invitation=offer, user=access.signed_in(request), now=timezone.now()
    )
    messages.success(request, f"You are in {offer.team}.")
    return redirect_to(request, "accounts:member_list", slug=offer.team.slug)


@require_POST
def invitation_decline(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Say no to the team that asked."""
    offer = access.offer_for(request, invitation_id)
    operations.drop_invitation(invitation=offer)
    messages.success(request, f"You have declined to join {offer.team}.")
    return redirect_to(request, "accounts:profile_edit")


@require_POST
def member_hand_over(request: HttpRequest, slug: str, member_id: UUID) -> HttpResponse:
    """Make a member owner in the place of the owner who asks."""
    member = access.member_for(request, slug, member_id, Right.OWN)
    try:
        operations.hand_over(membership=member, by=access.own_membership_for(request, slug))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{member.user} owns the team now.")
    return redirect_to(request, "accounts:member_list", slug=slug)


@require_POST
def join_link_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a link by which some people may join."""
    team = access.team_for(request, slug, Right.OWN)
    form = JoinLinkForm(request.POST, auto_id="id_join_%s")
    if not form.is_valid():
        return _page(request, team, join_form=form)
    operations.open_join_link(
        team=team,
        role=Role(form.cleaned_data["role"]),
        days=form.cleaned_data["days"],
        uses=form.cleaned_data["uses"],
        by=access.signed_in(request),
        now=timezone.now(),
    )
    messages.success(request, "The link is ready to be copied.")
    return redirect_to(request, "accounts:member_list", slug=slug)


@require_POST
def join_link_withdraw(request: HttpRequest, slug: str, join_link_id: UUID) -> HttpResponse:
    """Take a link back."""
    link = access.join_link_for(request, slug, join_link_id)
    operations.drop_join_link(link=link)
    messages.success(request, "Nobody joins by this link any more.")
    return redirect_to(request, "accounts:member_list", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def team_join(request: HttpRequest, token: str) -> HttpResponse:
    """Join a team by a link; whoever has no account yet makes one on the way."""
    try:
        link = access.join_link_at_door(request, token)
    except TooFastError:
        return respond(request, "429.html", {}, status=429)
    context: dict[str, Any] = {"link": link, "token": token}
    if request.method == "POST":
        try:
            operations.join(link=link, user=access.signed_in(request), now=timezone.now())
        except DomainError as error:
            context["trouble"] = error.message
            return respond(request, "accounts/team_join.html", context, status=422)
        messages.success(request, f"You are in {link.team}.")
        return redirect_to(request, "studio:home_show", link.team.slug)
    return respond(request, "accounts/team_join.html", context)


def _page(
    request: HttpRequest,
    team: Team,
    *,
    name_form: forms.Form | None = None,
    invitation_form: forms.Form | None = None,
    join_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the team's page, with the form that came back wrong in its place (422)."""
    context: dict[str, Any] = {
        "members": selectors.members_of(team),
        "me": access.signed_in(request),
        "rights": table(),
        "roles": list(Role),
    }
    if allows(access.role_in(request), Right.OWN):
        context |= {
            "name_form": name_form or TeamForm(initial={"name": team.name}),
            "invitation_form": invitation_form or InvitationForm(),
            "asked": selectors.invitations_of(team),
            "join_form": join_form or JoinLinkForm(auto_id="id_join_%s"),
            "join_links": selectors.join_links_of(team, timezone.now()),
        }
    if name_form or invitation_form or join_form:
        status = 422
    return respond(request, "accounts/member_list.html", context, status=status)
