"""Every view of the app: strangers, members whose role does not reach, nobody signed in."""

from uuid import uuid4

import pytest
from django.urls import reverse

from apps.accounts import urls
from apps.accounts.models import Invitation
from apps.accounts.rights import Role
from tests.factories.accounts import add_member, make_team, make_user

pytestmark = pytest.mark.django_db

OWNERS_ONLY = {
    "team_rename": "post",
    "member_change": "post",
    "member_remove": "post",
    "invitation_create": "post",
    "invitation_withdraw": "post",
    "provider_show": "get",
    "provider_change": "post",
    "provider_remove": "post",
    "provider_test": "post",
}
MEMBERS = {"member_list": "get", "team_leave": "post"}
PERSONAL = {"invitation_accept": "post", "invitation_decline": "post"}
ANYBODY_SIGNED_IN = {"team_create": "get", "profile_edit": "get", "theme_change": "post"}
STRANGERS_TOO = {"demo_signin": "post"}


@pytest.fixture
def team():
    return make_team("Kiln Street")


def address_of(name, team):
    """Return the address of the view for this team, with a member and an offer of its own."""
    row = {
        "member_id": team.memberships.get(role=Role.OWNER).id,
        "invitation_id": Invitation.objects.create(
            team=team, email=f"{uuid4()}@example.com", role=Role.LISTENER
        ).id,
        "slug": team.slug,
    }
    pattern = next(path for path in urls.urlpatterns if path.name == name)
    wanted = pattern.pattern.converters
    return reverse(f"accounts:{name}", kwargs={key: row[key] for key in wanted})


def ask(client, method, name, team):
    return getattr(client, method)(address_of(name, team)).status_code


@pytest.mark.parametrize(("name", "method"), (OWNERS_ONLY | MEMBERS | PERSONAL).items())
def test_a_stranger_finds_nothing(client, team, name, method):
    client.force_login(make_user())

    assert ask(client, method, name, team) == 404


@pytest.mark.parametrize("role", [Role.PRODUCER, Role.REVIEWER, Role.LISTENER])
@pytest.mark.parametrize(("name", "method"), OWNERS_ONLY.items())
def test_a_member_who_is_no_owner_is_refused(client, team, name, method, role):
    client.force_login(add_member(team, role))

    assert ask(client, method, name, team) == 403


@pytest.mark.parametrize(
    ("name", "method"), (OWNERS_ONLY | MEMBERS | PERSONAL | ANYBODY_SIGNED_IN).items()
)
def test_nobody_gets_in_without_signing_in(client, team, name, method):
    response = getattr(client, method)(address_of(name, team))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "name",
    [name for name, method in (OWNERS_ONLY | MEMBERS | PERSONAL).items() if method == "post"],
)
def test_looking_changes_nothing(client, team, name):
    client.force_login(team.memberships.get(role=Role.OWNER).user)

    assert ask(client, "get", name, team) == 405


@pytest.mark.parametrize("name", ["member_change", "member_remove", "invitation_withdraw"])
def test_an_owner_elsewhere_cannot_reach_rows_of_this_team_through_their_own(client, team, name):
    other = make_team("Elsewhere")
    client.force_login(other.memberships.get().user)
    address = address_of(name, team).replace(team.slug, other.slug)

    assert client.post(address, {"role": "listener"}).status_code == 404
    assert team.memberships.filter(role=Role.OWNER).exists()
