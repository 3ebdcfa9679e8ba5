"""The totals beside the entries: rebuilt, seeded, and there for databases older than them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.credits import operations as credits
from apps.credits import selectors
from apps.credits.models import Entry
from tests.credits.test_properties import figures

pytestmark = pytest.mark.django_db


def seed(team, entries):
    call_command("seed_entries", team.slug, entries, stdout=StringIO())


def test_seeded_entries_pass_every_rule_and_leave_the_balance_as_it_was(account, team, settings):
    settings.ON_LAPTOP = True
    before = selectors.balance(account)

    seed(team, 400)
    seed(team, 400)

    assert 380 <= Entry.objects.filter(team=team).count() <= 480
    assert selectors.balance(account) == before
    assert selectors.sums_agree(account)
    assert selectors.totals_agree()
    rows = list(figures())
    credits.rebuild_totals()
    assert list(figures()) == rows


def test_entries_are_seeded_only_on_a_laptop_and_for_a_team(team, settings):
    with pytest.raises(CommandError):
        seed(team, 10)
    settings.ON_LAPTOP = True
    with pytest.raises(CommandError):
        call_command("seed_entries", "nobody", 10)
