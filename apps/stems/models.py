"""Stem sets: what a clip was taken apart into, what was made of it, and saved mixes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import ProviderAccount, Team
from apps.archive.models import Asset
from apps.clips.models import Clip
from apps.core.models import Row
from apps.stems import formats
from apps.stems.states import OPEN_STATES, Detail, MixFormat, Purpose, RenderState, SetState

MASTER = "master"
"""What stands in place of a stem in the strip of the whole mix."""
GROUP = "group:"
"""What stands before a group's key in place of a stem, in the strip of a group."""


class StemSet(Row):
    """The result of one split. `reference` is the name of the work that asked for it.

    `null_db` tells how loud the difference between the sum of all stems and the clip is, compared
    with the clip. `pack` and `manifest` are what the mixer plays; both can be made again.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="stem_sets")
    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="stem_sets")
    account = models.ForeignKey(
        ProviderAccount, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reference = models.CharField(max_length=64, unique=True)
    detail = models.CharField(max_length=5, choices=[(d.value, d.value) for d in Detail])
    state = models.CharField(
        max_length=9, choices=[(s.value, s.value) for s in SetState], default=SetState.SPLITTING
    )
    trouble = models.CharField(max_length=500, blank=True)
    null_db = models.FloatField(null=True, blank=True)
    pack = models.OneToOneField(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    manifest = models.OneToOneField(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """A clip's sets are listed newest first; a ready one can be played."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=SetState.READY)
                | (Q(pack__isnull=False) & Q(manifest__isnull=False)),
                name="stem_set_ready_has_pack",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["clip", "-created_at"], name="stem_set_of_clip")]

    def __str__(self) -> str:
        return f"Stems of {self.clip}"

    @property
    def is_open(self) -> bool:
        """Tell whether the set is still on its way."""
        return self.state in OPEN_STATES

    @property
    def below_db(self) -> float | None:
        """Return how much quieter than the clip the difference is, in decibels."""
        return None if self.null_db is None else -self.null_db


class Stem(Row):
    """One part of a set. `said` is what the provider calls it, `name` what we show.

    `offset_ms` tells how much later than in the clip its sound begins, None where that cannot be
    heard in the mix. `bleed_db` tells how much of it is heard in the other stems too, against the
    stem as a whole; None if nobody could tell.
    """

    stem_set = models.ForeignKey(StemSet, on_delete=models.CASCADE, related_name="stems")
    position = models.PositiveSmallIntegerField()
    remote_id = models.CharField(max_length=100)
    said = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=80)
    family = models.CharField(max_length=20, blank=True)
    asset = models.OneToOneField(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="stem"
    )
    trouble = models.CharField(max_length=300, blank=True)
    offset_ms = models.FloatField(null=True, blank=True)
    bleed_db = models.FloatField(null=True, blank=True)

    class Meta:
        """The provider's names and the positions are unique within a set."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stem_set", "remote_id"], name="stem_once"),
            models.UniqueConstraint(fields=["stem_set", "position"], name="stem_position_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def colour(self) -> str:
        """Return the name of its family's colour in the style sheets."""
        return formats.colour_of(self.family)


class Rendering(Row):
    """A file that is made out of a set's stems: the pack of the mixer, or a mix to take away.

    `due_at` is when to try next and, while leased, when the lease ends.
    """

    stem_set = models.ForeignKey(StemSet, on_delete=models.CASCADE, related_name="renderings")
    purpose = models.CharField(max_length=4, choices=[(p.value, p.value) for p in Purpose])
    format = models.CharField(
        max_length=5, blank=True, choices=[(f.value, f.value) for f in MixFormat]
    )
    strips = models.JSONField(default=list)
    state = models.CharField(
        max_length=6, choices=[(s.value, s.value) for s in RenderState], default=RenderState.DUE
    )
    due_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    asset = models.OneToOneField(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """One pack of a set is due at a time; what is settled is not due."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stem_set"],
                condition=Q(purpose=Purpose.PACK, state=RenderState.DUE),
                name="rendering_one_pack_due",
            ),
            models.CheckConstraint(
                condition=Q(state=RenderState.DUE) | Q(due_at__isnull=True),
                name="rendering_settled_is_not_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(state=RenderState.DUE), name="rendering_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.format}".strip()


class Mix(Row):
    """A saved mix: the settings of every strip, by the id of its stem; of groups and the master."""

    stem_set = models.ForeignKey(StemSet, on_delete=models.CASCADE, related_name="mixes")
    name = models.CharField(max_length=60)
    strips = models.JSONField(default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Names are unique within a set."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stem_set", "name"], name="mix_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
