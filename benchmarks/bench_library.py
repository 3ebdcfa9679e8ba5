"""The library with 10,000 and with 100,000 clips: first page, words, conditions.

Goals: first page within 100 ms and 60 kB, words within 50 ms, as many queries with many clips as
with few, and at most 1.3 times the time. The fastest of several visits counts, in time of the
processor, so that other work does not count: this process, where SQLite is, and with PostgreSQL on
this machine the one that serves us there; else by the clock.
On SQLite, then on PostgreSQL where there is one; TEST_PROFILE=laptop or team measures one of them,
LIBRARY_CLIPS="1000 5000" other sizes.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings, setup_test_environment
from django.urls import reverse
from django.utils import timezone

from apps.accounts import operations as accounts
from apps.accounts.models import Team, User
from apps.archive.models import Asset
from apps.archive.states import AssetKind, AssetState
from apps.clips import selectors
from apps.clips.models import Clip, Label, Labelling, Rating
from apps.clips.selectors import Wish
from apps.clips.states import ClipState
from apps.projects.models import Project
from tests.support import services

SIZES = [int(word) for word in os.environ.get("LIBRARY_CLIPS", "10000 100000").split()]
VISITS = 7
BATCH = 2_000
PEAKS = bytes(40 + 7 * bucket % 200 for bucket in range(4_600))
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
NOUNS = (
    "tide",
    "window",
    "salt",
    "river",
    "engine",
    "winter",
    "mirror",
    "harbour",
    "letter",
    "sea",
)
VERBS = ("writes", "burns", "waits", "sings", "breaks", "returns", "forgets", "glows")
MODELS = ("sonic-v5", "sonic-v4-5", "sonic-v4")
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

WISHES = {
    "first page": Wish(),
    "rare words": Wish(q="remembered 4711"),
    "common words": Wish(q="brushed drums"),
    "words, two": Wish(q="tide window"),
    "beginning of a word": Wish(q="harb"),
    "operation and model": Wish(operation="cover", model="sonic-v4"),
    "words and rating": Wish(q="salt", stars=5),
    "words nobody sang": Wish(q="salt zeppelin"),
    "rating, few have it": Wish(stars=5),
    "label, few have it": Wish(label="single"),
    "liked by nobody": Wish(liked=True),
    "model and length": Wish(model="sonic-v4", shortest=200),
}
OLD = 20
"""So many of the oldest clips are rated with five stars and labelled: what is hard to find."""


def words(number: int) -> str:
    """Return sixteen lines, of which one is this song's alone."""
    lines = [
        f"The {NOUNS[(number + 3 * line) % 10]} {VERBS[(number // 7 + line) % 8]} for the"
        f" {NOUNS[(number // 3 + line) % 10]}"
        for line in range(15)
    ]
    return "[Verse]\n" + "\n".join([*lines[:7], f"A line remembered {number}", *lines[7:]])


def mark_some(team: Team, person: User) -> None:
    """Rate some clips, and mark a few of the oldest in a way that no other is."""
    clips = list(Clip.objects.of(team).order_by("created_at").values_list("pk", flat=True))
    label = Label.objects.create(team=team, name="single")
    Labelling.objects.bulk_create(Labelling(label=label, clip_id=pk) for pk in clips[:OLD])
    Rating.objects.bulk_create(
        Rating(clip_id=pk, user=person, stars=5 if at < OLD else at % 4 + 1)
        for at, pk in enumerate(clips)
        if at < OLD or at % 50 == 0
    )


@transaction.atomic
def fill(team: Team, person: User, *, first: int, count: int) -> None:
    """Store clips with everything that a page of the library reads."""
    project = Project.objects.create(team=team, title=f"Song {first}")
    numbers = range(first, first + count)
    assets = Asset.objects.bulk_create(asset() for _ in numbers)
    Clip.objects.bulk_create(
        Clip(
            team=team,
            project=project,
            number=number - first + 1,
            title=f"{NOUNS[number % 10].capitalize()} {number}",
            state=ClipState.READY,
            engine="sonic",
            operation=("create", "extend", "cover")[number % 3],
            model=MODELS[number // 3 % 3],
            tags="brushed drums, breathy, felt piano",
            lyrics=words(number),
            audio=file,
            created_by=person,
            created_at=BEGAN + timedelta(seconds=number),
        )
        for number, file in zip(numbers, assets, strict=True)
    )


def asset() -> Asset:
    """Return the row of a four-minute file."""
    return Asset(
        kind=AssetKind.MP3,
        state=AssetState.STORED,
        storage_key=f"bench/{uuid4()}.mp3",
        media_type="audio/mpeg",
        size_bytes=6_000_000,
        sha256="0" * 64,
        duration_s=240.0,
        sample_rate_hz=44_100,
        channels=2,
        loudness_lufs=-13.0,
        peak_dbfs=-1.0,
        peaks=PEAKS,
        stored_at=BEGAN,
    )


def best_ms(does: Callable[[], Any]) -> float:
    """Return the milliseconds of the fastest of several turns."""
    does()
    clock_s = clock_of(connection.connection)
    turns = []
    for _ in range(VISITS):
        began_s = clock_s()
        does()
        turns.append((clock_s() - began_s) * 1000)
    return min(turns)


def clock_of(database: Any) -> Callable[[], float]:
    """Return a clock in seconds of the processor: ours and, if we see it, the database's."""
    if connection.vendor == "sqlite":
        return time.process_time
    told = Path(f"/proc/{database.info.backend_pid}/schedstat")
    if not told.exists():
        return time.perf_counter
    return lambda: time.process_time() + int(told.read_text().split()[0]) / 1e9


def measure(team: Team, person: User) -> dict[str, tuple[float, str]]:
    """Return the milliseconds of each search, and of the whole page, with what else is known."""
    found: dict[str, tuple[float, str]] = {}
    for name, wish in WISHES.items():
        with CaptureQueriesContext(connection) as queries:
            rows = selectors.library(team, person, wish).rows
        ms = best_ms(lambda wish=wish: selectors.library(team, person, wish))  # type: ignore[misc]
        found[name] = (ms, f"{len(queries)} q, {len(rows)} rows")
    client = Client()
    client.force_login(person)
    address = reverse("studio:library_show", args=[team.slug])
    for name, query in {"page": {}, "page of words": {"q": "tide window"}}.items():
        answer = client.get(address, query, headers={"Accept-Encoding": "gzip"}, secure=True)
        body = answer.content
        assert answer.status_code == 200, answer.status_code
        with CaptureQueriesContext(connection) as queries:
            client.get(address, query, secure=True)
        asked = len(queries)
        ms = best_ms(lambda query=query: client.get(address, query, secure=True))  # type: ignore[misc]
        found[name] = (ms, f"{asked} q, {len(body) / 1000:.0f} kB on the wire")
    return found


def main() -> None:
    """Print a table, and another one for PostgreSQL if none was asked for by name."""
    asked = "LIBRARY_PROFILE" in os.environ
    if not asked and os.environ["TEST_PROFILE"] == "laptop" and not services.team_missing():
        measure_profile()
        environment = {**os.environ, "TEST_PROFILE": "team", "LIBRARY_PROFILE": "team"}
        environment.pop("TEST_RUN", None)
        command = [sys.executable, "-m", "benchmarks.bench_library"]
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)
    measure_profile()


def measure_profile() -> None:
    """Measure on the database of this process, and print the table."""
    setup_test_environment()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    if connection.vendor == "postgresql":
        with psycopg.connect(f"{services.POSTGRES}/postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{connection.settings_dict["NAME"]}"')
    call_command("migrate", verbosity=0)
    person = accounts.ensure_demo(now=timezone.now())
    team = accounts.create_team(name="Library bench", owner=person, now=timezone.now())
    measured, there = [], 0
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}):
        for size in SIZES:
            for first in range(there, size, BATCH):
                fill(team, person, first=first, count=min(BATCH, size - first))
            if not there:
                mark_some(team, person)
            there = size
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            measured.append(measure(team, person))
    print(f"{connection.vendor:<22}" + "".join(f"{size:>12,}" for size in SIZES) + "   ratio")
    for name, (_, told) in measured[-1].items():
        times = [size[name][0] for size in measured]
        shown = "".join(f"{ms:>9.1f} ms" for ms in times)
        print(f"{name:<22}{shown}{times[-1] / times[0]:>8.2f}   {told}")


if __name__ == "__main__":
    main()
