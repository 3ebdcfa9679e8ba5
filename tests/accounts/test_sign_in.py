"""Signing up, in and out with plain forms: what allauth does with our settings and adapter."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from apps.accounts.models import Team, User
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "tin-whistle-at-dawn"


def sign_up(client, email="ada@example.com", password=PASSWORD, **more):
    form = {"email": email, "password1": password, **more}
    return client.post(reverse("account_signup"), form)


def sign_in(client, email="ada@example.com", password=PASSWORD, **more):
    form = {"login": email, "password": password, **more}
    return client.post(reverse("account_login"), form)


def who_is_in(client):
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def link_in(mail, start):
    return re.search(rf"https?://[^/\s]+({re.escape(start)}\S+)", mail.body)[1]


def test_who_signs_up_is_in_with_a_team_of_their_own(client):
    response = sign_up(client)

    user = User.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/")
    assert who_is_in(client) == user
    assert (user.personal_team.name, user.memberships.get().role) == ("ada", "owner")


def test_the_form_is_there_without_scripts(client):
    for name, fields in [
        ("account_signup", ["email", "password1"]),
        ("account_login", ["login", "password"]),
        ("account_reset_password", ["email"]),
    ]:
        page = client.get(reverse(name)).content.decode()

        assert re.search(r'<form[^>]+method="post"', page)
        assert all(f'name="{field}"' in page for field in fields)


def test_signing_up_again_in_other_capitals_makes_no_second_person(client, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    first = sign_up(client)
    cache.clear()

    second = sign_up_elsewhere(client, "ADA@Example.COM")

    assert User.objects.count() == 1
    assert second["Location"] == first["Location"]
    assert who_is_in(client) is None
    assert [mail.to for mail in mailoutbox] == [["ada@example.com"], ["ada@example.com"]]
    assert "already" in mailoutbox[1].body


def sign_up_elsewhere(client, email):
    client.cookies.clear()
    return sign_up(client, email)


def test_signing_up_again_is_refused_in_words_where_addresses_need_no_proof(client):
    sign_up(client)
    response = sign_up_elsewhere(client, "ADA@Example.COM")

    assert User.objects.count() == 1
    assert "already registered" in response.content.decode()
    assert 'value="ADA@Example.COM"' in response.content.decode()


@pytest.mark.parametrize("password", ["sevenup", "password12", "ada@example.com"])
def test_a_weak_password_is_refused_and_the_address_kept(client, password):
    response = sign_up(client, password=password)

    assert not User.objects.exists()
    assert 'value="ada@example.com"' in response.content.decode()
    assert password not in response.content.decode().replace('value="ada@example.com"', "")


def test_signing_up_can_be_closed(client, settings):
    settings.SIGN_UP_OPEN = False

    response = sign_up(client)

    assert not User.objects.exists()
    assert 'name="password1"' not in response.content.decode()


def test_signing_in_takes_any_capitals_and_gives_a_team_to_whoever_has_none(client):
    user = make_user("ada@example.com", password=PASSWORD)

    response = sign_in(client, "Ada@Example.com")
    sign_in(client)

    assert response["Location"] == "/"
    assert who_is_in(client) == user
    assert Team.objects.get().personal_of == user


def test_a_superuser_has_a_team_from_the_first_sign_in(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="Root@example.com", interactive=False, verbosity=0)

    sign_in(client, "root@example.com")

    assert User.objects.get().is_superuser
    assert User.objects.get().personal_team.name == "root"


def test_a_wrong_password_is_refused_without_saying_which_was_wrong(client):
    make_user("ada@example.com", password=PASSWORD)

    pages = [sign_in(client, email, "wrong") for email in ["ada@example.com", "bob@example.com"]]

    told = [re.search(r"[^<>]*are not correct[^<>]*", page.content.decode())[0] for page in pages]
    assert told[0] == told[1]
    assert 'value="ada@example.com"' in pages[0].content.decode()


def test_guessing_is_stopped_after_some_attempts(client):
    make_user("ada@example.com", password=PASSWORD)
    for _ in range(5):
        sign_in(client, password="wrong")

    response = sign_in(client)

    assert "Too many failed login attempts" in response.content.decode()
    assert who_is_in(client) is None


def test_who_is_switched_off_stays_outside(client):
    make_user("ada@example.com", password=PASSWORD, is_active=False)

    sign_in(client)

    assert who_is_in(client) is None


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/profile/", "/profile/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_signing_in_goes_on_only_within_the_studio(client, target, leads_to):
    make_user("ada@example.com", password=PASSWORD)

    response = sign_in(client, next=target)

    assert response["Location"] == leads_to


def test_signing_out_takes_a_press_of_a_button(client):
    client.force_login(make_user())

    asked = client.get(reverse("account_logout"))
    still_in = who_is_in(client)
    client.post(reverse("account_logout"))

    assert asked.status_code == 200
    assert still_in is not None
    assert who_is_in(client) is None


def test_an_address_is_proved_by_the_link_in_a_mail(client, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    sign_up(client)
    before = who_is_in(client)
    link = link_in(mailoutbox[0], "/account/confirm-email/")

    client.get(link)
    unproved = User.objects.get().emailaddress_set.filter(verified=True).exists()
    client.post(link)
    sign_in(client)

    assert before is None
    assert not unproved
    assert who_is_in(client).emailaddress_set.get().verified


class DeadMailServer:
    """A mail backend whose server is away."""

    def __init__(self, **_):
        pass

    def send_messages(self, _messages):
        raise ConnectionRefusedError("nobody there")


def test_a_mail_server_that_is_away_stops_nobody_from_signing_up(client, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.DeadMailServer"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    response = sign_up(client)

    assert response.status_code == 302
    assert User.objects.count() == 1
    assert "could not be sent" in str(next(iter(get_messages(response.wsgi_request))))
    assert "mail_not_sent" in caplog.text


def test_every_mail_is_in_our_words(client, mailoutbox):
    user = make_user("ada@example.com", password=PASSWORD)
    sign_up(client, "bea@example.com")
    for email in ["ada@example.com", "nobody@example.com"]:
        client.post(reverse("account_reset_password"), {"email": email})
    client.force_login(user)
    fields = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    client.post(reverse("account_change_password"), fields)

    assert [mail.subject for mail in mailoutbox] == [
        "Is this your address?",
        "A new password",
        "No account with this address",
        "Password Changed",
    ]
    for mail in mailoutbox:
        assert "musicstudio at testserver" in mail.body
        assert "Hello from" not in mail.body
        assert "&#" not in mail.body
    assert "127.0.0.1" in mailoutbox[-1].body


def test_a_forgotten_password_is_set_anew_by_the_link_in_a_mail(client, mailoutbox):
    make_user("ada@example.com", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": "ADA@example.com"})
    link = link_in(mailoutbox[0], "/account/password/reset/key/")

    form = client.get(link, follow=True)
    fields = {"password1": "another-tin-whistle", "password2": "another-tin-whistle"}
    client.post(form.redirect_chain[-1][0], fields)
    again = client.get(link, follow=True)
    sign_in(client, password="another-tin-whistle")

    assert who_is_in(client) is not None
    assert 'name="password1"' not in again.content.decode()


def test_asking_for_a_password_tells_nobody_who_is_registered(client, mailoutbox):
    make_user("ada@example.com", password=PASSWORD)

    answers = [
        client.post(reverse("account_reset_password"), {"email": email})["Location"]
        for email in ["ada@example.com", "bob@example.com"]
    ]

    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [["ada@example.com"], ["bob@example.com"]]


def code_now(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def switch_on_second_step(client):
    """Sign up, prove the address and switch two-step sign-in on; return its secret."""
    sign_up(client)
    User.objects.get().emailaddress_set.update(verified=True)
    activate = reverse("mfa_activate_totp")
    asked_again = client.get(activate)["Location"]
    client.post(asked_again, {"password": PASSWORD})
    page = client.get(activate).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    client.post(activate, {"code": code_now(secret)})
    return secret


def test_a_second_step_can_be_switched_on_and_is_asked_for(client):
    secret = switch_on_second_step(client)
    client.cookies.clear()

    response = sign_in(client)
    after_password = who_is_in(client)
    client.post(response["Location"], {"code": "000000"})
    after_wrong_code = who_is_in(client)
    client.post(response["Location"], {"code": code_now(secret)})

    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert (after_password, after_wrong_code) == (None, None)
    assert who_is_in(client) is not None


def test_a_recovery_code_lets_in_once(client):
    switch_on_second_step(client)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    entered = []
    for _ in range(2):
        client.cookies.clear()
        response = sign_in(client)
        client.post(response["Location"], {"code": code})
        entered.append(who_is_in(client) is not None)

    assert entered == [True, False]


def test_a_second_steps_secret_is_stored_encrypted(client):
    secret = switch_on_second_step(client)

    stored = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in stored
    assert Authenticator.objects.count() == 2


def test_support_staff_sign_in_by_the_same_door(client):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
