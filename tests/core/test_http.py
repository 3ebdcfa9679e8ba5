"""`respond` and `redirect_to`: page or fragment, and what travels with either."""

import json

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from apps.core.events import Event
from apps.core.http import redirect_to, respond, wants_fragment

PAGE = """<html>{% partialdef row inline %}<p id="row">{{ word }}</p>{% endpartialdef %}</html>"""
FRAGMENT = {"HX-Request": "true"}
VARIES = "HX-Request, HX-Boosted, HX-History-Restore-Request"


@pytest.fixture(autouse=True)
def own_template(settings, tmp_path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
    assert engines["django"].get_template("page.html")


def asked(headers: dict[str, str] | None = None) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers or {})
    request._messages = CookieStorage(request)
    return request


@pytest.mark.parametrize(
    ("headers", "is_fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_a_plain_htmx_request_wants_a_fragment(headers, is_fragment) -> None:
    assert wants_fragment(asked(headers)) is is_fragment


def test_browser_gets_the_page() -> None:
    response = respond(asked(), "page.html", {"word": "salt"}, partial="row")

    assert response.content == b'<html><p id="row">salt</p></html>'
    assert response["Vary"] == VARIES


def test_htmx_gets_the_partial() -> None:
    response = respond(asked(FRAGMENT), "page.html", {"word": "salt"}, partial="row")

    assert response.content == b'<p id="row">salt</p>'
    assert response["Vary"] == VARIES


def test_boosted_link_gets_the_page() -> None:
    headers = {**FRAGMENT, "HX-Boosted": "true"}

    response = respond(asked(headers), "page.html", {"word": "salt"}, partial="row")

    assert response.content.startswith(b"<html>")


def test_page_without_partial_is_whole_for_htmx_too() -> None:
    response = respond(asked(FRAGMENT), "page.html", {"word": "salt"})

    assert response.content.startswith(b"<html>")


def test_status_and_events_travel_with_the_answer() -> None:
    events = [Event.JOB_QUEUED, Event.BALANCE_CHANGED]

    response = respond(asked(FRAGMENT), "page.html", {}, partial="row", status=422, events=events)

    assert response.status_code == 422
    assert response["HX-Trigger"] == "job-queued, balance-changed"


def test_no_events_make_no_header() -> None:
    assert "HX-Trigger" not in respond(asked(), "page.html", {})


def test_messages_ride_along_with_a_fragment() -> None:
    request = asked(FRAGMENT)
    messages.success(request, "Kept.")

    response = respond(request, "page.html", {"word": "salt"}, partial="row")

    assert b'hx-swap-oob="beforeend"' in response.content
    assert b"<p>Kept.</p>" in response.content


def test_fragment_without_messages_is_bare() -> None:
    response = respond(asked(FRAGMENT), "page.html", {"word": "salt"}, partial="row")

    assert b"toasts" not in response.content


def test_values_are_escaped_in_messages() -> None:
    request = asked(FRAGMENT)
    messages.error(request, "<b>bold</b>")

    response = respond(request, "page.html", {}, partial="row")

    assert b"&lt;b&gt;bold" in response.content


@pytest.mark.parametrize("headers", [{}, {**FRAGMENT, "HX-Boosted": "true"}])
def test_browser_and_boosted_form_are_redirected(headers) -> None:
    response = redirect_to(asked(headers), "/songs/")

    assert response.status_code == 302
    assert response["Location"] == "/songs/"


def test_fragment_is_told_to_visit_the_page_as_a_link_would() -> None:
    response = redirect_to(asked(FRAGMENT), "/songs/", events=[Event.CLIPS_CHANGED])

    assert response.status_code == 204
    assert json.loads(response["HX-Location"]) == {
        "path": "/songs/",
        "target": "#main",
        "headers": {"HX-Boosted": "true"},
    }
    assert response["HX-Trigger"] == "clips-changed"


def test_redirect_resolves_names_with_their_arguments() -> None:
    response = redirect_to(asked(), "studio:home_show", slug="lantern-room")

    assert response["Location"] == "/teams/lantern-room/"
