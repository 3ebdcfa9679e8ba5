import pytest

from apps.accounts.rights import Role
from tests.factories.accounts import make_team
from tests.factories.credits import opened_account
from tests.factories.projects import project as make_project


@pytest.fixture
def account(db):
    return opened_account()


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def owner(team):
    return team.memberships.get(role=Role.OWNER).user


@pytest.fixture
def project(team):
    return make_project(team)


@pytest.fixture
def page(client, owner):
    client.force_login(owner)
    return client
