"""What links lead to, what notices tell and how people want them, as plain data."""

from enum import StrEnum


class TargetKind(StrEnum):
    """What a share link leads to. `selectors.targets` says what each of them shows."""

    TAKE = "TAKE"
    SONG = "SONG"
    PLAYLIST = "PLAYLIST"
    COMPARISON = "COMPARISON"
    MIX = "MIX"


class NoticeKind(StrEnum):
    """What happened that somebody should know."""

    MENTION = "MENTION"
    ANSWER = "ANSWER"
    COMMENT = "COMMENT"
    GUEST = "GUEST"
    BALLOT = "BALLOT"
    RESULT = "RESULT"

    @property
    def says(self) -> str:
        """Return it in words, to follow the name of who did it."""
        return SAYS[self]


SAYS = {
    NoticeKind.MENTION: "named you",
    NoticeKind.ANSWER: "answered in a thread of yours",
    NoticeKind.COMMENT: "commented on a take of yours",
    NoticeKind.GUEST: "commented through a link of yours",
    NoticeKind.BALLOT: "asks for your vote",
    NoticeKind.RESULT: "closed a ballot; the result is there",
}


class MailWish(StrEnum):
    """When somebody wants notices by mail."""

    ONCE = "once"
    DAILY = "daily"
    OFF = "off"
