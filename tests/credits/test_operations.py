from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import ProviderAccount
from apps.accounts.operations import instance_account
from apps.accounts.selectors import account_of
from apps.credits import operations as credits
from apps.credits import selectors
from apps.credits.models import Entry
from apps.credits.operations import Purpose
from apps.credits.states import EntryKind
from tests.factories.accounts import make_team

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def account():
    return instance_account()


def opened(account, amount: int = 100):
    credits.record_balance(
        account=account, ordinary=Decimal(amount), extra=Decimal(0), settled=True, now=NOW
    )


def hold(account, amount: str = "20", reference: str = "job:1"):
    credits.hold(
        account=account, amount=Decimal(amount), reference=reference, purpose=Purpose(), now=NOW
    )


def figures(account):
    balance = selectors.balance(account)
    return balance.free, balance.held


def test_a_hold_is_taken_from_what_is_free(account):
    opened(account)

    hold(account)

    assert figures(account) == (80, 20)
    assert selectors.sums_agree(account)


def test_holding_twice_for_one_reference_holds_once(account):
    opened(account)

    hold(account)
    hold(account)

    assert figures(account) == (80, 20)
    assert Entry.objects.filter(kind=EntryKind.HOLD).count() == 1


def test_a_hold_that_is_not_covered_changes_nothing(account):
    opened(account, 19)

    with pytest.raises(credits.InsufficientCredits) as refusal:
        hold(account)

    assert refusal.value.message == "This costs 20 credits and 19 are free. Nothing was sent."
    assert figures(account) == (19, 0)


def test_holding_again_what_took_the_last_credits_is_no_refusal(account):
    opened(account, 20)
    hold(account)

    hold(account)

    assert figures(account) == (0, 20)


def test_what_is_held_can_not_be_held_for_something_else(account):
    opened(account, 30)
    hold(account, "20", "job:1")

    with pytest.raises(credits.InsufficientCredits):
        hold(account, "20", "job:2")

    assert figures(account) == (10, 20)


def test_a_hold_is_taken_while_the_balance_is_unknown(account):
    hold(account)

    assert figures(account) == (-20, 20)
    assert not selectors.balance(account).is_known


def test_the_first_balance_opens_the_book_whatever_was_held_before(account):
    hold(account)

    opened(account, 100)

    assert figures(account) == (80, 20)


def test_something_free_of_charge_leaves_no_trace(account):
    hold(account, "0")

    assert not Entry.objects.exists()


def test_a_release_gives_everything_back(account):
    opened(account)
    hold(account)

    credits.release(reference="job:1", now=NOW)
    credits.release(reference="job:1", now=NOW)

    assert figures(account) == (100, 0)
    assert selectors.sums_agree(account)


def test_a_charge_turns_the_hold_into_a_spent_price(account):
    opened(account)
    hold(account)

    credits.charge(reference="job:1", now=NOW)
    credits.charge(reference="job:1", now=NOW)

    assert figures(account) == (80, 0)
    assert selectors.cost_of(["job:1"]) == {"job:1": 20}


def test_a_refund_gives_back_what_was_charged_once(account):
    opened(account)
    hold(account)
    credits.charge(reference="job:1", now=NOW)

    credits.refund(reference="job:1", now=NOW)
    credits.refund(reference="job:1", now=NOW)

    assert figures(account) == (100, 0)
    assert selectors.cost_of(["job:1"]) == {"job:1": 0}
    assert selectors.sums_agree(account)


@pytest.mark.parametrize("step", [credits.release, credits.charge, credits.refund])
def test_steps_for_something_never_held_do_nothing(account, step):
    step(reference="job:none", now=NOW)

    assert not Entry.objects.exists()


def test_a_refund_needs_a_charge(account):
    opened(account)
    hold(account)

    credits.refund(reference="job:1", now=NOW)

    assert figures(account) == (80, 20)


def test_half_credits_are_kept_exactly(account):
    opened(account)

    for number in range(3):
        hold(account, "0.10", f"job:{number}")

    assert figures(account) == (Decimal("99.70"), Decimal("0.30"))


def test_a_top_up_at_the_provider_becomes_an_entry(account):
    opened(account)

    credits.record_balance(
        account=account, ordinary=Decimal(150), extra=Decimal(5), settled=True, now=NOW
    )

    newest = Entry.objects.order_by("-id").first()
    assert (newest.kind, newest.amount) == (EntryKind.TOP_UP, 55)
    assert figures(account) == (155, 0)


def test_credits_spent_elsewhere_become_a_visible_adjustment(account):
    opened(account)

    credits.record_balance(
        account=account, ordinary=Decimal(70), extra=Decimal(0), settled=True, now=NOW
    )

    newest = Entry.objects.order_by("-id").first()
    assert (newest.kind, newest.amount) == (EntryKind.ADJUSTMENT, -30)


def test_a_difference_while_work_is_under_way_is_shown_and_not_booked(account):
    opened(account)
    hold(account)

    credits.record_balance(
        account=account, ordinary=Decimal(80), extra=Decimal(0), settled=False, now=NOW
    )

    assert selectors.standing(account).difference == -20
    assert figures(account) == (80, 20)


def test_an_equal_balance_adds_nothing(account):
    opened(account)
    before = Entry.objects.count()

    opened(account)

    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        (EntryKind.HOLD, 5),
        (EntryKind.CHARGE, 5),
        (EntryKind.REFUND, -5),
        (EntryKind.RELEASE, -5),
        (EntryKind.TOP_UP, -5),
        (EntryKind.ADJUSTMENT, 0),
    ],
)
def test_the_database_refuses_an_entry_with_the_wrong_sign(account, kind, amount):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(account=account, kind=kind, amount=amount, reference="job:9")


def test_the_database_refuses_a_kind_twice_for_one_reference(account):
    Entry.objects.create(account=account, kind=EntryKind.HOLD, amount=-5, reference="job:9")

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(account=account, kind=EntryKind.HOLD, amount=-5, reference="job:9")


def test_the_balance_of_a_team_is_that_of_its_own_account_before_the_instances(
    account, django_assert_num_queries
):
    opened(account, 100)
    team, other = make_team(), make_team("Elsewhere")
    own = ProviderAccount(team=team, own_base_url="https://provider.example/api/v1")
    own.put_key("a-key")
    own.save()

    with django_assert_num_queries(1):
        mine = selectors.balance_of(team)
    opened(own, 7)

    assert not mine.is_known
    assert selectors.balance_of(team).free == 7
    assert selectors.balance_of(other).free == 100
    assert account_of(team) == own
