"""One's own account in a real browser: from the door to two-step sign-in and back."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from tests.browser.test_look import wear
from tests.support.browser import violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.profile_free,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "brushed drums and a piano"
DOORS = [
    "login/",
    "signup/",
    "password/reset/",
    "password/reset/done/",
    "confirm-email/",
    "inactive/",
]


@pytest.fixture
def person(transactional_db) -> User:
    user = User.objects.create_user("mara@example.com", PASSWORD, name="Mara Lind")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill("mara@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code_of(secret: str) -> str:
    """Return what an authenticator app would show now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def confirm(page: Page) -> None:
    if page.get_by_role("heading", name="Is it still you?").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()


def test_wrong_password_is_said_beside_what_was_typed(page: Page, person: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill("mara@example.com")
    page.get_by_label("Password").fill("not this one")

    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("That did not open the door.")
    expect(page.get_by_label("E-mail")).to_have_value("mara@example.com")


def test_two_steps_are_set_up_and_asked_for(page: Page, person: User) -> None:
    sign_in(page)
    page.goto("/account/2fa/totp/activate/")
    confirm(page)

    drawn = page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    assert drawn
    secret = page.get_by_label("Or type this secret").input_value()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Switch it on").click()

    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download():
        page.get_by_role("link", name="Download them").click()
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").last.click()
    sign_in(page)
    expect(page.get_by_role("heading", name="And now the code.")).to_be_visible()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/account/2fa/")
    expect(page.get_by_text("9 of 10 are left.")).to_be_visible()


def test_address_is_added_and_the_news_is_shown(page: Page, person: User) -> None:
    sign_in(page)
    page.goto("/account/email/")

    page.get_by_label("E-mail").fill("mara@example.org")
    page.get_by_role("button", name="Add the address").click()
    confirm(page)

    expect(page.get_by_label("mara@example.org")).to_have_count(1)
    expect(page.locator("ms-toast")).to_contain_text("mara@example.org")


def test_password_is_changed(page: Page, person: User) -> None:
    sign_in(page)
    page.goto("/account/password/change/")

    page.get_by_label("Current Password").fill(PASSWORD)
    page.get_by_label("New Password", exact=True).fill("another song entirely")
    page.get_by_label("New Password (again)").fill("another song entirely")
    page.get_by_role("button", name="Change the password").click()

    expect(page.locator("ms-toast")).to_contain_text("Password successfully changed")
    person.refresh_from_db()
    assert person.check_password("another song entirely")


def test_signing_out_leaves_the_shell(page: Page, person: User) -> None:
    sign_in(page)
    page.goto("/account/email/")

    page.locator("#top summary", has_text="Your account").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert page.locator("ms-player").count() == 0


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_pages_of_an_account_can_be_read_by_everybody(
    browser: Browser, gallery: str, person: User, theme: str
) -> None:
    window = browser.new_context(base_url=gallery, service_workers="block", bypass_csp=True)
    wear(window, theme, gallery)
    page = window.new_page()
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for path in DOORS:
        page.goto(f"/account/{path}")
        found[path] = violations(page)
    sign_in(page)
    for path in ["email/", "password/change/", "2fa/", "reauthenticate/", "logout/"]:
        page.goto(f"/account/{path}")
        found[path] = violations(page)

    window.close()
    assert {path: rules for path, rules in found.items() if rules} == {}
