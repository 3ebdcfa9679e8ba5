"""Why the two books differ, entry by entry, and what is done with figures that make no sense."""

from datetime import timedelta
from decimal import Decimal

import pytest

from apps.credits import operations as credits
from apps.credits import selectors
from apps.credits.models import BalanceSample, Entry
from apps.credits.states import Cause, EntryKind
from tests.factories.credits import NOON, paid

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def hear(account, ordinary, extra="0", *, settled=True, now=LATER, unreturned=()):
    return credits.record_balance(
        account=account,
        ordinary=Decimal(ordinary),
        extra=Decimal(extra),
        settled=settled,
        now=now,
        unreturned=unreturned,
    )


def newest():
    entry = Entry.objects.exclude(cause="").order_by("-id").first()
    return entry.kind, entry.amount, entry.cause


def agree(account):
    return selectors.balance(account).free == selectors.standing(
        account
    ).sample.total and selectors.sums_agree(account)


def test_a_late_refund_is_matched_to_the_failure(account, team):
    paid(account, team, "job:1")

    hear(account, "1000", unreturned=["job:1"])

    assert newest() == (EntryKind.REFUND, 20, Cause.LATE_REFUND)
    assert selectors.cost_of(["job:1"]) == {"job:1": 0}
    assert agree(account)


def test_several_late_refunds_are_matched_together(account, team):
    references = [paid(account, team, "job:1"), paid(account, team, "job:2", "15")]

    hear(account, "1000", unreturned=references)

    assert selectors.cost_of(references) == {"job:1": 0, "job:2": 0}


def test_one_of_several_equal_failures_is_matched_and_the_doubt_is_said(account, team):
    references = [paid(account, team, f"job:{number}") for number in (1, 2, 3)]

    hear(account, "960", unreturned=references)

    refund = Entry.objects.get(kind=EntryKind.REFUND)
    assert refund.reference == "job:1"
    assert "the oldest of 3 such failures" in refund.note


def test_what_could_be_either_of_two_failures_is_not_guessed(account, team):
    prices = {"job:1": "10", "job:2": "10", "job:3": "20"}
    references = [paid(account, team, name, price) for name, price in prices.items()]

    hear(account, "980", unreturned=references)

    assert not Entry.objects.filter(kind=EntryKind.REFUND).exists()
    assert agree(account)


def test_a_refund_is_not_matched_twice(account, team):
    paid(account, team, "job:1", refunded=True)

    hear(account, "1020", unreturned=["job:1"])

    assert Entry.objects.filter(kind=EntryKind.REFUND).count() == 1
    assert newest() == (EntryKind.TOP_UP, 20, Cause.RESET)


def test_a_changed_price_corrects_each_song_it_was_paid_for(account, team):
    for number in (1, 2):
        paid(account, team, f"job:{number}", "20", now=NOON + timedelta(minutes=number))

    hear(account, "970")

    corrections = Entry.objects.filter(cause=Cause.PRICE_CHANGE)
    assert [(entry.amount, entry.team) for entry in corrections] == [(5, team), (5, team)]
    assert selectors.cost_of(["job:1"]) == {"job:1": 15}
    assert selectors.totals(team, since=NOON).charged == 30
    assert agree(account)


def test_work_that_was_given_back_says_nothing_about_a_changed_price(account, team):
    for number in (1, 2, 3):
        at = NOON + timedelta(minutes=number)
        paid(account, team, f"job:{number}", "20", now=at, refunded=number == 2)

    hear(account, "970")

    corrected = Entry.objects.filter(cause=Cause.PRICE_CHANGE).order_by("reference")
    assert [entry.reference for entry in corrected] == ["job:1", "job:3"]
    assert agree(account)


def test_a_refund_and_another_price_in_one_difference_are_told_apart(account, team):
    for number in (1, 2, 3):
        paid(account, team, f"job:{number}", "20", now=NOON + timedelta(minutes=number))

    hear(account, "970", unreturned=["job:2"])

    assert selectors.cost_of(["job:1", "job:2", "job:3"]) == {"job:1": 15, "job:2": 0, "job:3": 15}
    found = Entry.objects.exclude(cause="").order_by("reference").values_list("cause", flat=True)
    assert list(found)[:3] == [Cause.PRICE_CHANGE, Cause.LATE_REFUND, Cause.PRICE_CHANGE]
    assert agree(account)


def test_a_price_that_no_list_knows_is_not_made_up(account, team):
    paid(account, team, "job:1", "20", now=NOON + timedelta(minutes=1))

    hear(account, "963")

    assert newest() == (EntryKind.ADJUSTMENT, -17, Cause.UNKNOWN)


def test_spending_elsewhere_is_known_by_our_own_rest(account):
    hear(account, "930")

    assert newest() == (EntryKind.ADJUSTMENT, -70, Cause.ELSEWHERE)


def test_extra_credits_that_come_in_were_bought(account):
    hear(account, "1000", "500")

    assert newest() == (EntryKind.TOP_UP, 500, Cause.BOUGHT)


def test_ordinary_credits_that_rise_are_the_new_month(account, team):
    hear(account, "1000", "30")
    paid(account, team, "job:1", "40", now=LATER + timedelta(minutes=1))

    hear(account, "2000", "0", now=LATER + timedelta(days=1))

    assert newest() == (EntryKind.TOP_UP, 1010, Cause.RESET)


def test_the_end_of_a_plan_is_known_too(account):
    hear(account, "1000", "30")

    hear(account, "0", "30", now=LATER + timedelta(days=1))

    assert newest() == (EntryKind.ADJUSTMENT, -1000, Cause.RESET)


def test_a_difference_with_work_under_way_is_shown_until_it_can_be_judged(account):
    hear(account, "900", settled=False)
    shown = selectors.agreement(account)

    hear(account, "900", now=LATER + timedelta(minutes=5))

    assert [sample.difference for sample in shown.samples] == [-100]
    assert newest() == (EntryKind.ADJUSTMENT, -100, Cause.ELSEWHERE)


@pytest.mark.parametrize("figure", ["-5", "-0.004", "12.345", "0", "999999999.99"])
def test_odd_balances_are_kept_to_the_cent(account, figure):
    sample = hear(account, figure)

    assert sample.credits == Decimal(figure).quantize(Decimal("0.01"))
    assert agree(account)


@pytest.mark.parametrize("figure", ["1e20", "-1e12"])
def test_a_balance_that_is_none_is_not_kept(account, figure):
    before = BalanceSample.objects.count()

    with pytest.raises(credits.SenselessBalance):
        hear(account, figure)

    assert BalanceSample.objects.count() == before


def test_a_clock_that_is_behind_does_not_hide_what_was_heard_last(account):
    hear(account, "900", now=NOON - timedelta(days=3))

    assert selectors.standing(account).sample.total == 900
    assert agree(account)
