"""What the provider says the balance is, however odd, read over HTTP as the schedule reads it."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import httpx
import pytest
from django.urls import reverse
from django.utils import timezone

from apps import musicapi
from apps.credits import selectors
from apps.credits.models import BalanceSample, Entry
from apps.generation import operations
from apps.generation.models import Job
from apps.generation.states import JobState

pytestmark = pytest.mark.django_db


def hear(answer, *, now=None):
    """Let the schedule read this answer."""
    said = {"content": answer} if isinstance(answer, bytes) else {"json": answer}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, **said))

    @contextmanager
    def connect(account):
        with httpx.Client(transport=transport) as http:
            yield musicapi.MusicAPI(http, "http://127.0.0.1:9/api/v1", "a-key")

    operations.sample_balances(connect=connect, clock=lambda: now or timezone.now())


@pytest.mark.parametrize(
    ("answer", "total"),
    [
        ({"credits": 12.345, "extra_credits": 0.1}, "12.44"),
        ({"credits": "0.30", "extra_credits": 0}, "0.30"),
        ({"credits": -40, "extra_credits": 0}, "-40"),
        ({"credits": 250_000, "extra_credits": 3}, "250003"),
        ({"credits": 7}, "7"),
        ({"credits": 7, "extra_credits": None}, "7"),
    ],
)
def test_odd_balances_are_taken_to_the_cent(account, answer, total):
    hear(answer)

    assert selectors.standing(account).sample.total == Decimal(total)
    assert selectors.balance(account).free == Decimal(total)
    assert selectors.sums_agree(account)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"credits": None},
        {"credits": "lots"},
        {"credits": True},
        {"credits": [1000]},
        {"credits": 1e30},
        b'{"credits": NaN}',
        b"<html>We will be back soon.</html>",
        b"",
    ],
)
def test_what_is_no_balance_changes_nothing(page, team, account, answer):
    before = BalanceSample.objects.count(), selectors.balance(account)

    hear(answer)

    assert (BalanceSample.objects.count(), selectors.balance(account)) == before
    assert page.get(reverse("credits:credits_show", args=[team.slug])).status_code == 200


def test_a_balance_that_jumps_up_and_down_is_booked_each_time(account):
    for figure in (90_000, 10, 5_000, -3):
        hear({"credits": figure, "extra_credits": 0})

    assert selectors.balance(account).free == -3
    assert Entry.objects.exclude(cause="").count() == 5
    assert selectors.totals_agree()


@pytest.mark.parametrize("hours", [-30, 30])
def test_clocks_that_disagree_do_not_turn_the_readings_around(account, hours):
    hear({"credits": 900, "extra_credits": 0}, now=timezone.now() + timedelta(hours=hours))

    hear({"credits": 800, "extra_credits": 0})

    assert selectors.standing(account).sample.total == 800
    assert selectors.balance(account).free == 800


def test_work_dated_ahead_by_another_clock_keeps_a_difference_from_being_booked(
    account, team, project
):
    ahead = timezone.now() + timedelta(minutes=5)
    Job.objects.create(
        team=team,
        project=project,
        account=account,
        request_key=uuid4(),
        kind="song",
        engine="sonic",
        operation="create",
        model="sonic-v6",
        title="Salt",
        spec={},
        price=20,
        price_date=ahead.date(),
        state=JobState.SUCCEEDED,
        remote_id="task",
        sent_at=ahead,
        accepted_at=ahead,
        finished_at=ahead,
    )

    hear({"credits": 980, "extra_credits": 0})
    shown = selectors.standing(account)
    hear({"credits": 980, "extra_credits": 0}, now=ahead + timedelta(minutes=1))

    assert (shown.difference, shown.sample.settled, shown.balance.free) == (-20, False, 1000)
    assert selectors.balance(account).free == 980
