"""Keys, scales, chords, and how chords lie under the hands."""

from itertools import pairwise, product

from apps.sandbox.engine.score import NOTE_NAMES, Chord

SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
_SIZES = {"power": 3, "triad": 3, "seventh": 4, "ninth": 5}


def scale_of(tonic: int, mode: str) -> tuple[int, ...]:
    """Return the pitch classes of a key, beginning with the tonic."""
    return tuple((tonic + step) % 12 for step in SCALES[mode])


def chord_on(degree: int, tonic: int, mode: str, colour: str, beat: float, beats: float) -> Chord:
    """Return the chord on a scale degree (1 to 7).

    The fifth degree of minor is raised to major; the seventh degree of major is the flat one of
    rock and folk, because a diminished triad leads nowhere.
    """
    scale = scale_of(tonic, mode)
    if mode == "major" and degree == 7:
        return Chord(
            beat,
            beats,
            (tonic + 10) % 12,
            ((tonic + 10) % 12, (tonic + 2) % 12, (tonic + 5) % 12),
            NOTE_NAMES[(tonic + 10) % 12],
        )
    index = degree - 1
    tones = [scale[(index + third) % 7] for third in range(0, 2 * _SIZES[colour], 2)]
    if mode == "minor" and degree == 5:
        tones[1] = (tones[1] + 1) % 12
    if _has_flat_ninth(tones):
        tones.pop()
    return Chord(beat, beats, tones[0], tuple(tones), _name(tones))


def _has_flat_ninth(tones: list[int]) -> bool:
    return len(tones) == 5 and (tones[4] - tones[0]) % 12 == 1


def _name(tones: list[int]) -> str:
    third, fifth = ((tone - tones[0]) % 12 for tone in tones[1:3])
    quality = {(4, 7): "", (3, 7): "m", (3, 6): "dim", (4, 8): "aug"}.get((third, fifth), "")
    seventh = ""
    if len(tones) > 3:
        major_seventh = (tones[3] - tones[0]) % 12 == 11
        seventh = ("maj" if major_seventh else "") + ("9" if len(tones) > 4 else "7")
    return NOTE_NAMES[tones[0]] + quality + seventh


def voicing(
    chord: Chord, low: int, high: int, before: tuple[int, ...] | None = None
) -> tuple[int, ...]:
    """Return pitches of the chord between `low` and `high` that move least from `before`.

    A ninth chord leaves out its root, which the bass plays, and its fifth, which nobody misses.
    """
    tones = chord.tones if len(chord.tones) < 5 else (chord.tones[1], *chord.tones[3:])
    choices = [_places(tone, low, high) for tone in tones]
    centre = (low + high) / 2
    return min(
        (tuple(sorted(pitches)) for pitches in product(*choices)),
        key=lambda pitches: (_movement(pitches, before, centre) + _spread(pitches), pitches),
    )


def _places(tone: int, low: int, high: int) -> list[int]:
    found = [pitch for pitch in range(low, high + 1) if pitch % 12 == tone]
    return found or [low + (tone - low) % 12]


def _movement(pitches: tuple[int, ...], before: tuple[int, ...] | None, centre: float) -> float:
    if before is None:
        return abs(sum(pitches) / len(pitches) - centre)
    nearest = sum(min(abs(pitch - old) for old in before) for pitch in pitches)
    return nearest + 0.35 * abs(sum(pitches) / len(pitches) - centre)


def _spread(pitches: tuple[int, ...]) -> float:
    gaps = [b - a for a, b in pairwise(pitches)]
    return sum(4.0 for gap in gaps if gap < 2) + max(0, pitches[-1] - pitches[0] - 14) * 0.8


def nearest(tone: int, around: int) -> int:
    """Return the pitch of the class `tone` that lies closest to the pitch `around`."""
    return around + (tone - around + 6) % 12 - 6
