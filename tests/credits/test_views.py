import csv
import html
import io
import json
import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.rights import Role
from apps.credits import operations as credits
from apps.credits import selectors
from apps.credits.models import Budget, Entry, Purse
from apps.credits.states import AtLimit, Period
from tests.factories.accounts import add_member
from tests.factories.credits import paid

pytestmark = pytest.mark.django_db
PAGES = ["credits_show", "entry_list", "agreement_show", "price_list", "budget_list"]


def url(name, team, *args):
    return reverse(f"credits:{name}", args=[team.slug, *args])


def spend(account, team, owner, project, many=4):
    now = timezone.now()
    for number in range(many):
        paid(
            account,
            team,
            f"job:{uuid4()}",
            now=now - timedelta(days=number),
            person=owner,
            project_id=project.pk,
            refunded=number == 1,
        )


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_an_empty_book_teach(page, team, name):
    answer = page.get(url(name, team))

    assert answer.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_full_book_show_it(page, team, account, owner, project, name):
    spend(account, team, owner, project)

    answer = page.get(url(name, team))

    assert answer.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_a_constant_number_of_queries(
    page, team, account, owner, project, name, django_assert_max_num_queries
):
    spend(account, team, owner, project, many=30)

    with django_assert_max_num_queries(30):
        page.get(url(name, team))


@pytest.mark.parametrize("by", ["operation", "project", "person", "engine", "model"])
@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_credits_show_draws_the_same_sum_however_it_is_split(
    page, team, account, owner, project, by, step
):
    spend(account, team, owner, project)

    chart = page.get(url("credits_show", team), {"by": by, "step": step}).context["spending"].chart

    assert (chart.charged, chart.refunded) == (80, 20)
    assert sum(series.total for series in chart.series) == 80


def test_credits_show_answers_nonsense_with_the_usual_view(page, team):
    answer = page.get(url("credits_show", team), {"by": "'; drop", "span": "-1", "step": "eon"})

    assert answer.context["form"].cleaned_data == {"by": "operation", "span": "30", "step": "day"}


def test_entry_list_shows_what_stands_behind_a_figure(page, team, account, owner, project):
    spend(account, team, owner, project)

    behind = page.get(url("entry_list", team), {"kind": ["charge"], "project": str(project.pk)})
    nothing = page.get(url("entry_list", team), {"project": str(uuid4())})

    assert {entry.kind for entry in behind.context["entries"]} == {"charge"}
    assert len(behind.context["entries"]) == 4
    assert nothing.context["entries"] == []


def test_every_figure_of_the_dashboard_leads_to_entries_that_come_to_it(
    page, team, account, owner, project
):
    spend(account, team, owner, project)
    paid(account, team, f"job:{uuid4()}", now=timezone.now() - timedelta(days=60))
    wish = {"account": account, "ordinary": Decimal(5), "extra": Decimal(0), "settled": True}
    credits.record_balance(**wish, now=timezone.now())

    shown = page.get(url("credits_show", team)).content.decode()
    links = re.findall(r'href="([^"]+/entries/[?][^"]+)">([\d,.]+)<', shown)

    assert {figure for _, figure in links} >= {"80", "20", "60"}
    for address, figure in links:
        entries = page.get(html.unescape(address)).context["entries"]
        assert abs(sum(entry.amount for entry in entries)) == Decimal(figure.replace(",", ""))


def test_pages_of_nobodys_team_show_the_balance_of_the_team_looked_at_last(page, team, account):
    credits.record_balance(
        account=account, ordinary=Decimal(1234), extra=Decimal(0), settled=True, now=timezone.now()
    )
    page.get(url("credits_show", team))

    shown = page.get(reverse("accounts:profile_edit")).content.decode()

    assert "<b>1,234</b>" in shown


def test_entry_list_leads_on_to_older_entries_without_losing_any(page, team, account):
    for _ in range(40):
        paid(account, team, f"job:{uuid4()}")

    seen = []
    where = {}
    while where is not None:
        context = page.get(url("entry_list", team), where).context
        seen += [entry.pk for entry in context["entries"]]
        where = {"before": context["more"]} if context["more"] else None

    assert sorted(seen) == sorted(Entry.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "query",
    [
        {"before": "x"},
        {"since": "tomorrow"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"person": "'"},
        {"model": "\0"},
        {"work": "\0"},
    ],
)
def test_entry_list_survives_nonsense(page, team, query):
    assert page.get(url("entry_list", team), query).status_code == 200


def test_the_last_day_of_a_filter_counts_whole(page, team, account, owner, project):
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for moment in (midnight - timedelta(microseconds=1), midnight):
        paid(account, team, f"job:{uuid4()}", now=moment, person=owner, project_id=project.pk)
    before = (midnight - timedelta(days=1)).date()

    shown = page.get(url("entry_list", team), {"until": before, "kind": "charge"})

    assert [entry.created_at for entry in shown.context["entries"]] == [
        midnight - timedelta(microseconds=1)
    ]


def test_the_smallest_values_of_a_split_are_counted_in_words(page, team, account, owner, project):
    for number in range(6):
        paid(account, team, f"job:{uuid4()}", now=timezone.now(), model=f"sonic-v{number}")

    chart = page.get(url("credits_show", team), {"by": "model"}).context["spending"].chart

    assert [series.name for series in chart.series][-1] == "1 other"


def test_entry_export_streams_every_entry_as_csv_and_json(page, team, account, owner, project):
    spend(account, team, owner, project)
    credits.change_purse(
        team=team, price_per_credit=Decimal("0.01"), currency="EUR", low_balance=None
    )

    as_csv = b"".join(page.get(url("entry_export", team, "csv")).streaming_content).decode()
    as_json = b"".join(page.get(url("entry_export", team, "json")).streaming_content)

    rows = list(csv.DictReader(io.StringIO(as_csv)))
    assert len(rows) == Entry.objects.count() == len(json.loads(as_json))
    assert sum(Decimal(row["credits"]) for row in rows) == 940
    assert rows[0]["currency"] == "EUR"


def test_entry_export_of_nothing_is_valid_json(page, team):
    content = b"".join(page.get(url("entry_export", team, "json")).streaming_content)

    assert json.loads(content) == []


def test_entry_export_knows_two_kinds(page, team):
    assert page.get(url("entry_export", team, "xls")).status_code == 404


def test_a_name_can_not_become_a_formula(page, team, account, owner):
    owner.name = "=HYPERLINK(1)"
    owner.save()
    paid(account, team, f"job:{uuid4()}", person=owner)

    content = b"".join(page.get(url("entry_export", team, "csv")).streaming_content).decode()

    assert "'=HYPERLINK(1)" in content


def test_figures_show_in_money_once_a_price_is_set_and_wished(page, team, account, owner, project):
    spend(account, team, owner, project)
    page.post(url("purse_change", team), {"price_per_credit": "0.5", "currency": "EUR"})

    page.post(url("unit_change", team), {"unit": "money"})
    shown = page.get(url("credits_show", team)).content.decode()

    assert "€470.00" in shown


def test_purse_change_says_what_is_wrong(page, team):
    answer = page.post(url("purse_change", team), {"price_per_credit": "-1", "currency": "EUR"})

    assert answer.status_code == 422
    assert not Purse.objects.exists()


def test_budget_save_sets_one_for_a_project(page, team, project):
    wish = {
        "subject": f"project:{project.pk}",
        "period": "month",
        "limit": "300",
        "warn_percent": "80",
        "at_limit": "ask",
    }

    page.post(url("budget_save", team), wish)
    page.post(url("budget_save", team), {**wish, "limit": "400"})

    assert Budget.objects.get().limit == 400
    assert Budget.objects.get().project == project


def test_budget_save_refuses_what_makes_no_sense(page, team):
    answer = page.post(url("budget_save", team), {"subject": "project:1", "limit": "-3"})

    assert answer.status_code == 422
    assert not Budget.objects.exists()


def test_an_owner_grants_what_a_producer_asked_for(client, page, team):
    producer = add_member(team, Role.PRODUCER)
    budget = credits.set_budget(
        team=team,
        project=None,
        person=None,
        period=Period.TOTAL,
        limit=Decimal(1),
        warn_percent=80,
        at_limit=AtLimit.ASK,
    )
    owner = team.memberships.get(role=Role.OWNER).user
    client.force_login(producer)
    client.post(url("approval_ask", team, budget.pk), {"amount": "20", "reason": "one more"})
    again = client.post(url("approval_ask", team, budget.pk), {"amount": "20"})
    [approval] = selectors.approvals_open(team)
    refused = client.post(url("approval_decide", team, approval.pk), {"answer": "yes"})
    client.force_login(owner)

    shown = client.get(url("budget_list", team)).content.decode()
    client.post(url("approval_decide", team, approval.pk), {"answer": "yes"})

    approval.refresh_from_db()
    assert again.status_code == 422
    assert refused.status_code == 403
    assert "one more" in shown
    assert (approval.state, approval.decided_by) == ("granted", owner)


def test_only_owners_set_budgets_and_prices(client, team):
    client.force_login(add_member(team, Role.PRODUCER))

    answers = [client.post(url(name, team)) for name in ("budget_save", "purse_change")]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_budget_of_another_team_is_not_there(page, team):
    assert page.post(url("budget_remove", team, uuid4())).status_code == 404
