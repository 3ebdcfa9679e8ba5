"""Reads of personas, each with a fixed number of queries."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from apps.accounts.models import ProviderAccount, Team, User
from apps.clips.models import Clip
from apps.clips.selectors import as_takes
from apps.personas.models import Persona


def personas_of(team: Team, reader: User | AnonymousUser) -> Sequence[Persona]:
    """Return the team's personas, newest first, with their sources and songs. Three queries."""
    takes = as_takes(Clip.objects.kept(), reader).order_by("-created_at", "-id")
    rows = Persona.objects.of(team).order_by("-created_at", "-id")
    return list(
        rows.select_related("created_by").prefetch_related(
            Prefetch("source", queryset=as_takes(Clip.objects.all(), reader)),
            Prefetch("songs", queryset=takes),
        )
    )


def personas_for(team: Team, account: ProviderAccount) -> Sequence[Persona]:
    """Return the personas that can sing for the team with this account, newest first."""
    rows = Persona.objects.of(team).filter(account=account)
    return list(rows.order_by("-created_at", "-id"))


def personas_count(team: Team) -> int:
    """Return how many personas the team has."""
    return Persona.objects.of(team).count()


def personas_of_names(team: Team) -> Sequence[tuple[UUID, str]]:
    """Return id and name of the team's newest personas. One query."""
    rows = Persona.objects.of(team).order_by("-created_at", "-id")
    return list(rows.values_list("id", "name")[:200])
