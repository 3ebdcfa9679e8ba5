"""What tags and descriptions say in so many words: tempo, key, voice, mood."""

import re
from dataclasses import dataclass

from apps.sandbox.engine.brief import Brief, Gender
from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.music.style import Style
from apps.sandbox.engine.music.styles import choose
from apps.sandbox.engine.score import NOTE_NAMES

_SAME = {
    "C#": "Db",
    "D#": "Eb",
    "GB": "F#",
    "G#": "Ab",
    "A#": "Bb",
    "CB": "B",
    "E#": "F",
    "FB": "E",
    "B#": "C",
}
_SAD = re.compile(
    r"\b(sad|dark|melanchol\w*|minor|moody|heartbreak|lonely|haunting|gloomy|tragic)\b"
)
_GLAD = re.compile(r"\b(happy|bright|joyful|uplifting|major|sunny|cheerful|hopeful|warm|fun)\b")


@dataclass(frozen=True, slots=True)
class Frame:
    """The fixed points of a song: its style, tempo, key and singer."""

    style: Style
    tempo_bpm: float
    tonic: int
    mode: str
    gender: Gender
    instrumental: bool


def frame(brief: Brief, *, seed: int, take: int, slowest: float = 0.0) -> Frame:
    """Return the fixed points: as asked where the brief says so, drawn from the style otherwise.

    The second take moves tempo and key a little, so that it is another reading, not a copy.
    """
    text = f"{brief.tags}, {brief.description or ''}".lower()
    style = choose(brief.tags, brief.description or "", brief.negative_tags)
    rng = chance(seed, style.name, "frame")
    tempo = _asked_tempo(text) or _drawn_tempo(
        style, text, float(rng.random()), brief.weirdness or 0.0, brief.style_weight
    )
    asked_key = _asked_key(text)
    mode = _mood(text) or ("major" if rng.random() < style.major else "minor")
    tonic = int(rng.integers(12))
    if take and not _asked_tempo(text):
        tempo = round(tempo * float(chance(seed, take, "tempo").choice([0.94, 0.97, 1.04, 1.07])))
    if take:
        tonic = (tonic + int(chance(seed, take, "tonic").choice([2, 3, 5, 9, 10]))) % 12
    if asked_key:
        tonic, mode = asked_key
    return Frame(
        style=style,
        tempo_bpm=float(max(tempo, slowest)),
        tonic=tonic,
        mode=mode,
        gender=brief.voice or _asked_voice(text) or ("f" if rng.random() < 0.5 else "m"),
        instrumental=brief.instrumental or "instrumental" in brief.tags.lower(),
    )


def _drawn_tempo(
    style: Style, text: str, draw: float, weirdness: float, typical: float | None
) -> int:
    """Return a tempo of the style, nearer to its middle the more `typical` (0 to 1) it must be."""
    if re.search(r"\b(slow|ballad|calm|gentle)\b", text):
        draw *= 0.25
    elif re.search(r"\b(fast|upbeat|energetic|driving)\b", text):
        draw = 0.75 + draw * 0.25
    if typical is not None:
        draw = 0.5 + (draw - 0.5) * (1.5 - typical)
    low, high = style.tempo
    stretch = 1 + max(0.0, weirdness - 0.5) * 0.3 * (draw - 0.5)
    return round((low + draw * (high - low)) * stretch)


def _asked_tempo(text: str) -> float | None:
    found = re.search(r"\b(\d{2,3})\s*bpm\b", text)
    return min(200.0, max(50.0, float(found[1]))) if found else None


def _asked_key(text: str) -> tuple[int, str] | None:
    found = re.search(r"\b([a-g](?:#|b)?)[ -](major|minor)\b", text)
    if not found:
        return None
    name = (
        found[1].upper() if len(found[1]) == 1 or found[1][1] == "#" else found[1][0].upper() + "b"
    )
    name = _SAME.get(name, _SAME.get(name.upper(), name))
    return NOTE_NAMES.index(name), found[2]


def _asked_voice(text: str) -> Gender | None:
    if re.search(r"\b(female|woman|girl|soprano|alto|she)\b", text):
        return "f"
    return "m" if re.search(r"\b(male|man|boy|tenor|baritone|bass voice|he)\b", text) else None


def _mood(text: str) -> str | None:
    if _SAD.search(text):
        return "minor"
    return "major" if _GLAD.search(text) else None
