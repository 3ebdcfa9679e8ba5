"""The one exception by which the sandbox says no, in any envelope of CONTRACT 7.1."""

from typing import Any


class Refusal(Exception):
    """A call that is answered with an error; raised before anything was changed or charged."""

    def __init__(self, status: int, headers: dict[str, str] | None = None, **body: Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.headers = headers or {}
        self.body = body
