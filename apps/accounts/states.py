"""The states of a provider account's key, as plain data."""

from enum import StrEnum


class KeyState(StrEnum):
    """What the provider said of the key when it was last used."""

    UNTRIED = "UNTRIED"
    WORKING = "WORKING"
    REFUSED = "REFUSED"
