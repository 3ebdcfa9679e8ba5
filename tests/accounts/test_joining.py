"""Joining by link, mails to those asked in, and handing a team over."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from apps.accounts import access, operations
from apps.accounts.models import JoinLink
from apps.accounts.rights import Role
from tests.factories.accounts import add_member, join_link, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("Kiln Street")


@pytest.fixture
def owner(team):
    return team.memberships.get().user


def door(link):
    return reverse("accounts:team_join", args=[link.token])


def role_of(team, user):
    place = team.memberships.filter(user=user).first()
    return place and place.role


def test_somebody_with_the_link_joins_and_a_second_press_uses_nothing(client, team):
    link, user = join_link(team), make_user()
    client.force_login(user)

    page = client.get(door(link)).content.decode()
    statuses = [client.post(door(link)).status_code for _ in range(2)]

    link.refresh_from_db()
    assert "asks you in as reviewer" in page
    assert statuses == [302, 302]
    assert role_of(team, user) == Role.REVIEWER
    assert link.uses_left == 1


def test_somebody_without_an_account_comes_back_after_signing_up(client, team):
    link = join_link(team)

    answer = client.get(door(link))

    assert answer["Location"] == f"/account/login/?next={door(link)}"


@pytest.mark.parametrize("how", ["used up", "over", "withdrawn", "replayed after removal"])
def test_a_link_that_is_over_lets_nobody_in(client, team, how):
    link, user = join_link(team, uses=1), make_user()
    client.force_login(user)
    if how == "used up":
        operations.join(link=link, user=make_user(), now=timezone.now())
    elif how == "over":
        JoinLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "withdrawn":
        operations.drop_join_link(link=link)
    else:
        operations.join(link=link, user=user, now=timezone.now())
        operations.remove_member(membership=team.memberships.get(user=user))

    answer = client.post(door(link))

    assert answer.status_code == (404 if how == "withdrawn" else 422)
    assert role_of(team, user) is None


def test_who_is_removed_does_not_come_back_by_what_they_knew(client, team, owner):
    link, user = join_link(team, uses=5), make_user()
    client.force_login(user)
    client.post(door(link))
    # Asked in before they came by the link, the offer still lies there.
    offer = team.invitations.create(email=user.email, role=Role.OWNER, created_at=timezone.now())
    client.force_login(owner)
    place = team.memberships.get(user=user)

    removed = client.post(
        reverse("accounts:member_remove", args=[team.slug, place.pk]), follow=True
    )
    client.force_login(user)
    accept = reverse("accounts:invitation_accept", args=[offer.pk])
    statuses = [client.post(url).status_code for url in (door(link), accept)]

    assert "Links to join, which they may know, are taken back." in removed.content.decode()
    assert statuses == [404, 404]
    assert role_of(team, user) is None


def test_guessed_links_are_not_found_and_then_not_looked_up(client, team):
    link, unknown = join_link(team), reverse("accounts:team_join", args=["A" * 43])
    client.force_login(make_user())

    first = {client.get(unknown).status_code for _ in range(access.GUESSES)}
    after = client.get(door(link)).status_code
    client.force_login(make_user())

    assert (first, after, client.get(door(link)).status_code) == ({404}, 429, 200)


def test_a_member_stays_what_they_are(client, team, owner):
    link = join_link(team, Role.LISTENER)
    client.force_login(owner)

    client.post(door(link))

    assert role_of(team, owner) == Role.OWNER


def test_the_table_holds_nothing_that_lets_in(client, team):
    link = join_link(team)
    client.force_login(make_user())

    row = JoinLink.objects.filter(pk=link.pk).values().get()
    guess = client.post(reverse("accounts:team_join", args=["A" * 43]))

    assert link.token not in str(row)
    assert guess.status_code == 404


@pytest.mark.parametrize(
    "typed", [{"role": "owner"}, {"days": "0"}, {"days": "91"}, {"uses": "0"}, {"uses": "many"}]
)
def test_bad_terms_make_no_link(client, team, owner, typed):
    client.force_login(owner)
    page = reverse("accounts:join_link_create", args=[team.slug])

    wrong = client.post(page, {"role": "reviewer", "days": "7", "uses": "3", **typed})

    assert wrong.status_code == 422
    assert not JoinLink.objects.exists()


def test_an_owner_makes_sees_and_withdraws_a_link(client, team, owner):
    client.force_login(owner)
    make = reverse("accounts:join_link_create", args=[team.slug])

    page = client.post(make, {"role": "listener", "days": "7", "uses": "3"}, follow=True)
    link = JoinLink.objects.get()
    gone = client.post(reverse("accounts:join_link_withdraw", args=[team.slug, link.pk]))

    assert link.address in page.content.decode()
    assert gone.status_code == 302
    assert not JoinLink.objects.exists()


def test_an_owner_hands_the_team_over(client, team, owner):
    heir = add_member(team, Role.LISTENER)
    client.force_login(owner)
    place = team.memberships.get(user=heir)
    url = reverse("accounts:member_hand_over", args=[team.slug, place.pk])

    statuses = [client.post(url).status_code for _ in range(2)]

    assert statuses == [302, 403]
    assert (role_of(team, heir), role_of(team, owner)) == (Role.OWNER, Role.PRODUCER)


def test_nobody_hands_over_their_own_team(client):
    user = make_user()
    team = operations.ensure_personal_team(user=user, now=timezone.now())
    heir = add_member(team, Role.PRODUCER)
    client.force_login(user)
    place = team.memberships.get(user=heir)

    client.post(reverse("accounts:member_hand_over", args=[team.slug, place.pk]))

    assert (role_of(team, heir), role_of(team, user)) == (Role.PRODUCER, Role.OWNER)


def test_who_is_asked_in_gets_one_mail_also_when_the_server_was_down(team, owner, monkeypatch):
    operations.invite(
        team=team, email="bea@example.com", role=Role.REVIEWER, by=owner, now=timezone.now()
    )

    def refuse(*_, **__):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("apps.accounts.operations.joining.send_mail", refuse)
        down = operations.tell_invited(now=timezone.now())
    sent = [operations.tell_invited(now=timezone.now()) for _ in range(2)]

    assert (down, sent) == (0, [1, 0])
    assert mail.outbox[0].to == ["bea@example.com"]
    assert "Kiln Street" in mail.outbox[0].subject
