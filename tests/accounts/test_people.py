"""A person's own page, the theme, and the one-click sign-in of a laptop."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts import operations
from apps.accounts.models import Team, User
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_a_person_is_called_by_their_name_else_by_their_address():
    named, unnamed = make_user("a@example.com", name="Ada"), make_user("bea.b@example.com")

    assert [str(named), named.get_full_name()] == ["Ada", "Ada"]
    assert [str(unnamed), unnamed.get_short_name()] == ["bea.b", "bea.b"]


def test_an_address_is_one_in_any_capitals():
    make_user("Ada@Example.com")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(" ada@EXAMPLE.com ")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ADA@example.com")


def test_a_person_needs_an_address():
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user("")


def test_profile_edit_keeps_name_and_theme(client):
    user = make_user()
    client.force_login(user)
    address = reverse("accounts:profile_edit")

    page = client.post(address, {"name": "Ada", "theme": "light"}, follow=True).content.decode()

    user.refresh_from_db()
    assert (user.name, user.theme) == ("Ada", "light")
    assert 'data-theme="light"' in page
    assert "Saved." in page


def test_profile_edit_leads_to_address_password_and_second_step(client):
    client.force_login(make_user())

    page = client.get(reverse("accounts:profile_edit")).content.decode()

    for name in ["account_email", "account_set_password", "mfa_index", "accounts:team_create"]:
        assert reverse(name) in page


def test_profile_edit_keeps_what_was_typed_wrongly(client):
    user = make_user(name="Ada")
    client.force_login(user)

    response = client.post(reverse("accounts:profile_edit"), {"name": "x" * 81, "theme": "purple"})

    user.refresh_from_db()
    assert response.status_code == 422
    assert "x" * 81 in response.content.decode()
    assert "2 things to change" in response.content.decode()
    assert (user.name, user.theme) == ("Ada", "dark")


def test_theme_change_keeps_the_theme_without_showing_anything(client):
    user = make_user()
    client.force_login(user)

    response = client.post(reverse("accounts:theme_change"), {"theme": "auto"})

    user.refresh_from_db()
    assert (response.status_code, response.content) == (204, b"")
    assert user.theme == "auto"


def test_theme_change_refuses_other_themes(client):
    client.force_login(make_user())

    assert client.post(reverse("accounts:theme_change"), {"theme": "purple"}).status_code == 422


def test_the_demonstration_person_is_made_once():
    first = operations.ensure_demo(now=NOW)
    second = operations.ensure_demo(now=NOW)

    assert first == second
    assert (first.email, first.display_name) == ("demo@example.com", "Demo")
    assert not second.has_usable_password()
    assert Team.objects.get().name == "Lantern Room"


def test_one_click_signs_in_on_a_laptop(client, settings):
    settings.ON_LAPTOP = True

    response = client.post(reverse("accounts:demo_signin"))

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/teams/lantern-room/members/", "/teams/lantern-room/members/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_one_click_goes_on_only_within_the_studio(client, settings, target, leads_to):
    settings.ON_LAPTOP = True

    response = client.post(reverse("accounts:demo_signin"), {"next": target})

    assert response["Location"] == leads_to


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_debug_there_is_no_one_click(client, method):
    response = getattr(client, method)(reverse("accounts:demo_signin"))

    assert response.status_code == 404
    assert not User.objects.exists()


def test_one_click_needs_a_click(client, settings):
    settings.ON_LAPTOP = True

    assert client.get(reverse("accounts:demo_signin")).status_code == 405


def test_the_command_makes_the_demonstration_person(settings, capsys):
    settings.ON_LAPTOP = True

    call_command("demo")
    call_command("demo")

    assert User.objects.get().email == "demo@example.com"
    assert "demo@example.com signs in with one click." in capsys.readouterr().out


def test_the_command_makes_nobody_where_debug_is_off(capsys):
    call_command("demo")

    assert not User.objects.exists()
    assert "no demonstration person" in capsys.readouterr().out
