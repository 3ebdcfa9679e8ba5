"""Many jobs in flight at a provider that only waits: what looking costs, and when a song is here.

Jobs are put into the database as accepted by the sandbox, whose tasks never end, so that nothing
but looking is measured; what the idle studio uses is told apart. Songs are asked for all at once,
with callbacks, first alone and then beside the jobs in flight, whose turns to be looked at are
minutes apart, so that only callbacks can be quick: from the moment a task is done at the sandbox
until our own copies of all its takes have been served whole.
FLIGHT_JOBS, FLIGHT_S and FLIGHT_SONGS bound it.
"""

import os
import sqlite3
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from benchmarks.bench_generation import Visitor
from tests.support.studio import Studio, prepare

JOBS = int(os.environ.get("FLIGHT_JOBS", "1000"))
SECONDS = int(os.environ.get("FLIGHT_S", "60"))
SONGS = int(os.environ.get("FLIGHT_SONGS", "20"))
SETTLE_S = 10
WITHIN_S = 240
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
        "MUSICAPI_MAX_OPEN_TASKS": str(JOBS + SONGS),
    }
    with tempfile.TemporaryDirectory(prefix="musicstudio-flight-") as folder:
        studio = prepare(Path(folder) / "studio", **settings)
        studio.environment["PUBLIC_URL"] = studio.url
        try:
            studio.start()
            idle = measure(studio, 0)
            measure_delay(studio)
            studio.control("faults", kind="task_never_ends", path="/sonic/create", times=None)
            # Strikes without effect: it counts our looks.
            count = {"path": "/sonic/task/*", "times": None, "options": {"seconds": 0}}
            studio.control("faults", kind="delay", **count)
            studio.manage("shell", "-c", SEED_JOBS % JOBS)
            measure(studio, JOBS, idle)
            studio.control("faults/clear")
            measure_delay(studio)
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
    """Ask for songs all at once, and compare when they were done there with when they play here."""
    others = in_flight(studio)
    before = set(playing(studio))
    with ThreadPoolExecutor(1) as background:
        asking = background.submit(ask, Visitor(studio.url))
        played = follow(studio, before)
        asking.result()
    done = done_at(studio)
    delays = [max(moments) - done[task] for task, moments in played.items()]
    print(f"{SONGS} songs at once beside {others} in flight, from done there to served from here: ")
    print(f"  median {statistics.median(delays):.1f} s, longest {max(delays):.1f} s")


def ask(visitor: Visitor) -> None:
    """Ask for all songs."""
    for number in range(SONGS):
        visitor.ask_for_a_song(f"Song {number + 1}")


def follow(studio: Studio, before: set[str]) -> dict[str, list[float]]:
    """Play each take that gets ready, and return when it was served, by its task there."""
    visitor, heard = Visitor(studio.url), set(before)
    served: dict[str, list[float]] = {}
    deadline_s = time.monotonic() + WITHIN_S
    while len(heard) < len(before) + 2 * SONGS:
        assert time.monotonic() < deadline_s, f"only {len(heard) - len(before)} takes got ready"
        for clip, task in playing(studio).items():
            if clip in heard:
                continue
            heard.add(clip)
            answer = visitor.http.get(f"/clips/{clip}/audio")
            assert answer.status_code == 200, answer.status_code
            assert answer.url.path.startswith("/clips/"), answer.url
            served.setdefault(task, []).append(time.time())
        time.sleep(0.05)
    return served


def in_flight(studio: Studio) -> int:
    """Return how many jobs the provider has."""
    query = "SELECT count(*) FROM generation_job WHERE state = 'SUBMITTED'"
    return int(studio.query(query)[0][0])


def playing(studio: Studio) -> dict[str, str]:
    """Return the takes that are ready, each with its task at the provider."""
    rows = studio.query(
        "SELECT output.clip_id, job.remote_id FROM generation_joboutput AS output "
        "JOIN generation_job AS job ON job.id = output.job_id "
        "JOIN clips_clip AS clip ON clip.id = output.clip_id WHERE clip.state = 'READY'"
    )
    return {str(UUID(str(clip))): task for clip, task in rows}


def done_at(studio: Studio) -> dict[str, float]:
    """Return when each task that ended was done at the sandbox, as seconds of Unix time."""
    book = Path(studio.environment["SANDBOX_DATA_DIR"]) / "sandbox.sqlite3"
    query = "SELECT id, ended_at FROM sandbox_task WHERE ended_at IS NOT NULL"
    with sqlite3.connect(book, timeout=20) as connection:
        rows = connection.execute(query).fetchall()
    moments = {task: datetime.fromisoformat(at).replace(tzinfo=UTC) for task, at in rows}
    return {str(UUID(task)): at.timestamp() for task, at in moments.items()}


if __name__ == "__main__":
    main()
