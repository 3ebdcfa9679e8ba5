"""Operations on teams: making them, who is in them, who is asked in."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts import operations, selectors
from apps.accounts.models import Invitation, Membership, Team
from apps.accounts.operations import teams
from apps.accounts.rights import Role
from tests.factories.accounts import add_member, make_team, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def place_of(user, team):
    return Membership.objects.get(user=user, team=team)


def owner_of(team):
    return team.memberships.get(role=Role.OWNER)


def test_a_new_team_has_its_maker_as_owner():
    user = make_user()

    team = operations.create_team(name="Kiln Street", owner=user, now=NOW)

    assert (team.slug, team.is_personal) == ("kiln-street", False)
    assert place_of(user, team).role == Role.OWNER


def test_teams_of_one_name_get_slugs_of_their_own():
    slugs = [make_team("Kiln Street").slug for _ in range(3)]

    assert len(set(slugs)) == 3
    assert all(slug.startswith("kiln-street") for slug in slugs)


def test_a_slug_that_is_taken_at_the_same_moment_is_made_anew(monkeypatch):
    make_team("Kiln Street")
    really, answers = QuerySet.exists, [False]
    monkeypatch.setattr(
        QuerySet, "exists", lambda query: answers.pop() if answers else really(query)
    )

    team = operations.create_team(name="Kiln Street", owner=make_user(), now=NOW)

    assert team.slug.startswith("kiln-street-")
    assert answers == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Зелёный дом", "team"), ("!!!", "team"), ("Öl & Wasser", "ol-wasser"), ("x" * 80, "x" * 50)],
)
def test_a_slug_is_made_of_what_a_link_can_carry(name, slug):
    assert make_team(name).slug == slug


def test_a_persons_own_team_is_made_once():
    user = make_user("ada@example.com")

    first = operations.ensure_personal_team(user=user, now=NOW)
    second = operations.ensure_personal_team(user=user, now=NOW)

    assert first == second
    assert (first.name, first.is_personal, first.personal_of) == ("ada", True, user)
    assert Team.objects.count() == 1


def test_a_persons_own_team_that_somebody_else_makes_meanwhile_is_taken(monkeypatch):
    user = make_user()

    def made_elsewhere_first(**_):
        create_team(name="Own", owner=user, is_personal=True, now=NOW)
        return create_team(name="Own", owner=user, is_personal=True, now=NOW)

    create_team = teams.create_team
    monkeypatch.setattr(teams, "create_team", made_elsewhere_first)

    team = operations.ensure_personal_team(user=user, now=NOW)

    assert Team.objects.get() == team


def test_the_database_refuses_a_second_own_team():
    user = make_user()
    operations.ensure_personal_team(user=user, now=NOW)

    with pytest.raises(IntegrityError):
        operations.create_team(name="Again", owner=user, is_personal=True, now=NOW)


def test_a_team_keeps_its_links_when_it_gets_another_name():
    team = make_team("Kiln Street")

    operations.rename_team(team=team, name="Kiln Lane")

    team.refresh_from_db()
    assert (team.name, team.slug) == ("Kiln Lane", "kiln-street")


def test_a_member_gets_another_role():
    team = make_team()
    member = place_of(add_member(team, Role.LISTENER), team)

    operations.change_role(membership=member, role=Role.OWNER)
    operations.change_role(membership=member, role=Role.OWNER)

    member.refresh_from_db()
    assert member.role == Role.OWNER


@pytest.mark.parametrize(
    "end",
    [
        lambda member: operations.remove_member(membership=member),
        lambda member: operations.change_role(membership=member, role=Role.REVIEWER),
    ],
)
def test_the_last_owner_stays_owner(end):
    team = make_team()
    add_member(team, Role.PRODUCER)

    with pytest.raises(teams.LastOwnerError, match="Make somebody else an owner first"):
        end(owner_of(team))

    assert owner_of(team)


def test_of_two_owners_who_leave_with_the_same_page_open_one_stays():
    team = make_team()
    first = owner_of(team)
    second = place_of(add_member(team, Role.OWNER), team)

    operations.remove_member(membership=first)
    with pytest.raises(teams.LastOwnerError):
        operations.remove_member(membership=second)

    assert owner_of(team) == second


def test_an_owner_seen_as_listener_a_moment_ago_is_still_the_last_owner():
    team = make_team()
    first = owner_of(team)
    second = place_of(add_member(team, Role.LISTENER), team)
    operations.change_role(membership=place_of(second.user, team), role=Role.OWNER)
    operations.remove_member(membership=first)

    with pytest.raises(teams.LastOwnerError):
        operations.remove_member(membership=second)


@pytest.mark.team
@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_the_same_moment_one_stays():
    team = make_team()
    first = owner_of(team)
    second = place_of(add_member(team, Role.OWNER), team)
    has_left, answers = threading.Event(), []

    def leave_second():
        has_left.wait(5)
        try:
            operations.remove_member(membership=second)
        except teams.LastOwnerError:
            answers.append("refused")
        finally:
            connection.close()

    thread = threading.Thread(target=leave_second)
    thread.start()
    with transaction.atomic():
        operations.remove_member(membership=first)
        has_left.set()
        thread.join(0.5)
        waited = thread.is_alive()
    thread.join(5)

    assert waited
    assert answers == ["refused"]
    assert owner_of(team) == second


def test_somebody_removed_twice_is_removed_once():
    team = make_team()
    member = place_of(add_member(team), team)

    operations.remove_member(membership=member)
    operations.remove_member(membership=Membership(pk=member.pk, team=team))

    assert team.memberships.count() == 1


def test_a_role_for_somebody_who_left_meanwhile_changes_nothing():
    team = make_team()
    member = place_of(add_member(team), team)
    Membership.objects.filter(pk=member.pk).delete()

    operations.change_role(membership=member, role=Role.OWNER)

    assert team.memberships.count() == 1


def test_nobody_loses_their_own_team_even_with_another_owner_in_it():
    user = make_user()
    team = operations.ensure_personal_team(user=user, now=NOW)
    add_member(team, Role.OWNER)

    with pytest.raises(teams.OwnTeamError):
        operations.remove_member(membership=place_of(user, team))
    with pytest.raises(teams.OwnTeamError):
        operations.change_role(membership=place_of(user, team), role=Role.LISTENER)


def test_an_invitation_is_the_same_row_for_known_and_unknown_addresses():
    team = make_team()
    make_user("known@example.com")

    for address in ["known@example.com", "unknown@example.com"]:
        operations.invite(team=team, email=address, role=Role.REVIEWER, by=make_user(), now=NOW)

    rows = [str(row) for row in Invitation.objects.order_by("email")]
    assert rows == ["known@example.com (reviewer)", "unknown@example.com (reviewer)"]
    assert team.memberships.count() == 1


def test_asking_again_in_other_capitals_changes_the_offer():
    team, owner = make_team(), make_user()
    operations.invite(team=team, email="Ada@Example.com", role=Role.LISTENER, by=owner, now=NOW)

    operations.invite(team=team, email=" ada@example.COM", role=Role.PRODUCER, by=owner, now=NOW)

    assert Invitation.objects.get().role == Role.PRODUCER


def test_a_member_is_not_asked_in():
    team = make_team()
    member = add_member(team)

    with pytest.raises(teams.AlreadyMemberError):
        operations.invite(
            team=team, email=member.email.upper(), role=Role.OWNER, by=member, now=NOW
        )


def offer(team, user, role=Role.REVIEWER):
    return operations.invite(team=team, email=user.email, role=role, by=make_user(), now=NOW)


def test_who_accepts_is_in_the_team_with_the_role_on_offer():
    team, user = make_team(), make_user()
    invitation = offer(team, user)

    operations.accept_invitation(invitation=invitation, user=user, now=NOW)
    operations.accept_invitation(invitation=invitation, user=user, now=NOW)

    assert place_of(user, team).role == Role.REVIEWER
    assert not Invitation.objects.exists()


def test_who_accepts_a_withdrawn_offer_stays_outside():
    team, user = make_team(), make_user()
    invitation = offer(team, user)
    operations.drop_invitation(invitation=invitation)

    operations.accept_invitation(invitation=invitation, user=user, now=NOW)

    assert not team.memberships.filter(user=user).exists()


def test_a_member_by_another_way_keeps_their_role():
    team, user = make_team(), make_user()
    invitation = offer(team, user, Role.LISTENER)
    add_member(team, Role.OWNER, user=user)

    operations.accept_invitation(invitation=invitation, user=user, now=NOW)

    assert place_of(user, team).role == Role.OWNER


def test_offers_reach_only_addresses_that_were_proved_where_proof_is_asked(settings):
    team, user = make_team(), make_user("ada@example.com")
    offer(team, user)
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    before = list(selectors.invitations_for(user))
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)

    assert before == []
    assert [found.team for found in selectors.invitations_for(user)] == [team]


def test_members_are_listed_owners_first_then_by_name():
    team = make_team(owner=make_user("z@example.com"))
    for name, role in [("cleo", Role.LISTENER), ("Bea", Role.LISTENER), ("Al", Role.PRODUCER)]:
        add_member(team, role, user=make_user(name=name))

    names = [member.user.display_name for member in selectors.members_of(team)]

    assert names == ["z", "Al", "Bea", "cleo"]


def test_a_persons_own_team_is_listed_first():
    user = make_user()
    make_team("Alder", owner=user)
    own = operations.ensure_personal_team(user=user, name="Zinnia", now=NOW)
    make_team("Birch", owner=user)

    names = [team.name for team in selectors.teams_of(user)]

    assert names == [own.name, "Alder", "Birch"]
