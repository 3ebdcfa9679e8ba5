"""The styles of music the engine knows, and how words choose one."""

from apps.sandbox.engine.music import bands, soundscapes
from apps.sandbox.engine.music.style import Style

STYLES = {
    style.name: style
    for style in (
        bands.POP,
        bands.ROCK,
        soundscapes.LOFI,
        bands.JAZZ,
        bands.FOLK,
        soundscapes.ELECTRONIC,
        soundscapes.AMBIENT,
        soundscapes.ORCHESTRAL,
        bands.RNB,
        bands.REGGAE,
    )
}


def choose(tags: str, description: str = "", negative_tags: str = "") -> Style:
    """Return the style the words ask for most, `pop` when they ask for none.

    Earlier tags weigh more, a description weighs less than tags, negative tags rule styles out.
    """
    scores = {
        name: _asked(style, tags) * 3
        + _asked(style, description)
        - 9 * bool(_asked(style, negative_tags))
        for name, style in STYLES.items()
    }
    return STYLES[max(scores, key=lambda name: scores[name])]


def _asked(style: Style, text: str) -> float:
    lowered = f" {text.lower().replace('_', ' ')} "
    found = [lowered.find(word) for word in style.words if word in lowered]
    return sum((1.0 + len(lowered) / (len(lowered) + 8 * at)) for at in found)
