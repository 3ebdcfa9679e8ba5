"""Where strangers are sent, with and without htmx."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PROFILE = "/profile/"
THEME = "/profile/theme/"


def test_a_stranger_comes_back_after_signing_in_to_what_they_asked_for(client):
    response = client.get(PROFILE, {"a": "b"})

    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next=/profile/%3Fa%3Db"


def test_htmx_is_told_to_load_the_sign_in_page_whole(client):
    response = client.get(
        PROFILE,
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/teams/a/?x=1"},
    )

    assert (response.status_code, response.content) == (204, b"")
    assert response["HX-Redirect"] == f"{reverse('account_login')}?next=/teams/a/%3Fx%3D1"


@pytest.mark.parametrize("page", ["http://testserver/teams/a/", "http://testserver"])
def test_who_sent_a_form_too_late_comes_back_to_its_page(client, page):
    response = client.post(THEME, {"theme": "light"}, headers={"Referer": page})

    path = page.removeprefix("http://testserver") or "/"
    assert response["Location"] == f"{reverse('account_login')}?next={path}"


@pytest.mark.parametrize("page", ["", "https://evil.example/teams/a/", "javascript:alert(1)"])
def test_nobody_is_sent_back_to_somewhere_else(client, page):
    response = client.post(
        THEME, headers={"HX-Request": "true", "HX-Current-URL": page, "Referer": page}
    )

    assert response["HX-Redirect"] == f"{reverse('account_login')}?next=/"
