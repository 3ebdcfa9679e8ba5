"""`manage.py seed_entries`: fill a team's book with work that nobody did, to see how pages bear it.

Every entry passes the database's own rules. What a month spends comes in at its beginning, so the
balance ends where it was and still equals the provider's.
"""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import ProviderAccount, Team, User
from apps.accounts.selectors import account_of
from apps.core.models import new_id
from apps.credits import operations
from apps.credits.models import Entry
from apps.credits.operations.booking import locked_book
from apps.credits.states import Cause, EntryKind
from apps.projects.models import Project

MONTHS = 12
MONTH = timedelta(days=30)
PROJECTS = 40
REFUNDED = 0.08
ENTRIES_OF_A_SONG = 3 + REFUNDED
WORK = (
    ("sonic", "create_music", "sonic-v6", Decimal(20)),
    ("sonic", "create_music", "sonic-v6-mini", Decimal(20)),
    ("sonic", "extend_music", "sonic-v6", Decimal(15)),
    ("sonic", "cover_music", "sonic-v5-5", Decimal(15)),
    ("sonic", "stems_full", "", Decimal(75)),
    ("sonic", "wav", "", Decimal(2)),
    ("riffusion", "create_music", "FUZZ-2.0", Decimal("12.50")),
    ("producer", "create_music", "FUZZ-2.0 Pro", Decimal(12)),
)


class Command(BaseCommand):
    """Book a year of songs, a twelfth of them in failures that were refunded."""

    help = "Fill a team's book with entries of work that nobody did (only with DEBUG=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which team, and how many entries it shall have in the end."""
        parser.add_argument("team", help="the team's short name, as in its address")
        parser.add_argument("entries", type=int, help="how many entries the team shall have")

    def handle(self, *, team: str, entries: int, **_: Any) -> None:
        """Book as many entries as are missing; running it twice books no more."""
        if not settings.ON_LAPTOP:
            raise CommandError("Work that nobody did is booked only with DEBUG=1.")
        found = Team.objects.filter(slug=team).first()
        if found is None:
            raise CommandError(f"There is no team {team!r}.")
        missing = entries - Entry.objects.filter(team=found).count()
        if missing > 0:
            fill(found, entries=missing, now=timezone.now())
        self.stdout.write(f"{found.name} has {Entry.objects.filter(team=found).count()} entries.")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who works on what, with which dice: the same for the same team."""

    account: ProviderAccount
    team: Team
    people: list[User]
    projects: list[UUID]
    dice: Random


def fill(team: Team, *, entries: int, now: datetime) -> None:
    """Book about `entries` entries of the last year, month by month, and sum everything up."""
    cast = Cast(account_of(team), team, list(team.members.order_by("id")), places(team), Random(8))
    songs = max(1, round(entries / ENTRIES_OF_A_SONG / MONTHS))
    for month in range(MONTHS):
        since = now - MONTH * (MONTHS - month)
        with transaction.atomic():
            locked_book(cast.account)
            book_month(cast, songs=songs, since=since)
    operations.rebuild_totals()


def places(team: Team) -> list[UUID]:
    """Return the projects that songs are made in, with new ones if there are few."""
    found = list(Project.objects.of(team).order_by("id").values_list("id", flat=True)[:PROJECTS])
    missing = range(len(found), PROJECTS)
    made = Project.objects.bulk_create(
        Project(team=team, title=f"Song {number + 1}") for number in missing
    )
    return [*found, *(project.id for project in made)]


def book_month(cast: Cast, *, songs: int, since: datetime) -> None:
    """Book one month's songs, and before them the credits that they take."""
    step = MONTH / songs
    rows = [row for song in range(songs) for row in song_rows(cast, since + step * song)]
    Entry.objects.create(
        account=cast.account,
        kind=EntryKind.TOP_UP,
        amount=-sum((row["amount"] for row in rows), Decimal(0)),
        reference=f"seed:{new_id()}",
        cause=Cause.RESET,
        note="A month that nobody worked in",
        created_at=since - timedelta(seconds=1),
    )
    insert(rows)


def song_rows(cast: Cast, at: datetime) -> Iterator[dict[str, Any]]:
    """Yield the columns of one song's entries, in the order in which they are booked."""
    dice = cast.dice
    engine, operation, model, price = dice.choice(WORK)
    same = {
        "account_id": cast.account.pk,
        "team_id": cast.team.pk,
        "person_id": dice.choice(cast.people).pk,
        # The newer a project, the more is made in it.
        "project_id": cast.projects[int(PROJECTS * dice.random() ** 2)],
        "reference": f"seed:{new_id()}",
        "engine": engine,
        "operation": operation,
        "model": model,
        "price_date": at.date(),
        "asked_on": at.astimezone(UTC).date(),
        "cause": "",
        "note": "",
    }
    steps = [(EntryKind.HOLD, -price, 0), (EntryKind.RELEASE, price, 1)]
    steps.append((EntryKind.CHARGE, -price, 1))
    if dice.random() < REFUNDED:
        steps.append((EntryKind.REFUND, price, 90))
    for kind, amount, after_s in steps:
        moment = at + timedelta(seconds=after_s)
        yield {"id": new_id(), "kind": kind, "amount": amount, "created_at": moment, **same}


def insert(rows: Sequence[dict[str, Any]]) -> None:
    """Store rows in their order, without building an object and a statement for each."""
    fields = {field.attname: field for field in Entry._meta.concrete_fields}  # noqa: SLF001

    @cache
    def stored(name: str, value: object) -> Any:
        return fields[name].get_db_prep_save(value, connection)

    names = ", ".join(map(connection.ops.quote_name, fields))
    marks = ", ".join(["%s"] * len(fields))
    values = [[stored(name, row[name]) for name in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO credits_entry ({names}) VALUES ({marks})", values)  # noqa: S608
