"""The states of a job and the legal moves between them, as plain data."""

from enum import StrEnum


class JobState(StrEnum):
    """Where a piece of work is. docs/architecture.md tells the whole story."""

    QUEUED = "QUEUED"
    """Ours alone so far: credits are held, nothing was sent."""
    SUBMITTING = "SUBMITTING"
    """The request is about to leave or has left; nobody may send it again."""
    UNCONFIRMED = "UNCONFIRMED"
    """The request may or may not have arrived; to be found out, never repeated blindly."""
    SUBMITTED = "SUBMITTED"
    """The provider accepted it, took the price and gave a task id."""
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


MOVES: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.SUBMITTING, JobState.FAILED, JobState.CANCELLED}),
    JobState.SUBMITTING: frozenset(
        {
            JobState.SUBMITTED,
            JobState.SUCCEEDED,  # an operation whose answer is its result
            JobState.QUEUED,  # proved not sent
            JobState.UNCONFIRMED,  # no answer, or nobody left who could have heard it
            JobState.FAILED,  # refused
        }
    ),
    JobState.UNCONFIRMED: frozenset(
        {
            JobState.SUBMITTED,  # a callback named the task, or the answer came late
            JobState.SUCCEEDED,  # the answer came late and was the result
            JobState.QUEUED,  # the balance proves that it was never taken
            JobState.FAILED,  # a person settled it
        }
    ),
    JobState.SUBMITTED: frozenset({JobState.SUCCEEDED, JobState.FAILED}),
    JobState.SUCCEEDED: frozenset(),
    JobState.FAILED: frozenset(
        {JobState.SUBMITTED}
    ),  # a person asked to look again, or a late callback
    JobState.CANCELLED: frozenset(),
}

FINAL = frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED})
OPEN = frozenset(JobState) - FINAL
MAYBE_SENT = frozenset({JobState.SUBMITTING, JobState.UNCONFIRMED})


class Trouble(StrEnum):
    """Why a job waits or ended badly, for pages that must tell cases apart."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    REFUSED = "refused"
    KEY_REFUSED = "key_refused"
    NO_CREDITS = "no_credits"
    ENGINE_GONE = "engine_gone"
    NO_ANSWER = "no_answer"
    TAKEN_UNHEARD = "taken_unheard"
    NEEDS_PERSON = "needs_person"
    FAILED_THERE = "failed_there"
    NO_AUDIO = "no_audio"
    LOST = "lost"
    EXPIRED = "expired"
    SETTLED = "settled"


MAY_LOOK_AGAIN = frozenset({Trouble.LOST, Trouble.EXPIRED})

SPLITS = ("stems_basic", "stems_full")
"""Kinds of work that take a clip apart."""

WITHOUT_TAKES = frozenset(
    {
        *SPLITS,
        "wav",
        "persona",
        "lyrics",
        "tags",
        "bpm",
        "timing",
        "midi",
        "vox",
        "download",
        "voice",
    }
)
"""Kinds of work that end in something else than takes. A test compares them with the kinds."""
