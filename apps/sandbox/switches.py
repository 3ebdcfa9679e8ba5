"""Prompt switches: words in square brackets by which a person asks for a fate by hand.

`[fail:task]`, `[slow:30]`, `[hang]`, `[seed:7]`, `[shape:number]` and the like may stand anywhere
in the lyrics, description, title or tags. docs/sandbox.md lists them. Pure; no Django.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

FATES = ("moderation", "forbidden", "task", "timeout", "api", "one", "all")
SHAPES = ("code", "nocode", "number", "string", "state", "bare")
_MAX_SLOW_S = 86_400
_MAX_SEED = 2**32

_PATTERN = re.compile(r"\[(fail|slow|hang|seed|shape)(?::([^\]\n]*))?\]", re.IGNORECASE)


class UnknownSwitch(ValueError):
    """A switch was written that does not exist; the message says which exist."""


@dataclass(frozen=True)
class Switches:
    """What the switches of one request ask for."""

    fate: str = ""
    slow_s: float = 0.0
    hang: bool = False
    seed: int | None = None
    shapes: frozenset[str] = frozenset()


def read_switches(texts: Iterable[str]) -> Switches:
    """Collect the switches in several texts; of one kind written twice the last counts.

    Raises: UnknownSwitch.
    """
    found = [match.groups() for text in texts for match in _PATTERN.finditer(text)]
    values: dict[str, str] = {}
    shapes: set[str] = set()
    for word, value in found:
        values[word.lower()] = (value or "").strip().lower()
        if word.lower() == "shape":
            shapes.add(_one_of("shape", values["shape"], SHAPES))
    return Switches(
        fate=_one_of("fail", values["fail"], FATES) if "fail" in values else "",
        slow_s=_number("slow", values["slow"], _MAX_SLOW_S) if "slow" in values else 0.0,
        hang="hang" in values,
        seed=int(_number("seed", values["seed"], _MAX_SEED)) if "seed" in values else None,
        shapes=frozenset(shapes),
    )


def without_switches(text: str) -> str:
    """Remove the switches from a text, so that nobody sings them."""
    return _PATTERN.sub("", text).strip()


def _one_of(word: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise UnknownSwitch(f"[{word}:{value}] is not a switch; use one of {', '.join(choices)}")
    return value


def _number(word: str, value: str, maximum: int) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 <= number <= maximum:
        raise UnknownSwitch(f"[{word}:{value}] needs a number from 0 to {maximum}")
    return number
