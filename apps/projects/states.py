"""How far a project is, as plain data."""

from enum import StrEnum


class ProjectStatus(StrEnum):
    """How far a song is, as its makers say."""

    SKETCH = "sketch"
    WORKING = "working"
    MIXING = "mixing"
    DONE = "done"
