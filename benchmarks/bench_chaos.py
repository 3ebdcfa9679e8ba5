"""Mixed work while everything misbehaves: nothing may be lost, paid twice or stuck.

Runs the real studio on PostgreSQL and a Redis of its own where they are found, asks for jobs of all
kinds with faults at 20 %, kills workers with -9 every few seconds and the broker twice, and
compares the books in the end. Each worker is killed in the middle of its work, once it got a little
done since it came back, which on a busy machine takes longer than the few seconds.
CHAOS_JOBS, CHAOS_SEED and CHAOS_WITHIN_S bound it; the same seed asks for the same.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.support import services
from tests.support.studio import SANDBOX_KEY, Studio, prepare

JOBS = int(os.environ.get("CHAOS_JOBS", "300"))
SEED = int(os.environ.get("CHAOS_SEED", "4"))
WITHIN_S = int(os.environ.get("CHAOS_WITHIN_S", "1800"))
KILL_EVERY_S = 4.0
KILLS_A_JOB = 1 / 10
DONE = {
    "api": "SELECT count(*) FROM generation_transition WHERE to_state LIKE 'SU%ED'",
    "archive": "SELECT count(*) FROM archive_asset WHERE state <> 'PENDING'",
}
"""What counts the finished work of each worker: calls SUBMITTED or SUCCEEDED, and files."""
LIVES_FOR = {"api": 20, "archive": 4}
"""So much work a worker gets done between two deaths, or nothing but dying would go on."""
OFTENER = 6
"""So many times as often as what is rendered, work is asked for that is answered at once."""
BROKER_CUTS = 2
FAULTS = ("error_before", "error_after", "drop_before", "drop_after", "rate_limit", "task_failed")
SHARE = 0.2
ASK = """
import random
from pathlib import Path
from apps.accounts.models import Team
from apps.accounts.operations import instance_account
from apps.generation.operations import sample_balances
from apps.generation.operations.connecting import connect
from apps.projects.models import Project
from django.utils import timezone
from tests.support.matrix import ROWS, ask, make_things
from tests.support.sandbox import Sandbox
sandbox, chance = Sandbox(Path("."), {port}, "{key}", dict()), random.Random({seed})
things = make_things(sandbox)
team, account = Team.objects.first(), instance_account()
project = Project.objects.create(team=team, title="Chaos")
sample_balances(connect=connect, clock=timezone.now)
for number, fault in enumerate({faults}):
    options = dict(times=None, probability={share} / len({faults}))
    for place, path in enumerate(sorted(set(row.path for row in ROWS))):
        seed = 10_000 * {seed} + 100 * number + place
        sandbox.control("faults", kind=fault, path=path, seed=seed, **options)
# A voice needs a recording of ours, and words are timed for nothing the second time.
rows = [row for row in ROWS if row.source != "recording" and row.is_charged_again]
before = len(sandbox.control("ledger")["calls"])
weights = [1 if row.can_fail_there else {oftener} for row in rows]
for row in chance.choices(rows, weights, k={jobs}):
    ask(row, project, account, things)
print(before)
"""
COMPARE = """
from collections import Counter
from decimal import Decimal
from pathlib import Path
from apps.accounts.models import User
from apps.accounts.operations import instance_account
from apps.credits import selectors as credits
from apps.generation import operations
from apps.generation.models import Job
from django.utils import timezone
from tests.support.matrix import ROWS
from tests.support.sandbox import Sandbox
sandbox = Sandbox(Path("."), {port}, "{key}", dict())
calls = sandbox.control("ledger")["calls"][{before}:]
path = dict((row.kind, row.path) for row in ROWS)
jobs = list(Job.objects.all())
cost = credits.cost_of([job.reference for job in jobs])
key = lambda job: (path[job.kind], job.price)
ours = Counter(key(job) for job in jobs if cost.get(job.reference))
theirs = Counter((c["path"], Decimal(str(c["price"]))) for c in calls if not c["refunded"])
asked = [job for job in jobs if job.state == "UNCONFIRMED"]
twice = theirs - ours - Counter(key(job) for job in asked)
lies = ours - theirs
print("Left to a person:", len(asked))
for job in asked:
    taken = theirs[key(job)] > ours[key(job)]
    ours[key(job)] += taken
    operations.settle(job=job, was_taken=taken, by=User.objects.first(), now=timezone.now())
spent = sum(credits.cost_of([job.reference for job in jobs]).values())
paid = sum(Decimal(str(call["price"])) for call in calls if not call["refunded"])
print("Paid twice:", sum(twice.values()), dict(twice) or "")
print("Booked but not paid:", sum(lies.values()), dict(lies) or "")
print(f"Spent: {{spent}} in our book, {{paid}} in theirs, equal: {{spent == paid}}")
print("Our sums agree:", credits.sums_agree(instance_account()))
print("Kinds:", len(set(job.kind for job in jobs)))
"""


class Broker:
    """A Redis of our own, which can be cut off."""

    def __init__(self, folder: Path) -> None:
        self.port = services.free_port()
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start with nothing in it: what was in it before is lost."""
        command = ["redis-server", "--port", str(self.port), "--save", "", "--dir", self.folder]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)

    def kill(self) -> None:
        """Kill it outright."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def main() -> int:
    """Run, on the team's services if they are here; return the exit status."""
    has_team = not services.team_missing() and shutil.which("redis-server")
    if has_team and os.environ["TEST_PROFILE"] != "team":
        environment = {**os.environ, "TEST_PROFILE": "team"}
        environment.pop("TEST_RUN")
        command = [sys.executable, "-m", "benchmarks.bench_chaos"]
        return subprocess.run(command, env=environment, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="musicstudio-chaos-") as folder:
        broker = Broker(Path(folder)) if has_team else None
        studio = prepare(
            Path(folder) / "studio",
            SANDBOX_CREDITS="1000000",
            MUSICAPI_MAX_OPEN_TASKS="20",
            UNCONFIRMED_LOOK_AFTER_S="10",
            UNCONFIRMED_DEADLINE_S="240",
        )
        studio.environment["PUBLIC_URL"] = studio.url
        if broker is not None:
            services.release_redis_database(int(studio.environment["BROKER_URL"][-1]))
            studio.environment["BROKER_URL"] = broker.url
            broker.start()
        try:
            studio.start()
            run(studio, broker, random.Random(SEED))
        finally:
            studio.end()
            if broker is not None:
                broker.kill()
    return 0


def run(studio: Studio, broker: Broker | None, chance: random.Random) -> None:
    """Ask, break, kill, wait, and report."""
    facts = {"port": studio.sandbox_port, "key": SANDBOX_KEY}
    wish = {**facts, "seed": SEED, "faults": FAULTS, "share": SHARE, "jobs": JOBS}
    asked = studio.manage("shell", "-v", "0", "-c", ASK.format(**wish, oftener=OFTENER))
    before = int(asked.stdout.split()[-1])
    began_s, killer, cuts = time.monotonic(), Killer(studio, chance), 0
    while open_jobs(studio) and time.monotonic() - began_s < WITHIN_S:
        if sum(killer.kills.values()) < max(2, int(JOBS * KILLS_A_JOB)):
            killer.strike()
        if broker is not None and cuts < min(BROKER_CUTS, sum(killer.kills.values()) // 3):
            broker.kill()
            broker.start()
            cuts += 1
        time.sleep(0.5)
    states = dict(studio.query("SELECT state, count(*) FROM generation_job GROUP BY state"))
    print(f"On {studio.environment['DATABASE_URL'].split(':')[0]}, {os.getloadavg()[0]:.0f} load:")
    print(f"{JOBS} jobs, seed {SEED}: killed {dict(killer.kills)} and {cuts} brokers, ", end="")
    print(f"{time.monotonic() - began_s:.0f} s: {states}")
    print(f"Lost: {JOBS - sum(map(int, states.values()))}")
    print(f"Stuck: {open_jobs(studio)}")
    print(studio.manage("shell", "-v", "0", "-c", COMPARE.format(**facts, before=before)).stdout)


class Killer:
    """Kills workers outright, each when it is at work; the supervisor starts them again."""

    def __init__(self, studio: Studio, chance: random.Random) -> None:
        self.studio = studio
        self.chance = chance
        self.kills: Counter[str] = Counter()
        self.done = dict.fromkeys(DONE, 0)
        self.last_s = time.monotonic()

    def strike(self) -> None:
        """Kill one worker that got something done since its last death, if it is time to."""
        if time.monotonic() - self.last_s < KILL_EVERY_S:
            return
        done = {name: int(self.studio.query(count)[0][0]) for name, count in DONE.items()}
        ripe = [name for name in DONE if done[name] - self.done[name] >= LIVES_FOR[name]]
        victim = self.chance.choice(ripe) if ripe else ""
        pid = self.worker(victim) if victim else None
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self.kills[victim] += 1
            self.done[victim] = done[victim]
            self.last_s = time.monotonic()

    def worker(self, name: str) -> int | None:
        """Return the process of a worker, None while it is not there."""
        for pid in self.studio.processes():
            with suppress(OSError):
                if f"\0{name}@%h\0".encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return None


def open_jobs(studio: Studio) -> int:
    """Return how many jobs still go on by themselves."""
    query = "SELECT count(*) FROM generation_job WHERE due_at IS NOT NULL"
    return int(studio.query(query)[0][0])


if __name__ == "__main__":
    sys.exit(main())
