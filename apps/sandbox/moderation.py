"""Content rules: what the service refuses at submit (CONTRACT 7.3). Pure; no Django.

A small, documented stand-in for the provider's review: artist names, producer tags, lyrics
without a word, and the switch `[fail:moderation]`.
"""

import re

_ARTISTS = (
    "ariana grande",
    "billie eilish",
    "bob dylan",
    "bruno mars",
    "david bowie",
    "ed sheeran",
    "elton john",
    "kanye west",
    "kendrick lamar",
    "lady gaga",
    "michael jackson",
    "pink floyd",
    "taylor swift",
    "the beatles",
    "the weeknd",
)
_ARTIST = re.compile(r"\b(?:" + "|".join(map(re.escape, _ARTISTS)) + r")\b", re.IGNORECASE)
_PRODUCER_TAG = re.compile(r"\bprod(?:uced)?\.? by\b", re.IGNORECASE)
_MARKER = re.compile(r"\[[^\]]*\]|\([^)]*\)")


def style_objection(text: str) -> str:
    """Say why a style or description is refused; empty when it is not."""
    match = _ARTIST.search(text)
    return f"artist names are not allowed: {match.group()}" if match else ""


def lyrics_objection(text: str) -> str:
    """Say why lyrics are refused; empty when they are not."""
    if _PRODUCER_TAG.search(text):
        return "producer tags are not allowed in lyrics"
    if not any(letter.isalpha() for letter in _MARKER.sub("", text)):
        return "lyrics need words besides section markers"
    return ""
