"""Assets: one row per archived file, with what was measured of it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.archive.states import AssetKind, AssetState, Hindrance
from apps.core.models import Row


class AssetQuerySet(models.QuerySet["Asset"]):
    """Words that reads are built of."""

    def due(self, now: datetime) -> "AssetQuerySet":
        """Return pending assets whose next attempt is due, the longest waiting first."""
        return self.filter(state=AssetState.PENDING, due_at__lte=now).order_by("due_at", "id")

    def stored(self) -> "AssetQuerySet":
        """Return assets that are ours and verified."""
        return self.filter(state=AssetState.STORED)


class Asset(Row):
    """One file: where it comes from, where our copy is, and what was measured of it.

    `source_url` is the provider's link, which expires. `due_at` is when to try next; None means
    that nothing is left to do. `lease` names the attempt that is under way. `attempts` counts
    those in a row that failed for the same `hindrance`. A BROKEN asset's `storage_key` names the
    file that was kept aside.
    """

    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in AssetKind])
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in AssetState], default=AssetState.PENDING
    )
    source_url = models.TextField(blank=True)
    expected_duration_s = models.FloatField(null=True, blank=True)
    storage_key = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=60, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    duration_s = models.FloatField(null=True, blank=True)
    sample_rate_hz = models.PositiveIntegerField(null=True, blank=True)
    channels = models.PositiveSmallIntegerField(null=True, blank=True)
    loudness_lufs = models.FloatField(null=True, blank=True)
    peak_dbfs = models.FloatField(null=True, blank=True)
    peaks = models.BinaryField(blank=True, default=b"")
    """Waveform: two bytes a bucket (peak, loudness core), 0 to 255; see `archive.analysis`."""
    musical_key = models.CharField(max_length=8, blank=True, default="")
    """The key that a song sounds like, such as `F# minor`; "" where none was told."""
    stored_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    hindrance = models.CharField(
        max_length=10, choices=[(h.value, h.value) for h in Hindrance], blank=True
    )
    give_up_at = models.DateTimeField(null=True, blank=True)
    """After this moment one more failed attempt is the last, unless our storage is to blame."""
    trouble = models.CharField(max_length=300, blank=True)
    """What went wrong last, in words for the person who waits for the file."""

    objects: ClassVar[models.Manager["Asset"]] = AssetQuerySet.as_manager()

    class Meta:
        """What is stored is complete; what is settled is not due."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=AssetState.STORED)
                | (~Q(storage_key="") & ~Q(sha256="") & Q(size_bytes__gt=0)),
                name="asset_stored_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state=AssetState.PENDING) | Q(due_at__isnull=True),
                name="asset_settled_is_not_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(state=AssetState.PENDING),
                name="asset_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_stored(self) -> bool:
        """Tell whether our copy is there and verified."""
        return self.state == AssetState.STORED
