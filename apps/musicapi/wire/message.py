"""One request and one answer as plain data, and the careful reading of JSON."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Literal

from apps.musicapi.errors import BadAnswer

Members = dict[str, Any]

SHOWN_CHARACTERS = 200
LONGEST_WAIT_S = 3600.0


class Pace(StrEnum):
    """How long a call may take; the transport knows the seconds."""

    POLL = "poll"
    SUBMIT = "submit"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `paid` means that sending it twice may cost twice.

    `names_source` means that the body names a clip or task, so that a 404 is about that one.
    `is_free_on_timeout` means that a 504 is known to take nothing.
    """

    method: Literal["GET", "POST"]
    path: str
    members: Members | None = field(default=None, repr=False)
    query: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = Pace.SUBMIT
    paid: bool = True
    names_source: bool = True
    is_free_on_timeout: bool = False

    @property
    def content(self) -> bytes | None:
        """The body as it goes out."""
        if self.members is None:
            return None
        return json.dumps(self.members, allow_nan=False).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def request_id(self) -> str:
        """What the provider's support can find this call by."""
        names = ("x-request-id", "x-vercel-id", "cf-ray")
        return next((self.headers[name] for name in names if self.headers.get(name)), "")

    @property
    def retry_after_s(self) -> float | None:
        """Seconds to wait as the server asks; a date is read against the server's own clock."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return min(float(value), LONGEST_WAIT_S)
        try:
            wait = parsedate_to_datetime(value) - parsedate_to_datetime(self.headers["date"])
        except (KeyError, TypeError, ValueError):
            return None
        return min(max(wait.total_seconds(), 0.0), LONGEST_WAIT_S)


def members_of(answer: Answer) -> Members:
    """Read the body as a JSON object, or raise BadAnswer."""
    try:
        document = json.loads(answer.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise bad_answer(answer, "no JSON") from error
    if not isinstance(document, dict):
        raise bad_answer(answer, "no JSON object")
    return document


def members_if_any(answer: Answer) -> Members:
    """Read the body as a JSON object; {} if it is none, as error pages may be HTML or empty."""
    try:
        return members_of(answer)
    except BadAnswer:
        return {}


def bad_answer(answer: Answer, lack: str) -> BadAnswer:
    """Build the error for an answer in which `lack` describes what is wrong."""
    shown = " ".join(answer.body[: SHOWN_CHARACTERS * 4].decode(errors="replace").split())
    message = f"MusicAPI answered {answer.status} with {lack}: {shown[:SHOWN_CHARACTERS]!r}"
    return BadAnswer(message, status=answer.status, request_id=answer.request_id)


def text(value: object) -> str:
    """Read a text; anything else is ""."""
    return value if isinstance(value, str) else ""


def words(values: tuple[str, ...]) -> list[str] | None:
    """Send a list only if there is something in it."""
    return list(values) or None


def identifier(value: object) -> str:
    """Read an id or a seed, which some families send as a number."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def joined(value: object) -> str:
    """Read words that come as one text or as a list of texts."""
    if isinstance(value, list):
        return ", ".join(word for word in value if isinstance(word, str))
    return text(value)


def address(value: object) -> str:
    """Read a web address; a status text in its place is no address."""
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else ""


def number(value: object) -> float | None:
    """Read a finite number that may come as a decimal text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) else None


def seconds(value: object) -> float | None:
    """Read a length of time; a negative one is none."""
    read = number(value)
    return read if read is not None and read >= 0 else None


def inner(members: Members, name: str) -> Members:
    """Read a member that is an object; anything else is {}."""
    value = members.get(name)
    return value if isinstance(value, dict) else {}


def listed(members: Members, name: str) -> list[Members]:
    """Read a member that is a list of objects; other items are left out."""
    value = members.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def present(members: Members) -> Members:
    """Leave out what was not given, and make all line ends the same."""
    return {
        name: _plain(value) for name, value in members.items() if value is not None and value != ""
    }


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
