"""The team's page through the browser's eyes, without scripts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts import operations
from apps.accounts.models import Invitation, Team
from apps.accounts.rights import Role
from tests.factories.accounts import add_member, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("Kiln Street", owner=make_user("owner@example.com"))


@pytest.fixture
def owner(client, team):
    user = team.memberships.get().user
    client.force_login(user)
    return user


def url(name, team, **more):
    return reverse(f"accounts:{name}", kwargs={"slug": team.slug, **more})


def member_url(name, team, user):
    return url(name, team, member_id=team.memberships.get(user=user).id)


def test_team_create_makes_a_team_and_shows_it(client):
    client.force_login(make_user())

    response = client.post(
        reverse("accounts:team_create"), {"name": "  Lantern Room "}, follow=True
    )

    assert Team.objects.filter(name="Lantern Room").exists()
    assert response.redirect_chain == [("/teams/lantern-room/members/", 302)]
    assert b"Lantern Room is yours" in response.content


def test_team_create_shows_an_empty_form(client):
    client.force_login(make_user())

    response = client.get(reverse("accounts:team_create"))

    assert response.status_code == 200
    assert b"The team was not made." not in response.content


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_team_create_keeps_what_was_typed_wrongly(client, name):
    client.force_login(make_user())

    response = client.post(reverse("accounts:team_create"), {"name": name})

    assert response.status_code == 422
    assert f'value="{name.strip()}"' in response.content.decode() or not name.strip()
    assert b"The team was not made." in response.content


def test_member_list_shows_an_owner_what_can_be_changed(client, team, owner):
    other = add_member(team, Role.LISTENER)

    page = client.get(url("member_list", team)).content.decode()

    assert other.email in page
    assert member_url("member_remove", team, other) in page
    assert url("invitation_create", team) in page
    assert url("provider_show", team) in page


@pytest.mark.parametrize("role", [Role.PRODUCER, Role.REVIEWER, Role.LISTENER])
def test_member_list_shows_others_no_action_and_no_address(client, team, role):
    client.force_login(add_member(team, role))
    Invitation.objects.create(team=team, email="asked@example.com", role=Role.LISTENER)

    page = client.get(url("member_list", team)).content.decode()

    assert "owner" in page
    assert url("team_leave", team) in page
    for hidden in ["owner@example.com", "asked@example.com", "/role/", "/remove/", "/provider/"]:
        assert hidden not in page


def test_member_list_asks_as_much_for_many_members_as_for_few(client, team, owner):
    address = url("member_list", team)
    client.get(address)
    few = queries_of(client, address)
    for _ in range(15):
        user = add_member(team, Role.REVIEWER)
        Invitation.objects.create(team=team, email=f"asked-{user.email}", role=Role.LISTENER)

    assert queries_of(client, address) == few


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_member_list_writes_names_as_text(client, team, owner):
    add_member(team, user=make_user(name="<script>alert(1)</script>"))

    page = client.get(url("member_list", team)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_team_rename_gives_another_name(client, team, owner):
    response = client.post(url("team_rename", team), {"name": "Kiln Lane"}, follow=True)

    assert b"The team is called Kiln Lane now." in response.content


def test_team_rename_keeps_a_name_that_is_too_long(client, team, owner):
    response = client.post(url("team_rename", team), {"name": "x" * 81})

    assert response.status_code == 422
    assert "x" * 81 in response.content.decode()
    assert Team.objects.get(pk=team.pk).name == "Kiln Street"


def test_member_change_gives_another_role(client, team, owner):
    user = add_member(team, Role.LISTENER, user=make_user(name="Bea"))

    response = client.post(
        member_url("member_change", team, user), {"role": "producer"}, follow=True
    )

    assert b"Bea is producer now." in response.content
    assert team.memberships.get(user=user).role == Role.PRODUCER


@pytest.mark.parametrize("role", ["", "emperor"])
def test_member_change_refuses_a_role_that_does_not_exist(client, team, owner, role):
    user = add_member(team, Role.LISTENER)

    response = client.post(member_url("member_change", team, user), {"role": role})

    assert response.status_code == 422
    assert b"Choose one of the four roles." in response.content
    assert team.memberships.get(user=user).role == Role.LISTENER


def test_member_change_does_not_demote_the_last_owner(client, team, owner):
    response = client.post(
        member_url("member_change", team, owner), {"role": "listener"}, follow=True
    )

    assert b"A team needs an owner." in response.content
    assert team.memberships.get(user=owner).role == Role.OWNER


def test_member_remove_makes_a_stranger_of_a_member(client, team, owner):
    user = add_member(team, Role.PRODUCER, user=make_user(name="Bea"))
    address = member_url("member_remove", team, user)

    response = client.post(address, follow=True)
    again = client.post(address)

    assert b"Bea is no longer in the team. Their work stays." in response.content
    assert again.status_code == 404
    client.force_login(user)
    assert client.get(url("member_list", team)).status_code == 404


def test_member_remove_does_not_remove_the_last_owner(client, team, owner):
    response = client.post(member_url("member_remove", team, owner), follow=True)

    assert b"A team needs an owner." in response.content
    assert team.memberships.filter(user=owner).exists()


def test_team_leave_takes_a_member_out(client, team):
    user = add_member(team, Role.LISTENER)
    client.force_login(user)

    response = client.post(url("team_leave", team))

    assert (response.status_code, response["Location"]) == (302, "/")
    assert not team.memberships.filter(user=user).exists()


def test_team_leave_keeps_the_last_owner(client, team, owner):
    response = client.post(url("team_leave", team), follow=True)

    assert b"Make somebody else an owner first." in response.content
    assert team.memberships.filter(user=owner).exists()


def test_nobody_leaves_their_own_team(client):
    user = make_user()
    client.force_login(user)
    team = user.personal_team

    page = client.get(url("member_list", team)).content.decode()
    response = client.post(url("team_leave", team), follow=True)

    assert url("team_leave", team) not in page
    assert b"They stay its owner." in response.content


def test_invitation_create_answers_the_same_for_known_and_unknown_addresses(client, team, owner):
    make_user("zacharias@example.com")
    pages = []
    for word in ["zacharias", "yolanda"]:
        address = f"{word}@example.com"
        response = client.post(
            url("invitation_create", team), {"email": address, "role": "reviewer"}, follow=True
        )
        pages.append(without_ids(response.content.decode().replace(word, "_")))
        Invitation.objects.all().delete()

    assert pages[0] == pages[1]
    assert "_@example.com is asked in" in pages[0]


def without_ids(page):
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", page)
    page = re.sub(r'datetime="[^"]+"', "", page)
    return re.sub(r'value="\w{64}"|"X-CSRFToken": "\w+"|nonce="[^"]+"', "", page)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"email": "no address", "role": "reviewer"}, "valid email"),
        ({"email": "", "role": "reviewer"}, "required"),
        ({"email": "a@example.com", "role": "emperor"}, "emperor"),
        ({"email": "OWNER@example.com", "role": "reviewer"}, "is in the team already"),
    ],
)
def test_invitation_create_keeps_what_was_typed_wrongly(client, team, owner, typed, why):
    response = client.post(url("invitation_create", team), typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert why in page
    assert f'value="{typed["email"]}"' in page or not typed["email"]
    assert not Invitation.objects.exists()


def asked(team, user, role=Role.REVIEWER):
    owner = team.memberships.get(role=Role.OWNER).user
    return operations.invite(team=team, email=user.email, role=role, by=owner, now=timezone.now())


def test_nobody_is_pestered_with_invitations(client, team, owner):
    def ask(address):
        return client.post(
            url("invitation_create", team), {"email": address, "role": "listener"}
        ).status_code

    assert [ask("ada@example.com") for _ in range(4)] == [302, 302, 302, 422]
    assert [ask(f"ada+{number}@example.com") for number in range(47)] == [302] * 47
    response = client.post(
        url("invitation_create", team), {"email": "eve@example.com", "role": "listener"}
    )
    assert response.status_code == 422
    assert "No more invitations today" in response.text
    assert 'value="eve@example.com"' in response.text
    assert Invitation.objects.count() == 48


def test_invitation_withdraw_takes_the_offer_back(client, team, owner):
    invitation = asked(team, make_user("bea@example.com"))

    response = client.post(
        url("invitation_withdraw", team, invitation_id=invitation.id), follow=True
    )

    assert b"bea@example.com is no longer asked in." in response.content
    assert not Invitation.objects.exists()


def test_somebody_asked_in_finds_the_offer_and_joins(client, team):
    user = make_user()
    invitation = asked(team, user)
    client.force_login(user)
    accept = reverse("accounts:invitation_accept", kwargs={"invitation_id": invitation.id})

    home = reverse("studio:home_show", args=[make_team(owner=user).slug])
    pages = [client.get(page).content.decode() for page in (reverse("accounts:profile_edit"), home)]
    response = client.post(accept, follow=True)

    assert all("Kiln Street asks you in as reviewer" in page and accept in page for page in pages)
    assert "asks you in" not in client.get(home).content.decode()
    assert b"You are in Kiln Street." in response.content
    assert team.memberships.get(user=user).role == Role.REVIEWER


def test_an_offer_cannot_be_taken_twice_nor_by_somebody_else(client, team):
    user = make_user()
    invitation = asked(team, user, Role.OWNER)
    accept = reverse("accounts:invitation_accept", kwargs={"invitation_id": invitation.id})
    client.force_login(make_user())
    by_another = client.post(accept).status_code
    client.force_login(user)
    client.post(accept)

    again = client.post(accept).status_code

    assert (by_another, again) == (404, 404)
    assert team.memberships.count() == 2


def test_somebody_asked_in_declines(client, team):
    user = make_user()
    invitation = asked(team, user)
    client.force_login(user)

    response = client.post(
        reverse("accounts:invitation_decline", kwargs={"invitation_id": invitation.id}), follow=True
    )

    assert b"You have declined to join Kiln Street." in response.content
    assert not team.memberships.filter(user=user).exists()
    assert not Invitation.objects.exists()
