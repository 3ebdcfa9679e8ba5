"""Lyric sheets, their versions, and the draft between two versions.

A version never changes; saving makes a new one. What is typed between two versions is the draft:
one text on the sheet itself, so that saving while somebody types does not make a version a second.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core.models import Row
from apps.projects.models import Project


class LyricSheet(Row):
    """The words of one project.

    `revision` counts every change of the words, so that a writer who started from older words is
    noticed. There is a draft while `draft_at` (its last change) is set; `draft_since` is when it
    was begun.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="lyric_sheet")
    revision = models.PositiveIntegerField(default=0)
    draft = models.TextField(blank=True)
    draft_author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    draft_since = models.DateTimeField(null=True, blank=True)
    draft_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A draft has both its moments; no draft has no words."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(draft_since__isnull=False, draft_at__isnull=False)
                | Q(draft_since__isnull=True, draft_at__isnull=True, draft=""),
                name="lyric_sheet_draft_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Lyrics of {self.project}"

    @property
    def has_draft(self) -> bool:
        """Tell whether something was typed since the newest version."""
        return self.draft_at is not None


class LyricVersion(Row):
    """One saved state of the words, with section tags such as [Verse] in the text."""

    sheet = models.ForeignKey(LyricSheet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Versions are counted from 1 within their sheet."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "number"], name="lyric_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
