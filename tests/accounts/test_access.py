import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from apps.accounts import access
from apps.accounts.rights import Right, Role
from tests.factories.accounts import add_member, make_team, make_user

pytestmark = pytest.mark.django_db


def request_of(user, session=None):
    request = RequestFactory().get("/")
    request.user = user
    request.session = SessionStore()
    request.session.update(session or {})
    return request


def test_team_for_gives_a_member_the_team_in_one_query(django_assert_num_queries):
    team = make_team()
    request = request_of(add_member(team, Role.PRODUCER))

    with django_assert_num_queries(1):
        found = access.team_for(request, team.slug, Right.PRODUCE)

    assert found == team
    assert (request.team, request.role) == (team, "producer")
    assert request.session[access.LAST_TEAM] == team.slug


@pytest.mark.parametrize("slug", ["lantern-room", "no-such-team"])
def test_team_for_answers_a_stranger_as_if_there_were_no_team(slug):
    make_team("Lantern Room")
    request = request_of(make_user())

    with pytest.raises(Http404):
        access.team_for(request, slug, Right.LISTEN)

    assert not hasattr(request, "team")


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (Role.LISTENER, [Right.REVIEW, Right.PRODUCE, Right.OWN]),
        (Role.REVIEWER, [Right.PRODUCE, Right.OWN]),
        (Role.PRODUCER, [Right.OWN]),
        (Role.OWNER, []),
    ],
)
def test_team_for_refuses_a_member_whose_role_does_not_reach(role, refused):
    team = make_team()
    user = add_member(team, role)

    answers = {}
    for right in Right:
        try:
            access.team_for(request_of(user), team.slug, right)
        except PermissionDenied:
            answers[right] = "refused"

    assert answers == dict.fromkeys(refused, "refused")


def test_a_refused_member_still_gets_the_page_of_their_team_around_the_refusal():
    team = make_team()
    request = request_of(add_member(team, Role.LISTENER))

    with pytest.raises(PermissionDenied):
        access.team_for(request, team.slug, Right.OWN)

    assert access.current_membership(request).team == team


def test_member_or_404_checks_a_team_reached_through_its_row(django_assert_num_queries):
    team = make_team()
    request = request_of(add_member(team, Role.REVIEWER))

    with django_assert_num_queries(1):
        access.member_or_404(request, team, Right.REVIEW)

    assert request.team is team


def test_member_or_404_answers_a_stranger_404_and_a_listener_403():
    team = make_team()

    with pytest.raises(Http404):
        access.member_or_404(request_of(make_user()), team, Right.LISTEN)
    with pytest.raises(PermissionDenied):
        access.member_or_404(request_of(add_member(team)), team, Right.REVIEW)


def test_a_removed_member_is_a_stranger_at_once():
    team = make_team()
    user = add_member(team)
    user.memberships.all().delete()

    with pytest.raises(Http404):
        access.team_for(request_of(user), team.slug, Right.LISTEN)


def test_a_page_of_no_team_stands_in_the_team_looked_at_last():
    team, user = make_team(), make_user()
    other = make_team("Kiln Street", owner=user)
    add_member(team, user=user)

    last = access.current_membership(request_of(user, {access.LAST_TEAM: team.slug}))
    never = access.current_membership(request_of(user, {access.LAST_TEAM: "gone"}))

    assert last.team == team
    assert never.team == other
