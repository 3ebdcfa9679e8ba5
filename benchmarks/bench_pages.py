"""Queries and time of each page with 100 and with 10,000 clips.

Goals: the same number of queries, and at most 1.5 times the time. The fastest of several visits
counts, in time of the processor, so that other work on the machine does not; both sizes are
visited in one run on the same database, which grows in between.
"""

import io
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings, setup_test_environment
from django.urls import reverse
from django.utils import timezone

from apps.accounts import operations as accounts
from apps.accounts.models import Team
from apps.clips.models import Clip
from apps.projects.models import Project

FEW, MANY = 100, 10_000
GOAL = 1.5
VISITS = 9
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

Cost = tuple[int, float]


def pages(team: Team) -> dict[str, str]:
    """Return the address of each page of the team."""
    project = Project.objects.get(team=team, title="The long one")
    clip = Clip.objects.filter(project=project).earliest("number")
    return {
        "home": reverse("studio:home_show", args=[team.slug]),
        "songs": reverse("studio:project_list", args=[team.slug]),
        "workspace": reverse("studio:workspace_show", args=[project.id]),
        "library": reverse("studio:library_show", args=[team.slug]),
        "clip": reverse("clips:clip_show", args=[clip.id]),
        "generations": reverse("generation:generation_list", args=[team.slug]),
        "credits": reverse("credits:credits_show", args=[team.slug]),
    }


def visit(client: Client, address: str) -> Cost:
    """Return the queries and the milliseconds of one page at its best."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    asked = len(queries)
    best_s = float("inf")  # of the processor, which is all there is: SQLite runs in this process
    for _ in range(VISITS):
        began_s = time.process_time()
        client.get(address)
        best_s = min(best_s, time.process_time() - began_s)
    return asked, best_s * 1000


def measure() -> dict[str, tuple[Cost, Cost]]:
    """Visit every page with few and with many clips."""
    call_command("migrate", verbosity=0)
    person = accounts.ensure_demo(now=timezone.now())
    team = Team.objects.get(members=person)
    client = Client()
    client.force_login(person)
    found = []
    for clips in (FEW, MANY):
        with override_settings(ON_LAPTOP=True):
            call_command("seed_clips", team.slug, clips, stdout=io.StringIO())
        found.append({name: visit(client, address) for name, address in pages(team).items()})
    few, many = found
    return {name: (few[name], many[name]) for name in few}


def main() -> None:
    """Print the table."""
    setup_test_environment()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    print(f"{'':<12} {'queries':>15} {'milliseconds':>17} {'ratio':>7}")
    print(f"{'clips':<12} {FEW:>7} {MANY:>7} {FEW:>8} {MANY:>8}   (goal {GOAL})")
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}):
        for name, ((few, few_ms), (many, many_ms)) in measure().items():
            ratio = many_ms / few_ms
            print(f"{name:<12} {few:>7} {many:>7} {few_ms:>8.1f} {many_ms:>8.1f} {ratio:>7.2f}")


if __name__ == "__main__":
    main()
