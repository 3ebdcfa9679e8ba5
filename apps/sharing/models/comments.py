"""Comments: what somebody says about a take, or about a moment or a range of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.clips.models import Clip
from apps.core.models import Row
from apps.sharing.models.links import RECIPIENT_LENGTH, ShareLink

COMMENT_LENGTH = 4000
LINE_LENGTH = 200


class Comment(Row):
    """A remark, or with `parent` the answer to one; answers have no answers of their own.

    Written by a member (`author`), or by a guest through `link`. `line` is the lyric line that
    the moment falls on, as it read then. `changed_at` moves with every change of the thread's
    own row, so that open pages notice.
    """

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    guest_name = models.CharField(max_length=RECIPIENT_LENGTH, blank=True)
    link = models.ForeignKey(
        ShareLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    text = models.TextField(max_length=COMMENT_LENGTH)
    start_s = models.FloatField(null=True, blank=True)
    end_s = models.FloatField(null=True, blank=True)
    line = models.CharField(max_length=LINE_LENGTH, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        """A range begins before it ends; answers stand in their thread, without a place."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end_s__isnull=True) | Q(start_s__isnull=False, end_s__gt=F("start_s")),
                name="comment_range_is_one",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True)
                | Q(start_s__isnull=True, resolved_at__isnull=True),
                name="comment_answer_is_plain",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clip", "created_at"], name="comment_of_clip"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def by(self) -> str:
        """Return who said it, as others see it."""
        if self.author is not None:
            return self.author.display_name
        return f"{self.guest_name} (guest)" if self.guest_name else "Somebody who left"
