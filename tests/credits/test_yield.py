"""What credits turned into: the arithmetic, and the entries behind each figure."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.rights import Role
from apps.clips.states import ClipState
from apps.generation import analysis
from apps.generation.models import Job, JobOutput
from apps.generation.states import JobState, Trouble
from apps.projects.states import ProjectStatus
from tests.factories.accounts import add_member, make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import rating
from tests.factories.credits import paid
from tests.factories.projects import project as make_project

pytestmark = pytest.mark.django_db


def job(project, account, *, model="sonic-v6", engine="sonic", wait_s=60, **fields) -> Job:
    """Return a stored job that the provider took and finished, or as `fields` say."""
    now = timezone.now()
    return Job.objects.create(
        **{
            "team": project.team,
            "project": project,
            "account": account,
            "request_key": uuid4(),
            "kind": "song",
            "engine": engine,
            "operation": "create",
            "model": model,
            "title": project.title,
            "spec": {},
            "price": 20,
            "price_date": now.date(),
            "state": JobState.SUCCEEDED,
            "remote_id": f"task-{uuid4()}",
            "sent_at": now - timedelta(seconds=wait_s + 1),
            "accepted_at": now - timedelta(seconds=wait_s),
            "finished_at": now,
            "created_at": now - timedelta(seconds=wait_s + 2),
            **fields,
        }
    )


def pay(made: Job, *, refunded: bool = False) -> None:
    paid(
        made.account,
        made.team,
        made.reference,
        now=timezone.now(),
        project_id=made.project_id,
        engine=made.engine,
        model=made.model,
        refunded=refunded,
    )


def returns(team) -> analysis.Returns:
    return analysis.returns_of(team, now=timezone.now())


def test_a_kept_take_cost_all_that_was_spent_by_all_that_was_kept(account, team, owner, project):
    other = make_project(team, title="Paper Lanterns")
    for place, refunded in ((project, False), (project, True), (other, False), (other, False)):
        pay(job(place, account), refunded=refunded)
    picked, liked, both, plain, gone = (make_clip(project, ClipState.READY) for _ in range(5))
    type(picked).objects.filter(pk=picked.pk).update(picked_at=timezone.now())
    for clip in (liked, both, gone):
        rating(clip, owner, liked=True)
        rating(clip, add_member(team, Role.PRODUCER), liked=True)
    rating(plain, owner, liked=False, stars=5)
    type(gone).objects.filter(pk=gone.pk).update(deleted_at=timezone.now())

    found = returns(team)

    assert (found.spent, found.kept, found.per_take) == (60, 3, 20)
    assert [(line.spent, line.kept, line.per_take) for line in found.projects] == [
        (40, 0, None),
        (20, 3, Decimal(20) / 3),
    ]


def test_a_finished_project_cost_what_was_spent_on_finished_ones(account, team, project):
    done = [make_project(team, status=ProjectStatus.DONE) for _ in range(3)]
    for place in (done[0], done[0], done[1], project):
        pay(job(place, account))
    make_project(make_team("Elsewhere"), status=ProjectStatus.DONE)

    found = returns(team)

    assert (found.spent_on_finished, found.finished, found.per_finished) == (60, 3, 20)


def test_success_and_waiting_are_told_by_engine_and_model(account, team, project):
    for wait_s in (30, 90):
        job(project, account, wait_s=wait_s)
    job(project, account, wait_s=600, state=JobState.FAILED)
    job(project, account, state=JobState.CANCELLED)
    job(project, account, model="sonic-v5", state=JobState.FAILED)
    job(project, account, created_at=timezone.now() - timedelta(days=91))
    job(make_project(make_team("Elsewhere")), account)

    lines = returns(team).models

    assert [(line.model, line.succeeded, line.failed, line.percent) for line in lines] == [
        ("sonic-v5", 0, 1, 0),
        ("sonic-v6", 2, 1, 67),
    ]
    assert lines[0].wait_s is None
    assert lines[1].wait_s == pytest.approx(60, abs=0.01)


def test_nothing_is_divided_by_nothing(team):
    found = returns(team)

    assert (found.per_take, found.per_finished, found.models, found.projects) == (
        None,
        None,
        [],
        [],
    )


def test_every_figure_of_the_yield_leads_to_entries_that_come_to_it(page, account, team, project):
    done = make_project(team, status=ProjectStatus.DONE)
    for place in (project, done):
        pay(job(place, account))
    clip = make_clip(done, ClipState.READY)
    type(clip).objects.filter(pk=clip.pk).update(picked_at=timezone.now())

    shown = page.get(reverse("generation:yield_show", args=[team.slug])).content.decode()
    links = re.findall(r'<dd><a href="([^"]+)">([\d.]+)', shown)

    assert [figure for _, figure in links] == ["40", "20"]
    for address, figure in links:
        entries = page.get(address.replace("&amp;", "&")).context["entries"]
        assert -sum(entry.amount for entry in entries) == Decimal(figure)


def test_the_yield_asks_a_constant_number_of_queries(
    page, account, team, project, django_assert_max_num_queries
):
    for number in range(20):
        pay(job(make_project(team, title=f"Song {number}"), account, model=f"model-{number % 5}"))

    with django_assert_max_num_queries(17):
        page.get(reverse("generation:yield_show", args=[team.slug]))


def test_a_claim_has_all_that_support_asks_for(account, team, project):
    lost = job(
        project,
        account,
        state=JobState.FAILED,
        request_id="req-77",
        trouble="The provider does not know this song any more.",
        trouble_code=Trouble.LOST,
    )
    pay(lost)

    [claim] = analysis.claims_of(team)

    assert claim.text.splitlines() == [
        f"Task id: {lost.remote_id}",
        "Request id: req-77",
        "Operation: sonic create, model sonic-v6",
        f"Sent: {lost.sent_at:%Y-%m-%d %H:%M:%S} UTC",
        f"Accepted: {lost.accepted_at:%Y-%m-%d %H:%M:%S} UTC",
        f"Ended: {lost.finished_at:%Y-%m-%d %H:%M:%S} UTC",
        "Charged: 20.00 credits, not returned",
        "What we saw: The provider does not know this song any more.",
    ]


def test_a_claim_about_a_lost_answer_says_what_is_unknown(account, team, project):
    lost = job(
        project,
        account,
        state=JobState.FAILED,
        remote_id="",
        accepted_at=None,
        trouble="Ada says that the provider has taken it.",
        trouble_code=Trouble.SETTLED,
    )
    pay(lost)

    [claim] = analysis.claims_of(team)

    assert "Task id: unknown (the answer to our request was lost)" in claim.text
    assert "Request id: none given" in claim.text
    assert "Accepted: unknown" in claim.text
    assert analysis.unreturned(account) == [lost.reference]


def test_takes_that_all_came_out_broken_are_claimed(account, team, project):
    made = job(project, account)
    pay(made)
    for position in range(2):
        broken = make_clip(project, ClipState.BROKEN)
        JobOutput.objects.create(job=made, clip=broken, position=position)

    [claim] = analysis.claims_of(team)

    assert claim.text.endswith("What we saw: Its files could not be fetched or played.")


@pytest.mark.parametrize("fate", ["returned", "never taken", "one take is fine", "of others"])
def test_what_needs_no_claim_is_not_listed(account, team, project, fate):
    made = job(project, account, state=JobState.FAILED)
    if fate == "one take is fine":
        Job.objects.filter(pk=made.pk).update(state=JobState.SUCCEEDED)
        states = (ClipState.BROKEN, ClipState.READY)
        for position, state in enumerate(states):
            JobOutput.objects.create(job=made, clip=make_clip(project, state), position=position)
    if fate == "of others":
        made = job(make_project(make_team("Elsewhere")), account, state=JobState.FAILED)
    if fate != "never taken":
        pay(made, refunded=fate == "returned")

    assert analysis.claims_of(team) == []


def test_the_page_of_claims_shows_each_text_ready_to_copy(page, account, team, project):
    pay(job(project, account, state=JobState.FAILED, request_id="req-77"))

    shown = page.get(reverse("generation:claim_list", args=[team.slug])).content.decode()

    assert "Request id: req-77" in shown
    assert "data-copied" in shown
    assert "data-copy hidden" in shown
