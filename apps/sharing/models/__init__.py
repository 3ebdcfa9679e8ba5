"""Rows of sharing: links, what is said about takes, and who is told."""

from apps.sharing.models.ballots import QUESTION_LENGTH, Ballot, Candidate, Vote
from apps.sharing.models.comments import COMMENT_LENGTH, Comment
from apps.sharing.models.links import RECIPIENT_LENGTH, ShareLink, digest_of
from apps.sharing.models.notices import Mailing, Notice

__all__ = [
    "COMMENT_LENGTH",
    "QUESTION_LENGTH",
    "RECIPIENT_LENGTH",
    "Ballot",
    "Candidate",
    "Comment",
    "Mailing",
    "Notice",
    "ShareLink",
    "Vote",
    "digest_of",
]
