"""Notices: what somebody should know, shown in the app and sent by mail as they wish."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import Team
from apps.clips.models import Clip
from apps.core.models import Row
from apps.projects.models import Project
from apps.sharing.states import MailWish, NoticeKind


class Notice(Row):
    """One thing that one person should know.

    `mailed_at` is when a mail told it, or the moment that it needed none; `trouble` is what went
    wrong with the last mail.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    clip = models.ForeignKey(Clip, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in NoticeKind])
    about = models.UUIDField()
    """The row that it tells of, so that one thing is told a person once."""
    by = models.CharField(max_length=100)
    text = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        """Nobody is told a thing twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "about"], name="notice_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-created_at"], name="notice_of_person"),
            models.Index(
                fields=["created_at"], condition=Q(mailed_at__isnull=True), name="notice_to_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} {NoticeKind(self.kind).says}"

    @property
    def says(self) -> str:
        """Return what happened, to follow the name of who did it."""
        return NoticeKind(self.kind).says


class Mailing(Row):
    """How somebody wants notices by mail. Without a row: at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailing"
    )
    wish = models.CharField(
        max_length=5, choices=[(w.value, w.value) for w in MailWish], default=MailWish.ONCE
    )
    daily_at = models.DateTimeField(null=True, blank=True)
    """When the last daily mail was due."""

    def __str__(self) -> str:
        return self.wish
