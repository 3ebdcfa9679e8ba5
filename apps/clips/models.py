"""Clips: pieces of audio with their history; ratings; which clip came from which."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import ProviderAccount, Team
from apps.archive.models import Asset
from apps.clips.states import OPEN_STATES, ClipState
from apps.core.models import Row
from apps.lyrics.models import LyricVersion
from apps.projects.models import Project


class ClipQuerySet(models.QuerySet["Clip"]):
    """Words that reads are built of."""

    def of(self, team: Team) -> "ClipQuerySet":
        """Return the team's clips."""
        return self.filter(team=team)

    def kept(self) -> "ClipQuerySet":
        """Return clips that nobody deleted."""
        return self.filter(deleted_at__isnull=True)

    def playable(self) -> "ClipQuerySet":
        """Return clips that play from our own copy."""
        return self.filter(state=ClipState.READY)


class Clip(Row):
    """One piece of audio. Within its project it is a take with a number.

    `remote_id` is the provider's name for it, unique within the account. `request` is a copy of
    what was asked (tags, weights, model …), so that the clip tells its story without its job.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="clips")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="clips")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=9, choices=[(s.value, s.value) for s in ClipState])
    trouble = models.CharField(max_length=300, blank=True)
    account = models.ForeignKey(
        ProviderAccount, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    remote_id = models.CharField(max_length=100, blank=True)
    engine = models.CharField(max_length=20)
    operation = models.CharField(max_length=30)
    model = models.CharField(max_length=40, blank=True)
    tags = models.TextField(blank=True)
    lyrics = models.TextField(blank=True)
    notes = models.TextField(blank=True, default="")
    isrc = models.CharField(max_length=12, blank=True, default="")
    labels = models.TextField(blank=True, default="")
    """The names of its labels, one a line, as `Labelling` has them: for showing and searching."""
    lyric_version = models.ForeignKey(
        LyricVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="clips"
    )
    request = models.JSONField(default=dict)
    stream_url = models.TextField(blank=True)
    audio = models.OneToOneField(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="clip_as_audio"
    )
    wav = models.OneToOneField(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="clip_as_wav"
    )
    cover = models.OneToOneField(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="clip_as_cover"
    )
    picked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Clip"]] = ClipQuerySet.as_manager()

    class Meta:
        """Numbers and provider names are unique; one take of a project is picked."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="clip_number_once"),
            models.UniqueConstraint(
                fields=["account", "remote_id"],
                condition=~Q(remote_id=""),
                name="clip_remote_id_once",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(picked_at__isnull=False),
                name="clip_one_pick_in_project",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClipState.READY) | Q(audio__isnull=False),
                name="clip_ready_has_audio",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["team", "-created_at"], name="clip_of_team"),
            models.Index(fields=["project", "-created_at"], name="clip_of_project"),
            models.Index(
                fields=["team", "-created_at", "-id"],
                condition=Q(deleted_at__isnull=True),
                name="clip_in_library",
            ),
            # With the id in it, takes are counted without reading them.
            models.Index(
                fields=["project", "id"],
                condition=Q(deleted_at__isnull=True),
                name="clip_counted_of_project",
            ),
            # What is on its way is found among very many that are not.
            models.Index(fields=["state"], name="clip_by_state"),
            models.Index(fields=["team", "operation", "-created_at"], name="clip_by_operation"),
            models.Index(fields=["team", "model", "-created_at"], name="clip_by_model"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, take {self.number}"

    @property
    def caption(self) -> str:
        """Return what stands below the title in the player."""
        return f"Take {self.number:02d}" + (f" · {self.tags}" if self.tags else "")

    @property
    def stage(self) -> str:
        """Return the state in the words of the look: composing, archiving, ready or failed."""
        return "failed" if self.state == ClipState.BROKEN else self.state.lower()

    @property
    def label_names(self) -> list[str]:
        """Return the names of the clip's labels."""
        return self.labels.splitlines()

    @property
    def is_open(self) -> bool:
        """Tell whether the clip is still on its way to us."""
        return self.state in OPEN_STATES

    @property
    def can_play(self) -> bool:
        """Tell whether there is something to hear: our own copy, or a preview until it is here."""
        return self.state == ClipState.READY or (self.is_open and bool(self.stream_url))

    @property
    def heard(self) -> "Hearing | None":
        """Return what was found out by listening to it, None if nothing was."""
        return getattr(self, "hearing", None)

    @property
    def measured_key(self) -> str:
        """Return the key that it sounds like, such as `F# minor`; "" where none was told."""
        return self.audio.musical_key if self.audio else ""

    @property
    def duration_s(self) -> float | None:
        """Return the length that was measured, or said, or None."""
        if self.audio is None:
            return None
        return self.audio.duration_s or self.audio.expected_duration_s


class Hearing(Row):
    """What was found out by listening to a clip: when its words are sung, and how fast it is.

    `words` are in order, each with `word` (with its blanks, line ends and section markers),
    `start_s` and `end_s`; empty and None are not known.
    """

    clip = models.OneToOneField(Clip, on_delete=models.CASCADE, related_name="hearing")
    words = models.JSONField(default=list)
    tempo_bpm = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{len(self.words)} words, {self.tempo_bpm or 'unknown'} bpm"


class Rating(Row):
    """What one person thinks of one clip: one to five stars, a like, or both."""

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="ratings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ratings"
    )
    stars = models.PositiveSmallIntegerField(null=True, blank=True)
    liked = models.BooleanField(default=False)

    class Meta:
        """One opinion a person and clip."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clip", "user"], name="rating_once"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__range=(1, 5)), name="rating_in_range"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stars", "clip"], name="rating_by_stars"),
            models.Index(fields=["user", "clip"], condition=Q(liked=True), name="rating_liked_by"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} of 5" if self.stars else "Liked"


class Lineage(Row):
    """An edge: `child` was made from `parent` by `operation`.

    `parent_name` stays when the parent's row is gone for good.
    """

    parent = models.ForeignKey(
        Clip, null=True, on_delete=models.SET_NULL, related_name="edges_to_children"
    )
    parent_name = models.CharField(max_length=140, default="", blank=True)
    child = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="edges_to_parents")
    operation = models.CharField(max_length=30)

    class Meta:
        """An edge stands once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent", "child"], name="lineage_once"),
        ]

    def __str__(self) -> str:
        return self.operation


class Label(Row):
    """A word that a team sorts its takes by, such as "single" or "for Ada"."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="labels")
    name = models.CharField(max_length=40)

    class Meta:
        """A team has a label once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "name"], name="label_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Labelling(Row):
    """A label on a clip."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="labellings")
    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="labellings")

    class Meta:
        """A clip has a label once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["label", "clip"], name="labelling_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} on {self.clip_id}"


class Playlist(Row):
    """Takes of a team in an order of their own."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="playlists")
    title = models.CharField(max_length=120)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Listed newest first."""

        indexes: ClassVar = [models.Index(fields=["team", "-created_at"], name="playlist_of_team")]

    def __str__(self) -> str:
        return self.title


class PlaylistEntry(Row):
    """A take in a playlist, at most once; the lowest position plays first."""

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="entries")
    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="playlist_entries")
    position = models.PositiveIntegerField()

    class Meta:
        """A playlist has a take once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["playlist", "clip"], name="playlist_entry_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["playlist", "position"], name="playlist_entry_order")
        ]

    def __str__(self) -> str:
        return f"{self.position} of {self.playlist_id}"
