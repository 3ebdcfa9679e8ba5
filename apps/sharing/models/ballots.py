"""Ballots: takes of a song, ranked by each member without knowing which is which."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.clips.models import Clip
from apps.core.models import Row
from apps.projects.models import Project

QUESTION_LENGTH = 120


class Ballot(Row):
    """A question about some takes of a song. Its result shows when it is closed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="ballots")
    question = models.CharField(max_length=QUESTION_LENGTH)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.question


class Candidate(Row):
    """A take under the letter that it is heard by. Letters are dealt at random."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="candidates")
    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="+")
    letter = models.CharField(max_length=1)

    class Meta:
        """A letter is one take, a take one letter."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "letter"], name="candidate_letter_once"),
            models.UniqueConstraint(fields=["ballot", "clip"], name="candidate_clip_once"),
        ]

    def __str__(self) -> str:
        return self.letter


class Vote(Row):
    """What one member prefers: the letters from best to last, as one word."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ranking = models.CharField(max_length=8)

    class Meta:
        """A member has one vote."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "user"], name="vote_once"),
        ]

    def __str__(self) -> str:
        return self.ranking
