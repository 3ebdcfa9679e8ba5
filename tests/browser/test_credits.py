"""The dashboard in a real browser: every chart, in both themes, with and without scripts."""

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.credits import operations as credits
from apps.credits.states import AtLimit, Period
from apps.generation.models import Job
from tests.browser.conftest import serving, until
from tests.factories.accounts import make_team
from tests.factories.credits import opened_account, paid
from tests.factories.projects import project as make_project
from tests.support.browser import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ["credits:credits_show", "credits:budget_list", "credits:agreement_show"]
NAMES += ["credits:price_list", "credits:entry_list", "generation:claim_list"]
NAMES += ["generation:yield_show"]
WEAR = "theme => { document.documentElement.dataset.theme = theme }"


@pytest.fixture
def team():
    team = make_team()
    now = timezone.now()
    account = opened_account(3000, now=now - timedelta(days=31))
    songs = [make_project(team, title=title) for title in ("Salt on the Window", "Paper Lanterns")]
    person = team.memberships.get().user
    for day in range(30):
        paid(
            account,
            team,
            f"job:{uuid4()}",
            ("20", "30", "75")[day * day % 3],
            now=now - timedelta(days=day, minutes=1),
            person=person,
            project_id=songs[day % 2].pk,
            operation=("create", "extend", "cover")[day % 3],
            refunded=day % 7 == 1,
        )
    charge_for_nothing(songs[0], account)
    for project, person_ in ((None, None), (songs[0], None), (None, person)):
        credits.set_budget(
            team=team,
            project=project,
            person=person_,
            period=Period.TOTAL,
            limit=Decimal(900),
            warn_percent=80,
            at_limit=AtLimit.ASK,
        )
    return team


def charge_for_nothing(project, account):
    """Leave a song that was paid for and never heard, and others that went well."""
    now = timezone.now()
    for number, state in enumerate(("SUCCEEDED", "SUCCEEDED", "SUCCEEDED", "FAILED")):
        made = Job.objects.create(
            team=project.team,
            project=project,
            account=account,
            request_key=uuid4(),
            kind="song",
            engine="sonic",
            operation="create",
            model="sonic-v6",
            title=project.title,
            spec={},
            price=20,
            price_date=now.date(),
            state=state,
            remote_id=f"task-{number}",
            accepted_at=now - timedelta(seconds=40 + number),
            finished_at=now,
        )
        paid(account, project.team, made.reference, now=now, project_id=project.pk)


@pytest.fixture
def look(browser, team, settings):
    """Return a function that opens a page of the team in a window of its own."""
    settings.WHITENOISE_AUTOREFRESH = True
    client = Client()
    client.force_login(team.memberships.get().user)
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    windows = []
    with serving() as url:

        def open_page(name, theme="dark", **options):
            window = browser.new_context(
                base_url=url, service_workers="block", reduced_motion="reduce", **options
            )
            windows.append(window)
            cookies = {django_settings.SESSION_COOKIE_NAME: key}
            window.add_cookies([{"name": n, "value": v, "url": url} for n, v in cookies.items()])
            page = window.new_page()

            def visit(name, theme):
                page.goto(reverse(name, args=[team.slug]))
                if options.get("java_script_enabled", True):
                    page.evaluate(WEAR, theme)

            page.visit = visit
            visit(name, theme)
            return page

        yield open_page
        for window in windows:
            window.close()


def keep(page, name):
    """Take a picture of each chart where somebody wants them (SCREENSHOTS names the folder)."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def in_every_light(page, name):
    """Go through both themes and both widths, and return what axe or the width complains about."""
    found = {}
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("dark", "light"):
            page.evaluate(WEAR, theme)
            page.wait_for_timeout(100)
            keep(page, f"{name.partition(':')[2]}-{theme}-{width}")
            wide = page.evaluate("document.documentElement.scrollWidth") > width
            found[name, width, theme] = violations(page) + ["scrolls sideways"] * wide
    return {where: complaints for where, complaints in found.items() if complaints}


def test_every_chart_is_drawn_and_accessible(look):
    page = look("credits:credits_show", viewport={"width": 1440, "height": 900})
    until(page, "document.querySelectorAll('ms-chart .uplot canvas').length === 2")
    until(page, "document.querySelector('#returns') !== null")

    assert in_every_light(page, "credits:credits_show") == {}
    assert page.locator("ms-chart .plot").first.is_hidden()


def test_pages_about_credits_are_accessible(look):
    page = look(NAMES[1])
    found = {}

    for name in NAMES[1:]:
        page.visit(name, "dark")
        found |= in_every_light(page, name)

    assert found == {}


def test_a_claim_is_copied_by_its_button(look):
    page = look("generation:claim_list", permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy")

    button.click()

    until(page, "[...document.querySelectorAll('[data-copy]')].some(b => b.innerText === 'Copied')")
    assert page.evaluate("navigator.clipboard.readText()").startswith("Task id: task-")


def test_charts_and_claims_are_there_without_scripts(look):
    page = look(
        "credits:credits_show", java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    keep(page, "credits-no-scripts")

    assert page.locator("ms-chart svg").first.is_visible()
    assert page.locator(".figures-table").count() == 2

    page.visit("generation:claim_list", "dark")

    assert page.locator("textarea").input_value().startswith("Task id: task-")
    assert page.locator("[data-copy]").is_hidden()
