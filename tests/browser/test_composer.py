"""The composer and what comes that is no clip, in a real browser: at two widths, in both themes."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.generation import operations
from apps.generation.kinds import KINDS
from apps.generation.models import Job
from apps.generation.states import JobState
from tests.browser.conftest import serving
from tests.factories.accounts import make_team
from tests.factories.projects import project as make_project
from tests.support import services

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WEAR = "theme => { document.documentElement.dataset.theme = theme }"
SHOTS = os.environ.get("LOOK_AT")
RESULTS = {
    "lyrics": {
        "candidates": [
            {"title": "Lantern Street", "lyrics": "[Verse]\nLantern street is half awake"},
            {"title": "Ten Loaves", "lyrics": "[Verse]\nFlour on the window sill"},
        ]
    },
    "tags": {"tags": "brushed drums, room mics"},
}


@pytest.fixture
def project():
    return make_project(make_team(), title="Salt on the Window")


def result(project, kind):
    spec = {"lyrics": {"description": "a street"}, "tags": {"tags": "drums"}}[kind]
    job = operations.request(
        kind=kind,
        project=project,
        by=None,
        spec=KINDS[kind].Spec(**spec),
        request_key=project.pk,
        now=timezone.now(),
    )
    ended = {"state": JobState.SUCCEEDED, "due_at": None, "result": RESULTS[kind]}
    Job.objects.filter(pk=job.pk).update(**ended)
    return reverse("generation:generation_show", args=[job.pk])


def addresses(project):
    compose = reverse("generation:composer_show", args=[project.pk])
    return {
        "song": compose,
        "music": f"{compose}?operation=nuro_music",
        "upload": f"{compose}?operation=upload",
        "riffusion": f"{compose}?operation=riffusion",
        "recipes": reverse("generation:recipe_list", args=[project.team.slug]),
        "lyrics": result(project, "lyrics"),
    }


@pytest.fixture
def window(browser, project, settings):
    settings.WHITENOISE_AUTOREFRESH = True
    client = Client()
    client.force_login(project.team.memberships.get().user)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    with serving() as url:
        opened = browser.new_context(base_url=url, service_workers="block", reduced_motion="reduce")
        opened.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}]
        )
        yield opened
        opened.close()


def test_pages_of_asking_are_accessible_and_fit(window, project):
    page = window.new_page()
    axe = services.AXE.read_text(encoding="utf-8")
    found = []
    for name, address in addresses(project).items():
        for width, theme in ((1440, "dark"), (390, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            page.evaluate(WEAR, theme)
            for closed in page.locator(".composer details").all():
                closed.evaluate("one => { one.open = true }")
            page.evaluate(axe)
            wrong = page.evaluate("axe.run('#main', {resultTypes: ['violations']})")
            found += [
                (name, width, fault["id"], fault["nodes"][0]["html"][:120])
                for fault in wrong["violations"]
            ]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                found.append((name, width, "scrolls sideways", str(wide)))
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)

    assert not found, found


def test_a_press_adds_a_style_and_takes_it_away(window, project):
    page = window.new_page()
    page.goto(addresses(project)["song"])
    page.get_by_text("Suggestions for the style").click()
    guitar = page.get_by_role("button", name="guitar", exact=True)

    style = page.get_by_role("textbox", name="Style")

    guitar.click()
    pressed = guitar.get_attribute("aria-pressed"), style.input_value()
    guitar.click()

    assert pressed == ("true", "guitar")
    assert style.input_value() == ""
