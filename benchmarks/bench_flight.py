"""Many jobs in flight at a provider that only waits: what looking costs, and when a song is here.

Jobs are put into the database as accepted by the sandbox, whose tasks never end, so that nothing
but looking is measured; what the idle studio uses is told apart. Then songs are asked for one after
the other, with callbacks: from the moment their last clip is final at the sandbox until both play
from our own copy. FLIGHT_JOBS, FLIGHT_S and FLIGHT_SONGS bound it.
"""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bench_generation import Visitor
from tests.support.studio import Studio, prepare

JOBS = int(os.environ.get("FLIGHT_JOBS", "1000"))
SECONDS = int(os.environ.get("FLIGHT_S", "60"))
SONGS = int(os.environ.get("FLIGHT_SONGS", "5"))
SETTLE_S = 10
WITHIN_S = 120
SEED_JOBS = """
from uuid import uuid4
from datetime import timedelta
from random import random
from django.utils import timezone
from apps import musicapi
from apps.accounts.operations import instance_account
from apps.generation import operations
from apps.generation.models import Job
from apps.projects.models import Project
from apps.accounts.models import Team
import httpx
from django.conf import settings
team = Team.objects.first()
project = Project.objects.filter(team=team).first() or Project.objects.create(team=team, title="F")
account, now = instance_account(), timezone.now()
wish = {"task_type": "create_music", "custom_mode": True, "mv": "sonic-v6", "prompt": "la la la"}
head = {"Authorization": f"Bearer {settings.MUSICAPI_KEY}"}
with httpx.Client(base_url=settings.MUSICAPI_BASE_URL, headers=head, trust_env=False) as http:
    tasks = [http.post("/sonic/create", json=wish).json()["task_id"] for _ in range(%d)]
lease = uuid4()
jobs = Job.objects.bulk_create(
    Job(team=team, project=project, account=account, request_key=uuid4(), kind="song",
        engine="sonic", operation="create", model="sonic-v6", title="F", spec={}, price=20,
        price_date=now.date(), state="SUBMITTED", remote_id=task, accepted_at=now, lease=lease,
        due_at=now + timedelta(minutes=5))
    for task in tasks
)
# Everybody's first look, which makes their clips; the others come when each has its turn.
ids = [job.pk for job in jobs]
operations.poll(job_ids=ids, lease=lease, look=musicapi.poll_many, clock=timezone.now)
now = timezone.now()
for job in jobs:
    due_at = now + timedelta(seconds=random() * len(tasks) / 5)
    Job.objects.filter(pk=job.pk).update(due_at=due_at)
"""


def main() -> None:
    """Print the delay of songs, and the CPU and the number of looks."""
    settings = {
        "SANDBOX_PROFILE": "fast",
        "SANDBOX_CONTROL": "1",
        "SANDBOX_CREATE_INTERVAL_S": "0",
        "SANDBOX_CREDITS": "1000000",
        "TICK_EVERY_S": "2",
    }
    with tempfile.TemporaryDirectory(prefix="musicstudio-flight-") as folder:
        studio = prepare(Path(folder) / "studio", **settings)
        studio.environment["PUBLIC_URL"] = studio.url
        try:
            studio.start()
            measure_delay(studio)
            idle = measure(studio, 0)
            studio.control("faults", kind="task_never_ends", path="/sonic/create", times=None)
            # Strikes without effect: it counts our looks.
            count = {"path": "/sonic/task/*", "times": None, "options": {"seconds": 0}}
            studio.control("faults", kind="delay", **count)
            studio.manage("shell", "-c", SEED_JOBS % JOBS)
            measure(studio, JOBS, idle)
        finally:
            studio.close()


def measure(studio: Studio, jobs: int, idle: float = 0.0) -> float:
    """Let it look for a while; returns its share of a core."""
    time.sleep(SETTLE_S)
    looks, before, began_s = looks_of(studio), studio.cpu_seconds()["studio"], time.monotonic()
    time.sleep(SECONDS)
    wall_s = time.monotonic() - began_s
    spent = studio.cpu_seconds()["studio"] - before
    share = spent / wall_s
    print(f"{jobs} jobs in flight for {wall_s:.0f} s: our CPU {spent:.1f} s, {share:.1%} of a core")
    if jobs:
        looks = looks_of(studio) - looks
        minutes = jobs * wall_s / 60
        print(f"  Above idling: {share - idle:.1%} of a core")
        print(f"  {1000 * (spent - idle * wall_s) / minutes:.2f} ms of CPU a job-minute")
        print(f"  {looks} looks, {looks / wall_s:.1f} a second, {looks / minutes:.2f} a job-minute")
    return share


def looks_of(studio: Studio) -> int:
    """Return how often the sandbox was asked about a task."""
    faults = studio.control("faults")["faults"]
    return sum(fault["hits"] for fault in faults if fault["kind"] == "delay")


def measure_delay(studio: Studio) -> None:
    """Ask for songs, and compare when they were done there with when they play here."""
    visitor = Visitor(studio.url)
    delays = []
    for number in range(SONGS):
        visitor.ask_for_a_song(f"Song {number + 1}")
        enough = 2 * (number + 1)
        studio.wait_for(lambda enough=enough: ready(studio) >= enough, within_s=WITHIN_S)
        delays += delays_of(studio, time.time())
    middle = statistics.median(delays)
    print(f"From done there to playing here, {len(delays)} songs: median {middle:.1f} s", end="")
    print(f", longest {max(delays):.1f} s")


def ready(studio: Studio) -> int:
    """Return how many clips can be played."""
    return int(studio.query("SELECT count(*) FROM clips_clip WHERE state = 'READY'")[0][0])


def delays_of(studio: Studio, now_s: float) -> Iterator[float]:
    """Yield how long ago the sandbox finished the last song."""
    book = Path(studio.environment["SANDBOX_DATA_DIR"]) / "sandbox.sqlite3"
    with sqlite3.connect(book, timeout=20) as connection:
        query = "SELECT max(finished_at) FROM sandbox_clip"
        done = datetime.fromisoformat(connection.execute(query).fetchone()[0])
    yield now_s - done.replace(tzinfo=UTC).timestamp()


if __name__ == "__main__":
    main()
