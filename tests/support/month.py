"""A month of work against a real sandbox, day by day, without rendering a note.

Every task is accepted, charged, polled and refunded by the sandbox's own HTTP; what would render
is armed to run for ever and ended by a note in the sandbox's database. The studio's clock is moved
through the month, in which the provider fails, loses answers, refuses, changes its price, begins
its plan anew, sells extra credits, gives back late, and somebody else spends there, too.
"""

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from apps import musicapi
from apps.accounts.models import ProviderAccount
from apps.credits import selectors
from apps.credits.models import Entry
from apps.credits.states import EntryKind
from apps.generation import operations
from apps.generation.analysis import unreturned
from apps.generation.kinds import song
from apps.generation.models import Job
from apps.generation.operations.connecting import connect
from apps.generation.states import JobState
from apps.projects.models import Project
from tests.support.sandbox import Sandbox

SINCE = datetime(2026, 9, 16, 9, tzinfo=UTC)
DAYS = 30
IN_SHORT = datetime(2026, 9, 30, 9, tzinfo=UTC)
"""From here on everything happens within a week: on the next day our price list changes."""
SETTINGS = {
    "MUSICAPI_CREATE_INTERVAL_S": 0,
    "MUSICAPI_MAX_OPEN_TASKS": 10_000,
    "UNCONFIRMED_LOOK_AFTER_S": 0.2,
    "WEBHOOKS": False,
}
PLAN = Decimal(30_000)
BAD_DAY, NEW_PRICE, NEW_PLAN = date(2026, 10, 1), date(2026, 10, 3), date(2026, 10, 4)
BOUGHT, ELSEWHERE, LATE = date(2026, 9, 30), date(2026, 10, 2), date(2026, 10, 6)
LOST = date(2026, 10, 5)
ON_CREATE = {"path": "/sonic/create"}
ALWAYS: dict[str, dict[str, Any]] = {
    "task_never_ends": {"times": None},
    "task_failed": {"times": None, "probability": 0.08, "seed": 1},
    "error_before": {"times": None, "probability": 0.01, "seed": 2, "options": {"status": 503}},
    "rate_limit": {"times": None, "probability": 0.01, "seed": 3, "options": {"retry_after_s": 1}},
    "drop_after": {"times": None, "probability": 0.005, "seed": 4},
    "drop_before": {"times": None, "probability": 0.005, "seed": 5},
}


@dataclass
class Month:
    """Plays the month with about `songs` songs a day; `report` says what came of it."""

    sandbox: Sandbox
    account: ProviderAccount
    project: Project
    songs: int
    ahead: timedelta = timedelta(0)
    worst: Decimal = Decimal(0)

    def clock(self) -> datetime:
        """Tell the time of the month."""
        return timezone.now() + self.ahead

    def play(self, since: datetime = SINCE, days: int = DAYS) -> None:
        """Live through all days."""
        self.sandbox.control("credits", credits=str(PLAN), extra_credits="0")
        for kind, how in ALWAYS.items():
            self.sandbox.control("faults", kind=kind, **ON_CREATE, **how)
        for day in range(days):
            self.ahead = since + timedelta(days=day) - timezone.now()
            self.sample()
            self.happen(self.clock().date())
            self.sample()
            for _ in range(self.songs):
                self.ask()
            self.work()
            self.settle()
            self.sample()
            self.worst = max(self.worst, abs(self.difference))

    def happen(self, today: date) -> None:
        """Let the provider do what belongs to this day."""
        if today == NEW_PRICE:  # two days after our price list has it
            self.sandbox.stop()
            self.sandbox.environment["SANDBOX_ERA"] = "2026-10"
            self.sandbox.start()
        elif today == NEW_PLAN:
            self.sandbox.control("credits", credits=str(PLAN))
        elif today == BOUGHT:
            self.move(extra_credits=Decimal(500))
        elif today == ELSEWHERE:
            self.move(credits=Decimal("-72.5"))
        elif today == LATE:
            self.give_back_late()
        elif today == BAD_DAY:
            for kind in ("drop_before", "error_before", "rate_limit", "task_failed"):
                self.sandbox.control("faults", kind=kind, **ON_CREATE)
        elif today == LOST:
            self.sandbox.control("faults", kind="drop_after", **ON_CREATE)

    def move(self, **change: Decimal) -> None:
        """Change the provider's balance behind our back."""
        have = self.sandbox.get("/get-credits").json()
        wanted = {name: str(Decimal(str(have[name])) + by) for name, by in change.items()}
        self.sandbox.control("credits", **wanted)

    def give_back_late(self) -> None:
        """Give back what was charged for a song of which nobody ever heard."""
        refunded = Entry.objects.filter(kind=EntryKind.REFUND).values_list("reference", flat=True)
        owed = set(unreturned(self.account)) - set(refunded)
        charges = Entry.objects.filter(kind=EntryKind.CHARGE, reference__in=owed)
        for charge in charges.order_by("id")[:1]:
            self.move(credits=-charge.amount)

    def ask(self) -> Job:
        """Ask for a song under a title of its own."""
        spec = song.Spec(
            model="sonic-v4-5",
            lyrics="[Verse]\nNobody will ever hear this",
            title=f"Song {uuid4().hex[:12]}",
            tags="quiet",
        )
        now = self.clock()
        key = uuid4()
        by = self.project.team.memberships.get().user
        return operations.request_song(
            project=self.project, by=by, spec=spec, request_key=key, now=now
        )

    def work(self) -> None:
        """Take steps until nothing can change by itself, moving the clock where only time helps."""
        while True:
            open_jobs = Job.objects.filter(state__in=[JobState.QUEUED, JobState.SUBMITTED])
            waiting = Job.objects.filter(state=JobState.UNCONFIRMED, due_at__isnull=False)
            if not open_jobs.exists() and not waiting.exists():
                return
            self.tick()
            if open_jobs.filter(state=JobState.SUBMITTED).exists():
                self.end_tasks()
                time.sleep(0.7)  # the sandbox shows an end a moment after it
            self.ahead += timedelta(seconds=30 if open_jobs.exists() else 600)

    def tick(self) -> None:
        """Take every step of a job that is due; no file is fetched."""
        leased = operations.lease_due(now=self.clock(), limit=500)
        for job_id in leased.to_advance:
            operations.advance(job_id=job_id, lease=leased.lease, connect=connect, clock=self.clock)
        for ids in leased.to_poll.values():
            operations.poll(
                job_ids=ids, lease=leased.lease, look=musicapi.poll_many, clock=self.clock
            )

    def settle(self) -> None:
        """Have a person look at the provider's page, and say what became of lost calls."""
        by = self.project.team.memberships.get().user
        taken = set(self.titles())
        for job in Job.objects.filter(state=JobState.UNCONFIRMED):
            operations.settle(job=job, was_taken=job.title in taken, by=by, now=self.clock())

    def sample(self) -> None:
        """Read the balance, as the schedule does."""
        operations.sample_balances(connect=connect, clock=self.clock)

    def end_tasks(self) -> None:
        """Note in the sandbox's database that everything under way is finished."""
        ended = "UPDATE sandbox_clip SET finished_at = ?, duration_s = 60.0, progress = 1.0"
        running = " WHERE finished_at IS NULL AND failed_at IS NULL AND task_id IN "
        running += "(SELECT id FROM sandbox_task WHERE outcome = '')"
        with closing(self.open()) as file, file:
            now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
            file.execute(ended + running, [now])

    def titles(self) -> Iterator[str]:
        """Yield the title of every task that the sandbox accepted."""
        with closing(self.open()) as file:
            for (request,) in file.execute("SELECT request FROM sandbox_task"):
                yield json.loads(request)["title"]

    def open(self) -> sqlite3.Connection:
        """Open the sandbox's database beside the sandbox."""
        return sqlite3.connect(self.sandbox.folder / "data" / "sandbox.sqlite3", timeout=20)

    @property
    def theirs(self) -> Decimal:
        """Return the provider's balance."""
        have = self.sandbox.get("/get-credits").json()
        return Decimal(str(have["credits"])) + Decimal(str(have["extra_credits"]))

    @property
    def difference(self) -> Decimal:
        """Return by how much the provider's book is above ours."""
        ours = selectors.balance(self.account)
        return self.theirs - ours.free - ours.held

    def wrongly_paid(self) -> list[str]:
        """Return the tasks that cost another amount in our book than in the provider's."""
        calls = {call["task_id"]: call for call in self.sandbox.control("ledger")["calls"]}
        jobs = {job.remote_id: job for job in Job.objects.exclude(remote_id="")}
        costs = selectors.cost_of(job.reference for job in jobs.values())
        found = [
            f"{task_id}: {costs.get(job.reference)} is not {price_of(calls[task_id])}"
            for task_id, job in jobs.items()
            if costs.get(job.reference) != price_of(calls[task_id])
        ]
        return found + [f"{task_id}: not there" for task_id in jobs.keys() - calls.keys()]

    def report(self) -> str:
        """Return what happened, and whether the books agree."""
        kinds = Counter(Entry.objects.values_list("kind", flat=True))
        causes = Counter(Entry.objects.exclude(cause="").values_list("cause", flat=True))
        states = Counter(Job.objects.values_list("state", flat=True))
        calls = self.sandbox.control("ledger")["calls"]
        returned = sum(call["refunded"] for call in calls)
        ours = selectors.balance(self.account)
        return "\n".join(
            [
                f"Asked for {sum(states.values())} songs: {words(states)}",
                f"The provider took {len(calls)} paid calls and gave back {returned} of them",
                f"Our book has {sum(kinds.values())} entries: {words(kinds)}",
                f"Differences that became entries: {words(causes)}",
                f"Songs that cost another amount at the provider: {len(self.wrongly_paid())}",
                f"Greatest difference at the end of a day: {self.worst}",
                f"In the end: ours {ours.free} free and {ours.held} held, theirs {self.theirs}",
            ]
        )


def price_of(call: dict[str, Any]) -> Decimal:
    """Return what a call cost in the end."""
    return Decimal(0) if call["refunded"] else Decimal(str(call["price"]))


def words(counts: Counter[str]) -> str:
    """Write counts down, the most first."""
    return ", ".join(f"{many} {name.lower()}" for name, many in counts.most_common())
