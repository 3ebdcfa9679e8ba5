"""Projects: one song (or EP) in the making."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.accounts.models import Team
from apps.archive.models import Asset
from apps.core.models import Row
from apps.projects.states import ProjectStatus


class ProjectQuerySet(models.QuerySet["Project"]):
    """Words that reads are built of."""

    def of(self, team: Team) -> "ProjectQuerySet":
        """Return the team's projects."""
        return self.filter(team=team)

    def open(self) -> "ProjectQuerySet":
        """Return projects that are not put away."""
        return self.filter(archived_at__isnull=True)


class Project(Row):
    """A song in the making. `key` and `tempo_bpm` are the song's own, once they are known."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="projects")
    title = models.CharField(max_length=120)
    status = models.CharField(
        max_length=8,
        choices=[(s.value, s.value.capitalize()) for s in ProjectStatus],
        default=ProjectStatus.SKETCH,
    )
    notes = models.TextField(blank=True)
    key = models.CharField(max_length=12, blank=True)
    tempo_bpm = models.FloatField(null=True, blank=True)
    cover = models.OneToOneField(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="project_as_cover"
    )
    """The picture that was brought; without one the cover is drawn from the song."""
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[models.Manager["Project"]] = ProjectQuerySet.as_manager()

    class Meta:
        """A team's projects are listed newest first."""

        indexes: ClassVar = [models.Index(fields=["team", "-created_at"], name="project_of_team")]

    def __str__(self) -> str:
        return self.title
