"""What templates know of team and rights on every page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory

from apps.accounts import access
from apps.accounts.context_processors import team as context_of
from apps.accounts.rights import Right, Role
from tests.factories.accounts import add_member, make_team, make_user

pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get("/")
    request.user, request.session = user, SessionStore()
    return request


def test_a_page_that_shows_nothing_of_it_asks_nothing(django_assert_num_queries):
    request = request_of(make_user())

    with django_assert_num_queries(0):
        context_of(request)


def test_a_teams_page_knows_team_role_and_rights_without_asking_again(django_assert_num_queries):
    team = make_team()
    request = request_of(add_member(team, Role.REVIEWER))
    access.team_for(request, team.slug, Right.LISTEN)

    with django_assert_num_queries(0):
        context = context_of(request)
        seen = (context["team"] == team, str(context["role"]))
        rights = [bool(context[name]) for name in ["may_review", "may_produce", "may_own"]]

    assert seen == (True, "reviewer")
    assert rights == [True, False, False]


def test_memberships_are_one_query_however_many_there_are(django_assert_num_queries):
    user = make_user()
    for number in range(5):
        add_member(make_team(f"Team {number}"), user=user)
    context = context_of(request_of(user))

    with django_assert_num_queries(1):
        names = [place.team.name for place in context["memberships"]]

    assert names == [f"Team {number}" for number in range(5)]


def test_a_page_of_no_team_stands_in_the_persons_own(django_assert_num_queries):
    user = make_user()
    make_team("Own", owner=user)
    context = context_of(request_of(user))

    with django_assert_num_queries(1):
        known = (context["team"].name, bool(context["may_own"]))

    assert known == ("Own", True)


@pytest.mark.parametrize("user", [AnonymousUser(), None])
def test_a_strangers_page_has_no_team_and_asks_nothing(user, django_assert_num_queries):
    request = request_of(user)
    if user is None:
        del request.user

    with django_assert_num_queries(0):
        context = context_of(request)
        things = [context[name] for name in ["team", "memberships", "invitations", "may_review"]]

    assert not any(things)
    assert str(context["role"]) == ""
    assert access.role_in(request) == ""


def test_somebody_without_any_team_has_no_rights():
    context = context_of(request_of(make_user()))

    assert not context["team"]
    assert not context["may_review"]
