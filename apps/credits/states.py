"""The words of the book as plain data: kinds and signs, causes, splits, budgets, approvals."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry says. Holds and releases set aside; the others are the book itself."""

    TOP_UP = "top_up"
    HOLD = "hold"
    RELEASE = "release"
    CHARGE = "charge"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"


NEGATIVE = frozenset({EntryKind.HOLD, EntryKind.CHARGE})
POSITIVE = frozenset({EntryKind.RELEASE, EntryKind.REFUND, EntryKind.TOP_UP})
SETTING_ASIDE = frozenset({EntryKind.HOLD, EntryKind.RELEASE})


class Cause(StrEnum):
    """Why an entry follows a difference between the two books."""

    OPENING = "opening"
    LATE_REFUND = "late_refund"
    PRICE_CHANGE = "price_change"
    ELSEWHERE = "elsewhere"
    RESET = "reset"
    BOUGHT = "bought"
    UNKNOWN = "unknown"


CAUSE_WORDS: dict[str, str] = {
    Cause.OPENING: "opening balance",
    Cause.LATE_REFUND: "late refund",
    Cause.PRICE_CHANGE: "price change",
    Cause.ELSEWHERE: "spent outside musicstudio",
    Cause.RESET: "monthly credits",
    Cause.BOUGHT: "extra credits bought",
    Cause.UNKNOWN: "not explained",
}


class Split(StrEnum):
    """By what totals are kept apart; ALL is everything of a day together."""

    ALL = ""
    ENGINE = "engine"
    OPERATION = "operation"
    MODEL = "model"
    PERSON = "person"
    PROJECT = "project"


class Period(StrEnum):
    """How long a budget's credits must last. A month is a month of UTC."""

    MONTH = "month"
    TOTAL = "total"


class AtLimit(StrEnum):
    """What a used-up budget does to the next request."""

    STOP = "stop"
    ASK = "ask"


class ApprovalState(StrEnum):
    """Where a request to go past a budget is; a granted one is used up by one generation."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    USED = "used"


OPEN_APPROVAL = frozenset({ApprovalState.ASKED, ApprovalState.GRANTED})
