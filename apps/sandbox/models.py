"""What the sandbox remembers: accounts, their money, tasks, clips, files, work and faults.

A remote task's state is a function of these rows and of the time (`timeline.py`), so a time that
lies in the future means "not yet". Must not decide anything; no signals, no `save()` overrides.
"""
# ruff: noqa: DJ008 - no page shows these rows; Django's own text, with the id, serves in logs

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class Account(models.Model):
    """One bearer key with its own money, tasks and counters."""

    key = models.CharField(max_length=200, unique=True)
    link_secret = models.CharField(max_length=100)
    accepted_creates = models.PositiveBigIntegerField(default=0)
    last_create_at = models.DateTimeField(null=True)


class Task(models.Model):
    """One accepted asynchronous call (CONTRACT 1) with the fate that was planned for it."""

    class Outcome(models.TextChoices):
        """How a task can end badly as a whole (CONTRACT 3.5)."""

        FAILED = "failed"
        TIMEOUT = "timeout"
        FORBIDDEN = "forbidden"
        API_ERROR = "api_error"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tasks")
    family = models.CharField(max_length=20)
    path = models.CharField(max_length=60)
    operation = models.CharField(max_length=30)
    request = models.JSONField()
    seed = models.PositiveBigIntegerField()
    base_url = models.CharField(max_length=500)
    slow_s = models.FloatField(default=0.0)
    quirks = models.JSONField(default=list)
    webhook_url = models.CharField(max_length=1024, blank=True)
    webhook_secret = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    outcome_text = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="task_outcome_has_an_end",
                condition=Q(outcome="") | Q(ended_at__isnull=False),
            ),
        )

    @property
    def ends_first(self) -> int:
        """Say at which position the clip stands that is final before the others."""
        return 1 if "second" in self.quirks else self.seed % 2


class Clip(models.Model):
    """One song of a task; its times say what can be seen of it and from when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="clips")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="clips")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=200, blank=True)
    tags = models.TextField(blank=True)
    lyrics = models.TextField(blank=True)
    score = models.JSONField(null=True)
    duration_s = models.FloatField(null=True)
    progress = models.FloatField(default=0.0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    streaming_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error_message = models.CharField(max_length=200, blank=True)
    # The word timing of a clip is paid for once.
    is_aligned = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="clip_once_per_position", fields=["task", "position"]),
            models.CheckConstraint(
                name="clip_ends_one_way",
                condition=Q(finished_at__isnull=True) | Q(failed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="clip_finished_has_a_duration",
                condition=Q(finished_at__isnull=True) | Q(duration_s__gt=0),
            ),
        )


class File(models.Model):
    """One finished file of a clip, below the data folder."""

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=40)
    path = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(name="file_once_per_name", fields=["clip", "name"]),)


class Persona(models.Model):
    """A voice kept from a clip, to sing other songs (CONTRACT 3.6)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="personas")
    name = models.CharField(max_length=79)
    singer = models.JSONField()
    created_at = models.DateTimeField()


class Batch(models.Model):
    """Several creates that were submitted in one call (CONTRACT 2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="batches")
    items = models.JSONField()
    created_at = models.DateTimeField()


class Leased(models.Model):
    """Work that a worker leases; the row is the truth about who has it and until when."""

    due_at = models.DateTimeField(db_index=True)
    lease_token = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Render(Leased):
    """The work of making one clip's score and sound."""

    clip = models.OneToOneField(Clip, on_delete=models.CASCADE, related_name="render")


class Delivery(Leased):
    """One callback to send (CONTRACT 10)."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField()
    event = models.CharField(max_length=30)
    forged = models.BooleanField(default=False)
    signed_age_s = models.PositiveIntegerField(default=0)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Words about the money book."""

    def effective(self, now: datetime) -> Self:
        """Entries that count by now; the refund of a failure to come does not yet."""
        return self.filter(effective_at__lte=now)


class Entry(models.Model):
    """One line of an account's append-only book; balances are sums of lines."""

    class Kind(models.TextChoices):
        """Why money moved."""

        GRANT = "grant"
        CHARGE = "charge"
        REFUND = "refund"
        ADJUSTMENT = "adjustment"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    credits = models.DecimalField(max_digits=14, decimal_places=3)
    extra_credits = models.DecimalField(max_digits=14, decimal_places=3)
    effective_at = models.DateTimeField()
    path = models.CharField(max_length=60, blank=True)
    operation = models.CharField(max_length=30, blank=True)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="entries", null=True)
    refund_of = models.OneToOneField(
        "self", on_delete=models.CASCADE, related_name="refund", null=True
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["account", "effective_at"]),)
        constraints = (
            models.CheckConstraint(
                name="entry_charge_takes",
                condition=~Q(kind="charge") | Q(credits__lte=0, extra_credits__lte=0),
            ),
            models.CheckConstraint(
                name="entry_refund_gives_back_a_charge",
                condition=Q(kind="refund", refund_of__isnull=False, credits__gte=0)
                | (~Q(kind="refund") & Q(refund_of__isnull=True)),
            ),
        )


class Fault(models.Model):
    """One scripted misbehaviour; in the database so that every process sees it."""

    kind = models.CharField(max_length=30)
    path = models.CharField(max_length=200, default="*")
    times = models.PositiveIntegerField(null=True)
    probability = models.FloatField(default=1.0)
    seed = models.PositiveBigIntegerField(default=0)
    draws = models.PositiveBigIntegerField(default=0)
    hits = models.PositiveBigIntegerField(default=0)
    options = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="fault_probability_within_one",
                condition=Q(probability__gte=0, probability__lte=1),
            ),
            models.CheckConstraint(
                name="fault_hits_within_times",
                condition=Q(times__isnull=True) | Q(hits__lte=models.F("times")),
            ),
        )
