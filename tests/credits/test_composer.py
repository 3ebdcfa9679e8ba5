"""What stands in the way of a request: a budget, or a price that nobody knows."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from apps import musicapi
from apps.accounts.rights import Role
from apps.credits import operations as credits
from apps.credits import selectors
from apps.credits.models import Approval, Budget, Entry
from apps.credits.states import AtLimit, Period
from apps.generation.models import Job
from tests.factories.accounts import add_member
from tests.factories.credits import paid
from tests.factories.generation import EIGHT_LINES
from tests.factories.lyrics import version as make_version

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WORDS = "This costs 20 credits and the budget “The whole team, in total” has 10 of 10 left."
BUTTON = '<button class="button" data-kind="primary" data-size="large" disabled'


@pytest.fixture(autouse=True)
def words_to_sing(account, project, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    make_version(project, EIGHT_LINES)


@pytest.fixture
def producer(client, team):
    """Return the page of somebody who may spend and does not own."""
    person = add_member(team, Role.PRODUCER)
    client.force_login(person)
    return client


def limit(team, at_limit) -> Budget:
    return credits.set_budget(
        team=team,
        project=None,
        person=None,
        period=Period.TOTAL,
        limit=Decimal(10),
        warn_percent=80,
        at_limit=at_limit,
    )


def composer(page, project) -> str:
    return page.get(reverse("generation:composer_show", args=[project.pk])).content.decode()


def press(page, project):
    wish = {"request_key": uuid4(), "mode": "own_lyrics", "model": "sonic-v6", "title": "Salt"}
    return page.post(
        reverse("generation:work_create", args=[project.pk]), {**wish, "tags": "folk"}, headers=HTMX
    )


def test_a_budget_that_stops_is_told_before_the_button_and_cannot_be_asked(producer, team, project):
    limit(team, AtLimit.STOP)

    shown = composer(producer, project)

    assert f"{WORDS}<" in shown
    assert BUTTON in shown
    assert "Ask an owner" not in shown


def test_a_budget_that_asks_leads_to_the_request_with_the_price_filled_in(producer, team, project):
    budget = limit(team, AtLimit.ASK)
    ask = reverse("credits:approval_ask", args=[team.slug, budget.pk])

    shown = composer(producer, project)
    form = producer.get(ask, {"amount": "20.00"}).content.decode()

    assert f"{WORDS} An owner can let it pass." in shown
    assert f'href="{ask}?amount=20' in shown
    assert 'value="20.00"' in form


def test_once_asked_the_composer_waits_and_once_granted_it_opens(producer, team, project, owner):
    budget = limit(team, AtLimit.ASK)
    producer.post(reverse("credits:approval_ask", args=[team.slug, budget.pk]), {"amount": "20"})

    waiting = composer(producer, project)
    credits.decide_approval(
        approval=Approval.objects.get(), granted=True, by=owner, now=timezone.now()
    )
    opened = composer(producer, project)

    assert "An owner was asked." in waiting
    assert BUTTON in waiting
    assert BUTTON not in opened
    assert press(producer, project).status_code == 200
    assert BUTTON in composer(producer, project)


def test_pressing_all_the_same_takes_nothing_and_keeps_what_was_typed(producer, team, project):
    limit(team, AtLimit.STOP)

    answer = press(producer, project)

    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert 'value="Salt"' in answer.content.decode()
    assert not Job.objects.exists()
    assert not Entry.objects.filter(kind="hold").exists()


def test_an_operation_without_a_price_is_shown_as_unknown_and_never_sent(
    producer, project, monkeypatch
):
    monkeypatch.setattr(musicapi.Catalogue, "price", lambda *_, **__: None)

    shown = composer(producer, project)
    answer = press(producer, project)

    assert "price unknown" in shown
    assert "The price list has no price for this." in shown
    assert BUTTON in shown
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_the_price_list_names_what_was_booked_without_a_price(page, account, team):
    paid(account, team, f"job:{uuid4()}", operation="hologram")

    lines = {
        (line.engine, line.operation): line
        for line in page.get(reverse("credits:price_list", args=[team.slug])).context["prices"]
    }

    assert lines["sonic", "hologram"].today is None
    assert lines["sonic", "hologram"].history == ()


@pytest.mark.parametrize("price", [None, Decimal(3)])
def test_what_would_be_left_is_unknown_while_the_price_or_the_balance_is(account, price):
    known, unknown = selectors.balance(account), selectors.Balance(Decimal(0), Decimal(0), False)

    assert known.after(price) == (None if price is None else 997)
    assert unknown.after(price) is None
