"""The totals beside the entries: rebuilt, seeded, and there for databases older than them."""

from decimal import Decimal
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from apps.credits import operations as credits
from apps.credits import selectors
from apps.credits.models import DayTotal, Entry, MonthUse
from tests.credits.test_properties import figures
from tests.factories.credits import NOON, paid, purpose

pytestmark = pytest.mark.django_db


def seed(team, entries):
    call_command("seed_entries", team.slug, entries, stdout=StringIO())


def test_a_database_older_than_the_totals_gets_them(account, team, project):
    paid(account, team, "job:1", project_id=project.pk, refunded=True)
    wish = purpose(team, project_id=project.pk)
    credits.hold(account=account, amount=Decimal(15), reference="job:2", purpose=wish, now=NOON)
    rows, days = list(figures()), list(Entry.objects.order_by("id").values_list("asked_on"))
    DayTotal.objects.all().delete()
    MonthUse.objects.all().delete()
    Entry.objects.update(asked_on=None)

    migration = import_module("apps.credits.migrations.0004_totals_of_before")
    migration.rebuild(apps, connection.schema_editor())

    assert list(figures()) == rows
    assert list(Entry.objects.order_by("id").values_list("asked_on")) == days


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
