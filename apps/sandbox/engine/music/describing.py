"""Say a style in more words: its tempo, its players, how it feels."""

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.music.styles import choose

_FEELS = {
    "swung": ("with a swinging feel", "with a loose, swung feel"),
    "straight": ("with a straight, steady feel", "with an even, driving pulse"),
    "free": ("drifting, with no drums", "floating, without a beat to lean on"),
}
_ROOMS = ((1.2, "close and dry"), (2.0, "in a warm room"), (9.0, "in a wide, open space"))
_SWUNG = 0.53


def enriched(tags: str) -> str:
    """Return a longer description of a style: the tags, then what our band would make of them."""
    style = choose(tags)
    rng = chance(tags, "enriched")
    low, high = style.tempo
    players = list(dict.fromkeys(layer.instrument for layer in style.layers))
    shown = [str(one) for one in rng.permutation(players[:6])[:4]]
    feel = "free" if style.groove is None else "swung" if style.swing > _SWUNG else "straight"
    phrase = _FEELS[feel][int(rng.integers(2))]
    room = next(words for longest_s, words in _ROOMS if style.room_s < longest_s)
    colour = {"power": "power chords", "triad": "open triads", "seventh": "seventh chords"}.get(
        style.colour, "rich ninth chords"
    )
    said = tags.strip().rstrip(".,")
    return (
        f"{said}, around {round((low + high) / 2)} bpm, {', '.join(shown)}, "
        f"{colour}, {phrase}, recorded {room}"
    )
