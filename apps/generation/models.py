"""Jobs: one row per submission of an operation. The row is the truth and the queue."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import ProviderAccount, Team
from apps.archive.models import Asset
from apps.clips.models import Clip
from apps.core.models import Row
from apps.generation.states import FINAL, MAYBE_SENT, OPEN, JobState, Trouble
from apps.projects.models import Project


class JobQuerySet(models.QuerySet["Job"]):
    """Words that reads are built of."""

    def of(self, team: Team) -> "JobQuerySet":
        """Return the team's jobs."""
        return self.filter(team=team)

    def open(self) -> "JobQuerySet":
        """Return jobs that are not at an end."""
        return self.filter(state__in=OPEN)

    def due(self, now: object) -> "JobQuerySet":
        """Return jobs whose next step is due, the longest waiting first."""
        return self.filter(due_at__lte=now).order_by("-rank", "due_at", "id")


def new_callback_secret() -> str:
    """Return a fresh secret that the provider signs its callback with."""
    return secrets.token_urlsafe(32)


class Job(Row):
    """One submission of an operation: who, with what input, at what price, in what state.

    `request_key` comes with the form that asked: the same key twice is the same click, so it
    finds the same job. `lease` names the step under way and is used up by it; `due_at` is when
    to look next and, while leased, when the lease ends.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="jobs")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="jobs")
    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="jobs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    request_key = models.UUIDField()
    kind = models.CharField(max_length=20)
    engine = models.CharField(max_length=20)
    operation = models.CharField(max_length=30)
    model = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    spec = models.JSONField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    price_date = models.DateField()

    state = models.CharField(
        max_length=11, choices=[(s.value, s.value) for s in JobState], default=JobState.QUEUED
    )
    due_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    remote_id = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=100, blank=True)
    """What the provider's support finds the accepted call by; "" where it named none."""
    callback_secret = models.CharField(max_length=64, default=new_callback_secret)
    progress = models.PositiveSmallIntegerField(null=True, blank=True)
    seen = models.CharField(max_length=32, blank=True)
    """What the last look showed, as a digest: the same again needs no work."""
    balance_before = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    """What happened, in words for the person who waits. Empty while all is well."""
    trouble_code = models.CharField(max_length=30, blank=True)
    result = models.JSONField(null=True, blank=True)
    """What came that is no clip, such as words or a tempo; None where there is no such thing."""
    rank = models.IntegerField(default=0)
    """The place in the queue: the highest goes first, then the oldest."""
    recipe = models.ForeignKey(
        "Recipe", null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    retry_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="retries"
    )

    objects: ClassVar[models.Manager["Job"]] = JobQuerySet.as_manager()

    class Meta:
        """A click makes one job, a remote task belongs to one job, the end is not due."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "request_key"], name="job_once_a_click"),
            models.UniqueConstraint(
                fields=["account", "remote_id"],
                condition=~Q(remote_id=""),
                name="job_remote_id_once",
            ),
            models.UniqueConstraint(
                fields=["retry_of"], condition=Q(retry_of__isnull=False), name="job_retried_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(FINAL)) | Q(due_at__isnull=True),
                name="job_final_is_not_due",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.SUBMITTED) | ~Q(remote_id=""),
                name="job_submitted_has_remote_id",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="job_due"),
            models.Index(fields=["team", "-created_at"], name="job_of_team"),
            models.Index(fields=["project", "-created_at"], name="job_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.title} ({self.state})"

    @property
    def reference(self) -> str:
        """Return the name under which the ledger knows this job."""
        return f"job:{self.id}"

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to happen."""
        return self.state in OPEN

    @property
    def awaits_task(self) -> bool:
        """Tell whether its call may have been taken as a task that nobody named to us yet."""
        settled = self.state == JobState.FAILED and self.trouble_code == Trouble.SETTLED
        return self.state in MAYBE_SENT or (settled and not self.remote_id)


class JobOutput(Row):
    """A clip that came out of a job, in the order the provider listed it."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="outputs")
    clip = models.OneToOneField(Clip, on_delete=models.CASCADE, related_name="output_of")
    position = models.PositiveSmallIntegerField()

    class Meta:
        """Positions are counted from 0 within their job."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "position"], name="job_output_position_once"),
        ]

    def __str__(self) -> str:
        return f"Output {self.position}"


class JobFile(Row):
    """A file that came out of a job, kept in the archive: the whole of a clip in some format."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=10)
    asset = models.OneToOneField(Asset, on_delete=models.PROTECT, related_name="file_of")

    class Meta:
        """A job has each format once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "format"], name="job_file_once_a_format"),
        ]

    def __str__(self) -> str:
        return self.format


class Transition(Row):
    """One recorded move of a job: from where to where, when, and why. Append-only."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="transitions")
    from_state = models.CharField(max_length=11, blank=True)
    to_state = models.CharField(max_length=11)
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.from_state} to {self.to_state}"


class Callback(Row):
    """A webhook delivery that was believed, by its id, so that a repeat is known as one."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="callbacks")
    delivery_id = models.CharField(max_length=100)
    event = models.CharField(max_length=40)

    class Meta:
        """A delivery counts once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "delivery_id"], name="callback_once"),
        ]

    def __str__(self) -> str:
        return self.event


class Absence(Row):
    """Something that the provider said it does not offer to an account; remembered for a while."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.CASCADE, related_name="+")
    engine = models.CharField(max_length=20)
    operation = models.CharField(max_length=30)
    words = models.CharField(max_length=300, blank=True)
    """What the provider said."""
    seen_at = models.DateTimeField()

    class Meta:
        """Each operation of an engine is absent once an account."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "engine", "operation"], name="absence_once_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engine} {self.operation}"


class Recipe(Row):
    """Choices of the composer under a name, to be used again: style, weights, voice, persona."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="recipes")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    spec = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """A team's recipes have names of their own."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "name"], name="recipe_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
