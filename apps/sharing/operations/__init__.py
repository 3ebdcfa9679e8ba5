"""Every write of sharing."""

from apps.sharing.operations.ballots import BadBallotError, close, open_ballot, vote
from apps.sharing.operations.comments import (
    BadCommentError,
    answer,
    comment,
    edit,
    resolve,
    take_back,
)
from apps.sharing.operations.links import (
    NothingToShareError,
    count_download,
    count_play,
    remake_mixes,
    revoke,
    share,
)
from apps.sharing.operations.notices import (
    mail_off,
    off_token,
    read_all,
    send_mails,
    tell,
    wish_mail,
)

__all__ = [
    "BadBallotError",
    "BadCommentError",
    "NothingToShareError",
    "answer",
    "close",
    "comment",
    "count_download",
    "count_play",
    "edit",
    "mail_off",
    "off_token",
    "open_ballot",
    "read_all",
    "remake_mixes",
    "resolve",
    "revoke",
    "send_mails",
    "share",
    "take_back",
    "tell",
    "vote",
    "wish_mail",
]
