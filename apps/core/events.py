"""The facts that pages tell one another through htmx; docs/events.md says who sends and hears."""

from enum import StrEnum


class Event(StrEnum):
    """A kebab-case fact, sent as an `HX-Trigger` header and heard on `body`."""

    JOB_QUEUED = "job-queued"
    JOBS_CHANGED = "jobs-changed"
    CLIPS_CHANGED = "clips-changed"
    LYRICS_SAVED = "lyrics-saved"
    PLAYLIST_CHANGED = "playlist-changed"
    BALANCE_CHANGED = "balance-changed"
    COMMENTS_CHANGED = "comments-changed"
    BALLOTS_CHANGED = "ballots-changed"
