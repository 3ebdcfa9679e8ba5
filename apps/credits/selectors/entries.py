"""The lines behind a figure: one page of the book, or all of it as a stream."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from heapq import merge
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import Membership, ProviderAccount, Team, User
from apps.credits.models import Entry
from apps.credits.states import EntryKind, Split
from apps.projects.models import Project
from apps.projects.states import ProjectStatus

ENTRIES_A_PAGE = 50
SPENT = (EntryKind.CHARGE, EntryKind.REFUND, EntryKind.ADJUSTMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which entries: of these days (both included), kinds, values and work; empty means all.

    `works` are references of pieces of work; `is_finished`: only of projects that are done;
    `is_own`: without those of nobody, which concern the whole account.
    """

    since: date | None = None
    until: date | None = None
    kinds: tuple[str, ...] = ()
    values: dict[Split, str] = field(default_factory=dict)
    works: tuple[str, ...] = ()
    is_finished: bool = False
    is_own: bool = False

    def of(self, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        """Return the entries of `rows` that pass."""
        if self.since:
            rows = rows.filter(created_at__gte=datetime.combine(self.since, time.min, UTC))
        if self.until:
            rows = rows.filter(created_at__lte=datetime.combine(self.until, time.max, UTC))
        if self.kinds:
            rows = rows.filter(kind__in=self.kinds)
        for split, value in self.values.items():
            rows = rows.filter(_has(split, value))
        if self.works:
            rows = rows.filter(reference__in=self.works)
        if self.is_finished:
            done = Project.objects.filter(status=ProjectStatus.DONE)
            rows = rows.filter(project_id__in=done.values("pk"))
        return rows


def entries_of(
    account: ProviderAccount,
    team: Team,
    *,
    wanted: Filter | None = None,
    before: UUID | None = None,
    limit: int = ENTRIES_A_PAGE,
) -> tuple[list[Entry], UUID | None]:
    """Return one page of the book, newest first, and where the next one begins.

    On an account that several teams share, a team sees its own entries and those of nobody. Two
    queries, and one more to find the place of a later page.
    """
    wanted = wanted or Filter()
    place = Entry.objects.filter(pk=before).first() if before else None
    page = list(_newest_first(_sources(account, team, wanted, place), limit + 1))
    more = page[limit - 1].id if len(page) > limit else None
    return page[:limit], more


def entries_to_export(account: ProviderAccount, team: Team, wanted: Filter) -> Iterator[Entry]:
    """Yield the same entries without an end, newest first, a few thousand in memory at a time."""
    before: UUID | None = None
    while True:
        page, before = entries_of(account, team, wanted=wanted, before=before, limit=2000)
        yield from page
        if before is None:
            return


def names_of(team: Team, split: Split, values: Iterable[str]) -> dict[str, str]:
    """Return what people call the values of a split; one query at most.

    Only of the team: of its projects, and of people who are in it or stand in its book.
    """
    wanted = [value for value in values if value]
    if split == Split.PROJECT:
        projects = Project.objects.filter(team=team, pk__in=filter(None, map(_uuid, wanted)))
        return {str(project.pk): project.title for project in projects}
    if split == Split.PERSON:
        known = Q(Exists(Entry.objects.filter(team=team, person=OuterRef("pk"))))
        known |= Q(Exists(Membership.objects.filter(team=team, user=OuterRef("pk"))))
        people = User.objects.filter(known, pk__in=filter(None, map(_number, wanted)))
        return {str(person.pk): person.display_name for person in people}
    if split == Split.OPERATION:
        return {value: value.replace("_", " ").capitalize() for value in wanted}
    return {value: value for value in wanted}


def _sources(
    account: ProviderAccount, team: Team, wanted: Filter, place: Entry | None
) -> list[QuerySet[Entry]]:
    rows = wanted.of(Entry.objects.select_related("person"))
    if place is not None:
        older = Q(created_at__lt=place.created_at)
        same = Q(created_at=place.created_at, id__lt=place.id)
        rows = rows.filter(Q(created_at__lte=place.created_at), older | same)
    own = [rows.filter(team=team)]
    return own if wanted.is_own else [*own, rows.filter(account=account, team__isnull=True)]


def _newest_first(sources: list[QuerySet[Entry]], limit: int) -> list[Entry]:
    """Merge what two indexes each give in order; a single OR would have to sort the whole book."""
    pages = [source.order_by("-created_at", "-id")[:limit] for source in sources]
    newest = merge(*pages, key=lambda entry: (entry.created_at, entry.id), reverse=True)
    return [entry for entry, _ in zip(newest, range(limit), strict=False)]


def _has(split: Split, value: str) -> Q:
    if split == Split.PERSON:
        return Q(person_id=_number(value))
    if split == Split.PROJECT:
        return Q(project_id=_uuid(value))
    return Q(**{split.value: value})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
