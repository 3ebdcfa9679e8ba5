"""What each role may do: the one table that access checks and docs/roles.md are made from."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    """A member's part in a team, from the widest rights to the narrowest."""

    OWNER = "owner"
    PRODUCER = "producer"
    REVIEWER = "reviewer"
    LISTENER = "listener"


class Right(IntEnum):
    """What a page or an action asks for. A role that has a right has all lower ones."""

    LISTEN = 1
    REVIEW = 2
    PRODUCE = 3
    OWN = 4


MEANING: dict[Right, str] = {
    Right.LISTEN: "See songs, hear takes, read lyrics",
    Right.REVIEW: "Rate, like, comment and vote",
    Right.PRODUCE: "Write lyrics, spend credits, pick takes, download masters",
    Right.OWN: "Change members, the provider key, budgets and the team itself",
}
"""What a right lets a person do, in the words that pages and docs/roles.md show."""

RIGHT_OF_ROLE: dict[Role, Right] = {
    Role.OWNER: Right.OWN,
    Role.PRODUCER: Right.PRODUCE,
    Role.REVIEWER: Right.REVIEW,
    Role.LISTENER: Right.LISTEN,
}


def allows(role: str, right: Right) -> bool:
    """Tell whether a member with `role` has `right`."""
    return RIGHT_OF_ROLE[Role(role)] >= right


def table() -> list[tuple[Right, str, dict[Role, bool]]]:
    """Return every right with its meaning and, for each role, whether the role has it."""
    return [
        (right, MEANING[right], {role: allows(role, right) for role in Role}) for right in Right
    ]
