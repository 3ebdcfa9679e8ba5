"""Personas: reusable voices and styles, made from clips."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.accounts.models import ProviderAccount, Team
from apps.clips.models import Clip
from apps.core.models import Row


class PersonaQuerySet(models.QuerySet["Persona"]):
    """Words that reads are built of."""

    def of(self, team: Team) -> "PersonaQuerySet":
        """Return the team's personas."""
        return self.filter(team=team)


class Persona(Row):
    """A voice and style that songs can be asked for in. `remote_id` is the provider's name for it.

    Only the account that made it knows it. `songs` are the takes it sang.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="personas")
    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="+")
    remote_id = models.CharField(max_length=100)
    name = models.CharField(max_length=79)
    description = models.TextField(blank=True)
    styles = models.TextField(blank=True)
    source = models.ForeignKey(
        Clip, null=True, blank=True, on_delete=models.SET_NULL, related_name="personas_made"
    )
    songs = models.ManyToManyField(Clip, related_name="personas")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[models.Manager["Persona"]] = PersonaQuerySet.as_manager()

    class Meta:
        """The provider's names are unique within an account."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "remote_id"], name="persona_remote_id_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "-created_at"], name="persona_of_team")]

    def __str__(self) -> str:
        return self.name
