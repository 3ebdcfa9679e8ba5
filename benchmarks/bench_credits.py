"""The dashboard of credits with 10,000 and with 1,000,000 entries: queries and time to answer.

Goals: under 150 ms to the first byte, and the same queries and time at both sizes, on SQLite and
on PostgreSQL where there is one. The fastest of several visits counts: by the clock, which
other work on the machine disturbs, and in time of this process, without that of PostgreSQL. SMALL
and LARGE say other sizes.
"""

import os
import subprocess
import sys
import time

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings, setup_test_environment
from django.urls import reverse
from django.utils import timezone

from apps.accounts import operations as accounts
from apps.accounts.models import Team
from apps.accounts.selectors import account_of
from apps.credits import selectors
from tests.support import services

SMALL = int(os.environ.get("SMALL", "10_000"))
LARGE = int(os.environ.get("LARGE", "1_000_000"))
GOAL_MS = 150
VISITS = 11
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MONEY = {"credits_show": "dashboard", "entry_list": "entries", "agreement_show": "agreement"}
MONEY |= {"budget_list": "budgets", "price_list": "prices"}


def pages(team: Team) -> dict[str, str]:
    """Return the address of each page."""
    found = {words: reverse(f"credits:{name}", args=[team.slug]) for name, words in MONEY.items()}
    project = selectors.projects_to_choose(team)[0]
    by_project = f"{found['dashboard']}?by=project&span=365&step=week"
    one_project = f"{found['entries']}?project={project.pk}&kind=charge"
    yielded = reverse("generation:yield_show", args=[team.slug])
    return {
        **found,
        "a year by project": by_project,
        "one project": one_project,
        "yield": yielded,
    }


def visit(client: Client, address: str) -> tuple[int, float, float]:
    """Return queries, and the milliseconds of one page at its best: by the clock, and of ours."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    asked = len(queries)
    by_clock_s, ours_s = [], []
    for _ in range(VISITS):
        began_s, worked_s = time.perf_counter(), time.process_time()
        client.get(address)
        by_clock_s.append(time.perf_counter() - began_s)
        ours_s.append(time.process_time() - worked_s)
    return asked, min(by_clock_s) * 1000, min(ours_s) * 1000


def measure() -> None:
    """Fill this process's database twice, and print what each page costs after it."""
    setup_test_environment()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    person = accounts.ensure_demo(now=timezone.now())
    team = Team.objects.get(members=person)
    client = Client()
    client.force_login(person)
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": PLAIN}, ON_LAPTOP=True, DEBUG=False
    ):
        for entries in (SMALL, LARGE):
            began_s = time.perf_counter()
            call_command("seed_entries", team.slug, entries, stdout=sys.stdout)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # a server does so by itself, a little later
            print(f"{connection.vendor}: seeded in {time.perf_counter() - began_s:.0f} s; ", end="")
            account = account_of(team)
            print(f"totals agree: {selectors.totals_agree() and selectors.sums_agree(account)}")
            print(f"{'page':<20}{'queries':>8}{'ms':>9}{'ours':>9}  goal {GOAL_MS}")
            for name, address in pages(team).items():
                asked, clock_ms, ours_ms = visit(client, address)
                print(f"{name:<20}{asked:>8}{clock_ms:>9.1f}{ours_ms:>9.1f}", flush=True)


def main() -> None:
    """Measure on each kind of database, each in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_credits", "measure"]
    subprocess.run(command, env=os.environ, check=True)
    if missing := services.postgres_missing():
        print(missing)
        return
    name = f"musicstudio_{os.environ['TEST_RUN']}_credits"
    with psycopg.connect(f"{services.POSTGRES}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        address = f"{services.POSTGRES}/{name}"
        subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=True)
    finally:
        services.drop_databases(name)


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["measure"] else main()
