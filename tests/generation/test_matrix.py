"""Every kind of work against every way in which its paid call can end, at a real sandbox.

A column is one test: all kinds are asked for together, in one studio and one account there.
Nothing is paid twice, and afterwards our book says what the sandbox's says.
"""

import time
from collections import Counter

import pytest

from apps import musicapi
from apps.credits import selectors as credits
from apps.generation import operations
from apps.generation.kinds import KINDS, links
from apps.generation.management.hands import take_due_jobs
from apps.generation.models import Job
from apps.generation.states import JobState, Trouble
from tests.support.matrix import ROWS, Ledger, ask, make_things

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("matrix")]

CHARGED = [row for row in ROWS if row.is_charged_again]
ASYNCHRONOUS = [row for row in ROWS if row.can_fail_there]
PATIENCE = musicapi.Timeouts(submit_s=0.1, slow_s=0.1)
OPEN = [JobState.QUEUED, JobState.SUBMITTING, JobState.SUBMITTED]


@pytest.fixture(scope="module")
def things(provider):
    provider.control("reset")
    return make_things(provider)


@pytest.fixture
def calm(provider, settings, things, monkeypatch):
    """The sandbox with these things in it, and without faults."""
    provider.control("faults/clear")
    settings.MUSICAPI_BASE_URL = provider.base_url
    settings.MUSICAPI_KEY = provider.key
    settings.MUSICAPI_CREATE_INTERVAL_S = 0
    settings.MUSICAPI_MAX_OPEN_TASKS = 2 * len(ROWS)
    settings.UNCONFIRMED_LOOK_AFTER_S = 0.1
    settings.WEBHOOKS = False
    monkeypatch.setattr(links, "link_to", lambda _: things.url)
    yield provider
    provider.control("faults/clear")


@pytest.fixture
def asked(project, account, things):
    """Ask for every kind of some rows; returns the jobs by kind."""

    def ask_for(rows) -> dict[str, Job]:
        return {row.kind: ask(row, project, account, things) for row in rows}

    return ask_for


def arm(sandbox, fault, rows=ROWS, **options):
    for path in {row.path for row in rows}:
        sandbox.control("faults", kind=fault, path=path, times=None, options=options)


def ends(jobs) -> dict[str, tuple[str, str]]:
    """Return the state and the trouble of each kind."""
    rows = Job.objects.in_bulk([job.pk for job in jobs.values()])
    return {kind: (rows[job.pk].state, rows[job.pk].trouble_code) for kind, job in jobs.items()}


def all_are(jobs, state, code="") -> bool:
    wrong = {kind: end for kind, end in ends(jobs).items() if end != (state, code)}
    assert wrong == {}
    return True


def test_every_kind_has_a_row():
    assert sorted(row.kind for row in ROWS) == sorted(KINDS)


@pytest.mark.slow
@pytest.mark.profile_free
def test_every_kind_ends_well_and_is_paid_once(calm, crew, account, asked):
    ledger = Ledger.of(calm)
    jobs = asked(ROWS)

    work(crew)

    assert all_are(jobs, JobState.SUCCEEDED)
    assert Counter(call["path"] for call in ledger.calls) == Counter(row.path for row in ROWS)
    assert ledger.agrees(account, list(jobs.values()))


@pytest.mark.parametrize("status", [400, pytest.param(403, marks=pytest.mark.profile_free)])
def test_a_refusal_costs_nothing(calm, crew, account, asked, status):
    arm(calm, "error_before", status=status, body={"type": "forbidden", "error": "not this"})
    ledger = Ledger.of(calm)
    jobs = asked(ROWS)

    take_due_jobs(clock=crew.clock)

    # A 403 of what is known to be withdrawn is explained as that.
    codes = {Trouble.REFUSED, Trouble.ENGINE_GONE} if status == 403 else {Trouble.REFUSED}
    assert set(ends(jobs).values()) <= {(JobState.FAILED, code) for code in codes}
    assert ledger.calls == []
    assert ledger.agrees(account, list(jobs.values()))
    assert credits.balance(account).held == 0


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("rate_limit", Trouble.BUSY),
        pytest.param("error_before", Trouble.UNREACHABLE, marks=pytest.mark.profile_free),
        pytest.param("drop_before", Trouble.UNREACHABLE, marks=pytest.mark.profile_free),
    ],
)
def test_what_was_never_taken_is_not_paid_and_stays_set_aside(
    calm, crew, account, asked, fault, code
):
    arm(calm, fault)
    ledger = Ledger.of(calm)
    jobs = asked(ROWS)

    take_due_jobs(clock=crew.clock)

    open_ones = {kind: state for kind, (state, _) in ends(jobs).items()}
    assert set(open_ones.values()) <= {JobState.QUEUED, JobState.UNCONFIRMED}
    assert ledger.calls == []
    assert credits.balance(account).held == sum(job.price for job in jobs.values())
    assert ledger.agrees(account, list(jobs.values()))


@pytest.mark.parametrize(
    "fault",
    [
        "drop_after",
        pytest.param("error_after", marks=pytest.mark.profile_free),
        pytest.param("delay_after", marks=pytest.mark.profile_free),
    ],
)
def test_what_was_taken_unheard_is_never_sent_again(calm, crew, project, account, asked, fault):
    arm(calm, fault)
    arm(calm, "task_never_ends")
    ledger = Ledger.of(calm)
    jobs = asked(CHARGED)

    take_due_jobs(clock=crew.clock, connect=hurried)
    wait_for(lambda: len(ledger.calls) == len(CHARGED))
    for _ in range(2):
        crew.skip(seconds=30)
        take_due_jobs(clock=crew.clock)

    assert {state for state, _ in ends(jobs).values()} == {JobState.UNCONFIRMED}
    assert Counter(call["path"] for call in ledger.calls) == Counter(row.path for row in CHARGED)
    assert credits.balance(account).held == sum(job.price for job in jobs.values())
    person = project.team.memberships.get().user
    for job in Job.objects.filter(pk__in=[job.pk for job in jobs.values()]):
        operations.settle(job=job, was_taken=True, by=person, now=crew.clock())
    assert ledger.agrees(account, list(jobs.values()))


@pytest.mark.parametrize("fate", ["timeout", pytest.param("task", marks=pytest.mark.profile_free)])
def test_what_fails_or_times_out_at_the_provider_is_given_back(calm, crew, account, asked, fate):
    arm(calm, "task_failed", ASYNCHRONOUS, fate=fate)
    ledger = Ledger.of(calm)
    jobs = asked(ASYNCHRONOUS)

    work(crew)

    assert all_are(jobs, JobState.FAILED, Trouble.FAILED_THERE)
    assert [call["refunded"] for call in ledger.calls] == [True] * len(ASYNCHRONOUS)
    assert set(credits.cost_of([job.reference for job in jobs.values()]).values()) == {0}
    assert ledger.agrees(account, list(jobs.values()))


def work(crew, within_s=300) -> None:
    """Take the jobs' steps until all have ended; their files do not matter here."""
    deadline = time.monotonic() + within_s
    while Job.objects.filter(state__in=OPEN).exists():
        assert time.monotonic() < deadline, Job.objects.values_list("kind", "state", "trouble")
        take_due_jobs(clock=crew.clock)
        time.sleep(0.2)


def hurried(account):
    """Open a client that gives up long before the provider has answered."""
    return musicapi.open_client(account.base_url, account.key, timeouts=PATIENCE)


def wait_for(condition, within_s=30) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
