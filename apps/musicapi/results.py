"""What the provider answered, in our words: frozen, complete, without anything of HTTP.

Texts are "" and addresses are "" where the provider said nothing; numbers are None.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from .words import ClipRole, ClipState, Engine, FailureKind, TaskState


@dataclass(frozen=True, slots=True)
class Submission:
    """One accepted call. Store `task_id` before anything else: nobody can list past tasks."""

    task_id: str
    engine: Engine
    request_id: str = ""
    warning: str = ""
    uploaded_clip_id: str = ""


@dataclass(frozen=True, slots=True)
class RemoteClip:
    """One piece of audio of a remote task, as it stands now.

    `remote_id` is unique and stable. Where the provider gives none it is built from the task's id
    and the place in the final answer; until then the clip is not shown, as its place may change.
    `audio_url` is a preview that will change while `is_stream` is true. `state_text` is the
    provider's own word for `state`. `stem_name` is there on stems only, and not always: the name
    may be at the end of `title`. `role` tells the halves of an automatic join apart.
    """

    remote_id: str
    state: ClipState
    state_text: str = ""
    title: str = ""
    tags: str = ""
    lyrics: str = ""
    audio_url: str = ""
    is_stream: bool = False
    wav_url: str = ""
    image_url: str = ""
    duration_s: float | None = None
    model: str = ""
    seed: str = ""
    stem_name: str = ""
    error_text: str = ""
    role: ClipRole = ClipRole.WHOLE

    @property
    def is_final(self) -> bool:
        """Whether this clip will not change any more."""
        return self.state in (ClipState.SUCCEEDED, ClipState.FAILED)

    @property
    def is_playable(self) -> bool:
        """Whether the final audio is there to be fetched."""
        return self.state is ClipState.SUCCEEDED and bool(self.audio_url)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task failed. `refunded` is None unless the provider says whether it paid back."""

    kind: FailureKind
    message: str = ""
    kind_text: str = ""
    refunded: bool | None = None


@dataclass(frozen=True, slots=True)
class RemotePersona:
    """A reusable voice or style on the provider's side."""

    persona_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A remote task as one poll saw it.

    `failure` is there exactly when `state` is FAILED. A DONE task has at least one playable clip or
    a persona; some of its clips may have failed. `progress_percent` is 0 to 100 where an engine
    gives it.
    """

    task_id: str
    engine: Engine
    state: TaskState
    clips: tuple[RemoteClip, ...] = ()
    failure: Failure | None = None
    progress_percent: int | None = None
    persona: RemotePersona | None = None
    request_id: str = ""

    @property
    def is_final(self) -> bool:
        """Whether polling may stop."""
        return self.state in (TaskState.DONE, TaskState.FAILED)


@dataclass(frozen=True, slots=True)
class Balance:
    """Credits of the account; extra credits are spent first and need an active plan."""

    credits: Decimal
    extra_credits: Decimal

    @property
    def total(self) -> Decimal:
        """What can be spent while the plan is active."""
        return self.credits + self.extra_credits


@dataclass(frozen=True, slots=True)
class LyricCandidate:
    """One text that the provider wrote."""

    title: str
    lyrics: str


@dataclass(frozen=True, slots=True)
class Tempo:
    """Measured tempo of a clip in beats per minute."""

    average_bpm: float
    lowest_bpm: float | None = None
    highest_bpm: float | None = None


@dataclass(frozen=True, slots=True)
class TimedWord:
    """One sung word with its place; `word` keeps its blanks, line ends and section markers."""

    word: str
    start_s: float
    end_s: float
    confidence: float | None = None
    is_aligned: bool = True


@dataclass(frozen=True, slots=True)
class VocalExtract:
    """An isolated stretch of a voice, to make a persona from."""

    vocal_id: str
    source_clip_id: str = ""
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class MidiNote:
    """One note; `pitch` is its MIDI number, `velocity` whatever scale the provider uses."""

    pitch: float
    start_s: float
    end_s: float
    velocity: float | None = None


@dataclass(frozen=True, slots=True)
class MidiPart:
    """The notes of one instrument."""

    name: str
    notes: tuple[MidiNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Midi:
    """A transcription: its file ("" when there is none) and its parts."""

    midi_url: str
    parts: tuple[MidiPart, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file that can be fetched."""

    format: str
    url: str


@dataclass(frozen=True, slots=True)
class BatchItem:
    """The fate of one item of a batch: a task, or the reason why there is none."""

    task_id: str = ""
    error_text: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch; items are in the order in which they were sent."""

    batch_id: str
    items: tuple[BatchItem, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SharedSong:
    """Public facts of a share link (old suno family)."""

    title: str = ""
    author: str = ""
    tags: str = ""
    audio_url: str = ""
    image_url: str = ""
