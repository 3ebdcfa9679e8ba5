"""What a song is asked to be, before anything is composed."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

Profile = Literal["full", "fast"]
Gender = Literal["f", "m"]


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a person said about the song they want.

    `style_weight` and `weirdness` run from 0 to 1, `duration_s` is a wish in seconds. Without
    `lyrics` the engine writes its own from `description`, if `auto_lyrics` allows it. `form` asks
    for sections of a kind (`Verse`, `Chorus`, …) and a length in seconds, in this order.
    """

    lyrics: str | None = None
    description: str | None = None
    title: str | None = None
    tags: str = ""
    negative_tags: str = ""
    instrumental: bool = False
    voice: Gender | None = None
    style_weight: float | None = None
    weirdness: float | None = None
    duration_s: float | None = None
    auto_lyrics: bool = False
    form: tuple[tuple[str, float], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the brief as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read a brief that `to_json` wrote."""
        form = tuple((str(kind), float(length_s)) for kind, length_s in data.get("form", ()))
        return cls(**{**data, "form": form})
