"""Share links: what somebody without an account may hear, and on which terms."""

import base64
import hashlib
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from apps.accounts.models import Team
from apps.clips.models import Clip, Playlist
from apps.core.models import Row
from apps.projects.models import Project
from apps.sharing.states import TargetKind
from apps.stems.models import Rendering, StemSet

RECIPIENT_LENGTH = 80


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Words that reads are built of."""

    def standing(self, now: datetime) -> "ShareLinkQuerySet":
        """Return links that still open a page."""
        not_over = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(not_over, revoked_at__isnull=True)


def digest_of(token: str) -> str:
    """Return what is stored of a token: whoever reads the table can open nothing with it."""
    return hashlib.sha256(token.encode()).hexdigest()


class ShareLink(Row):
    """A link to something to hear: what `kind` says, in the column that goes with it.

    A TAKE has `clip`, a PLAYLIST `playlist`, a COMPARISON the takes of `compared`. A MIX has
    `stem_set` and the settings of its strips as they were when it was shared; `rendering` is its
    file, which may be tidied away and is made again then. All but a playlist, whose takes may be
    of many songs, have `project`. A playlist that was deleted leaves its links empty.

    Only the digest of its token is stored. The token is made anew from the row's id and the
    installation's SECRET_KEY whenever a member asks for the address.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="share_links")
    kind = models.CharField(
        max_length=10, choices=[(k.value, k.value) for k in TargetKind], default=TargetKind.SONG
    )
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="share_links"
    )
    clip = models.ForeignKey(
        Clip, null=True, blank=True, on_delete=models.CASCADE, related_name="share_links"
    )
    playlist = models.ForeignKey(
        Playlist, null=True, blank=True, on_delete=models.SET_NULL, related_name="share_links"
    )
    compared = models.ManyToManyField(Clip, blank=True, related_name="+")
    stem_set = models.ForeignKey(
        StemSet, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    mix_name = models.CharField(max_length=60, blank=True, default="")
    strips = models.JSONField(default=list, blank=True)
    rendering = models.ForeignKey(
        Rendering, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recipient = models.CharField(max_length=RECIPIENT_LENGTH, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128, blank=True)
    """Hashed as people's passwords are; empty without one."""
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    may_download = models.BooleanField(default=False)
    may_comment = models.BooleanField(default=False)
    plays = models.PositiveIntegerField(default=0)
    downloads = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["ShareLink"]] = ShareLinkQuerySet.as_manager()

    class Meta:
        """A link leads to one thing; links are listed by song or playlist, newest first."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=TargetKind.TAKE, clip__isnull=False)
                | (~Q(kind=TargetKind.TAKE) & Q(clip__isnull=True)),
                name="share_link_of_take_has_it",
            ),
            models.CheckConstraint(
                condition=Q(kind=TargetKind.PLAYLIST, project__isnull=True)
                | (~Q(kind=TargetKind.PLAYLIST) & Q(playlist__isnull=True, project__isnull=False)),
                name="share_link_is_of_song_or_playlist",
            ),
            models.CheckConstraint(
                condition=Q(kind=TargetKind.MIX)
                | Q(stem_set__isnull=True, rendering__isnull=True, mix_name=""),
                name="share_link_of_mix_alone_has_one",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["project", "-created_at"], name="share_link_of_project")
        ]

    def __str__(self) -> str:
        return f"Link for {self.recipient}" if self.recipient else "Link"

    @property
    def token(self) -> str:
        """Return the secret part of the address."""
        secret = salted_hmac("sharing.link", str(self.pk), algorithm="sha256").digest()
        return base64.urlsafe_b64encode(secret).decode().rstrip("=")

    @property
    def address(self) -> str:
        """Return the whole address; "" if SECRET_KEY has changed since the link was made."""
        if not constant_time_compare(digest_of(self.token), self.token_digest):
            return ""
        return settings.PUBLIC_URL + reverse("sharing:share_show", args=[self.token])

    def stands(self, now: datetime) -> bool:
        """Tell whether the link still opens its page."""
        in_time = self.expires_at is None or self.expires_at > now
        return in_time and self.revoked_at is None and not self.is_gone

    @property
    def is_gone(self) -> bool:
        """Tell whether what the link led to was deleted. Asks for the takes of a comparison."""
        if self.kind == TargetKind.PLAYLIST:
            return self.playlist is None
        if self.kind == TargetKind.COMPARISON:
            return all(clip.deleted_at for clip in self.compared.all())
        if self.kind == TargetKind.MIX:
            return self.stem_set is None or self.stem_set.clip.deleted_at is not None
        return self.clip is not None and self.clip.deleted_at is not None
