"""The pages of support staff: to look at, and one switch."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from apps.accounts.models import User
from tests.factories.accounts import make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = make_user("staff@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(user)
    return user


def test_a_person_can_be_found_and_switched_off_but_nothing_else(client, staff):
    person = make_user("ada@example.com", name="Ada")
    found = client.get(reverse("admin:accounts_user_changelist"), {"q": "ada@"})
    address = reverse("admin:accounts_user_change", args=[person.pk])

    client.post(address, {"name": "Eve", "is_staff": "on", "email": "eve@example.com"})

    person.refresh_from_db()
    assert "ada@example.com" in found.content.decode()
    assert (person.is_active, person.is_staff, person.name) == (False, False, "Ada")
    assert person.password not in client.get(address).content.decode()


@pytest.mark.parametrize("model", ["user", "team", "provideraccount"])
def test_nothing_is_added_or_deleted_here(client, staff, model):
    row = {"user": staff, "team": make_team(), "provideraccount": None}[model]

    answers = [client.get(reverse(f"admin:accounts_{model}_add")).status_code]
    if row:
        address = reverse(f"admin:accounts_{model}_delete", args=[row.pk])
        answers.append(client.post(address, {"post": "yes"}).status_code)

    assert set(answers) == {403}
    assert User.objects.filter(pk=staff.pk).exists()


def test_a_team_can_be_found_by_its_people_and_only_looked_at(client, staff):
    team = make_team("Kiln Street", owner=make_user("ada@example.com"))
    address = reverse("admin:accounts_team_change", args=[team.pk])

    found = client.get(reverse("admin:accounts_team_changelist"), {"q": "ada@example.com"})
    page = client.get(address).content.decode()
    refused = client.post(address, {"name": "Other"})

    assert "Kiln Street" in found.content.decode()
    assert "owner" in page
    assert refused.status_code == 403
