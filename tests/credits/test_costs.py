"""What work and projects cost, and the entries behind each figure."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.credits import operations as credits
from apps.credits import selectors
from apps.projects.states import ProjectStatus
from tests.factories.accounts import make_team
from tests.factories.credits import NOON, paid, purpose
from tests.factories.projects import project as make_project

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=1)


def behind(page, team, **query):
    """Return the entries that the page lists for a figure."""
    return page.get(reverse("credits:entry_list", args=[team.slug]), query).context["entries"]


def test_the_cost_of_work_is_what_was_taken_given_back_and_set_aside(account, team):
    paid(account, team, "job:1")
    paid(account, team, "job:2", "2.50", refunded=True)
    paid(account, team, "job:3", "99")
    credits.hold(
        account=account, amount=Decimal(15), reference="job:4", purpose=purpose(team), now=NOON
    )

    cost = selectors.cost_of_work(["job:1", "job:2", "job:4"])

    assert (cost.charged, cost.refunded, cost.held, cost.net) == (
        Decimal("22.50"),
        Decimal("2.50"),
        15,
        20,
    )


def test_a_corrected_price_is_part_of_the_cost(account, team):
    paid(account, team, "job:1", now=LATER)
    credits.record_balance(
        account=account, ordinary=Decimal(985), extra=Decimal(0), settled=True, now=LATER
    )

    assert selectors.cost_of_work(["job:1"]).net == 15


@pytest.mark.parametrize("references", [[], ["job:none"], ["", "'; drop"]])
def test_work_that_the_book_does_not_know_cost_nothing(db, references):
    cost = selectors.cost_of_work(references)

    assert (cost.charged, cost.refunded, cost.held) == (0, 0, 0)


def test_the_cost_of_a_project_is_that_of_its_work(
    account, team, project, django_assert_num_queries
):
    for number in range(3):
        paid(account, team, f"job:{number}", project_id=project.pk, refunded=number == 1)
    wish = purpose(team, project_id=project.pk)
    credits.hold(account=account, amount=Decimal(15), reference="job:4", purpose=wish, now=NOON)
    paid(account, team, "job:elsewhere", project_id=make_project(team).pk)

    with django_assert_num_queries(2):
        cost = selectors.cost_of_project(project.pk)

    assert (cost.charged, cost.refunded, cost.held, cost.net) == (60, 20, 15, 40)


def test_the_entries_of_some_work_are_listed_alone(page, team, account):
    mine = f"job:{uuid4()}"
    paid(account, team, mine)
    paid(account, team, f"job:{uuid4()}")

    assert {entry.reference for entry in behind(page, team, work=mine)} == {mine}
    assert behind(page, team, work="job:'; drop") == []


def test_the_work_of_others_is_not_listed(page, team, account):
    theirs = paid(account, make_team("Elsewhere"), f"job:{uuid4()}")

    assert behind(page, team, work=theirs) == []


def test_the_entries_of_finished_projects_are_listed_alone(page, team, account, project):
    done = make_project(team, status=ProjectStatus.DONE)
    paid(account, team, f"job:{uuid4()}", project_id=done.pk)
    paid(account, team, f"job:{uuid4()}", project_id=project.pk)

    assert {entry.project_id for entry in behind(page, team, finished="1")} == {done.pk}
