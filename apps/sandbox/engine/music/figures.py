"""What a player does with one bar: figures for bass, chords, arpeggios and lines.

A figure gets a `Bar` and yields hits: beat inside the bar, length in beats, pitch, velocity.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from apps.sandbox.engine.music.harmony import nearest
from apps.sandbox.engine.score import Chord

Hit = tuple[float, float, int, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """What a player knows while playing one bar; `lift` from 0 to 1 is how big the moment is."""

    index: int
    last: bool
    kind: str
    lift: float
    chord: Chord
    following: Chord
    voicing: tuple[int, ...]
    low: int
    scale: tuple[int, ...]
    variant: int
    rng: np.random.Generator

    @property
    def root(self) -> int:
        """Return the lowest root within the player's range."""
        return self.low + (self.chord.root - self.low) % 12

    @property
    def next_root(self) -> int:
        """Return the root of the next bar's chord, as near as possible."""
        return nearest(self.following.root, self.root)

    @property
    def fifth(self) -> int:
        """Return the fifth near the root, above or below to stay low."""
        above = self.root + (self.chord.tones[2] - self.chord.root) % 12
        return above if above < self.low + 14 else above - 12

    def approach(self) -> int:
        """Return a note one step away from the next root."""
        return self.next_root + (
            -1 if self.next_root > self.root else 1 if self.next_root < self.root else -5
        )


def hold(bar: Bar) -> Iterator[Hit]:
    """Hold the whole chord through the bar."""
    for pitch in bar.voicing:
        yield 0.0, 3.98, pitch, 0.55 + 0.2 * bar.lift


def hold_root(bar: Bar) -> Iterator[Hit]:
    """Hold the root through the bar."""
    yield 0.0, 3.9, bar.root, 0.75


def eighths_bass(bar: Bar) -> Iterator[Hit]:
    """Play a pop bass: few notes in verses, driving eighths with octaves in choruses."""
    if bar.lift < 0.7:
        yield from _bass_hits(bar, ((0.0, 1.4, 0), (1.5, 0.45, 0), (2.0, 1.3, 0), (3.5, 0.45, 7)))
    elif bar.variant % 2:
        yield from _bass_hits(bar, tuple((k / 2, 0.42, 12 if k in (3, 7) else 0) for k in range(8)))
    else:
        steps = (0, 3, 6, 8, 11, 14)
        yield from _bass_hits(bar, tuple((s / 4, 0.6, 7 if s == 14 else 0) for s in steps))


def drive_bass(bar: Bar) -> Iterator[Hit]:
    """Pump eighths on the root and lead into the next chord."""
    for k in range(8):
        pitch = bar.approach() if k == 7 and bar.next_root != bar.root else bar.root
        yield k / 2, 0.46, pitch, 0.88 if k % 2 == 0 else 0.74


def lazy_bass(bar: Bar) -> Iterator[Hit]:
    """Play few, long notes that lean back, with a pick-up into the next bar."""
    yield 0.0, 1.4, bar.root, 0.85
    if bar.variant % 2 or bar.rng.random() < 0.4:
        yield 1.75, 0.6, bar.fifth, 0.6
    yield 2.5, 0.9, bar.root, 0.75
    if bar.rng.random() < 0.6:
        yield 3.5, 0.45, bar.approach(), 0.6


def walking_bass(bar: Bar) -> Iterator[Hit]:
    """Walk in quarters: root, chord tones or steps, and a leading note."""
    third = nearest(bar.chord.tones[1], bar.root + 4)
    middle = bar.rng.permutation([third, bar.fifth, nearest(bar.chord.tones[-1], bar.root + 3)])
    line = (bar.root, int(middle[0]), int(middle[1]), bar.approach())
    for beat, pitch in enumerate(line):
        yield float(beat), 0.92, pitch, 0.82 if beat % 2 else 0.74
    if bar.rng.random() < 0.2:
        yield 2.5, 0.3, line[2], 0.5


def two_bass(bar: Bar) -> Iterator[Hit]:
    """Alternate root and fifth, as in folk music."""
    yield 0.0, 1.7, bar.root, 0.8
    yield 2.0, 1.3, bar.fifth, 0.72
    if bar.last or bar.rng.random() < 0.25:
        yield 3.5, 0.45, bar.approach(), 0.6


def offbeat_bass(bar: Bar) -> Iterator[Hit]:
    """Play between the kicks of a four-to-the-floor."""
    for beat in range(4):
        yield beat + 0.5, 0.4, bar.root + (12 if beat == 3 and bar.variant % 2 else 0), 0.85
        if bar.variant % 3 == 0:
            yield beat + 0.75, 0.2, bar.root, 0.6


def syncopated_bass(bar: Bar) -> Iterator[Hit]:
    """Play a funk line: the one, ghosts, octave and a chromatic way home."""
    yield 0.0, 0.7, bar.root, 0.92
    yield 0.75, 0.2, bar.root, 0.5
    yield 1.5, 0.4, bar.fifth if bar.variant % 2 else bar.root + 12, 0.75
    yield 2.25, 0.5, bar.root, 0.72
    yield (2.75, 0.3, bar.root + 10, 0.6) if bar.variant % 3 == 0 else (3.0, 0.3, bar.fifth, 0.6)
    yield 3.5, 0.4, bar.approach(), 0.72


def dub_bass(bar: Bar) -> Iterator[Hit]:
    """Leave the one empty or heavy, and answer melodically in the second half."""
    third = nearest(bar.chord.tones[1], bar.root + 3)
    if bar.variant % 2:
        yield 0.0, 0.9, bar.root, 0.95
        yield 1.5, 0.4, bar.root, 0.8
        yield 2.0, 0.45, third, 0.82
        yield 2.5, 0.9, bar.fifth, 0.85
    else:
        yield 0.5, 0.4, bar.root, 0.85
        yield 1.0, 0.8, bar.root, 0.9
        yield 2.5, 0.4, bar.fifth, 0.8
        yield 3.0, 0.45, third, 0.8
        yield 3.5, 0.4, bar.root, 0.75


def _bass_hits(bar: Bar, hits: Iterable[tuple[float, float, int]]) -> Iterator[Hit]:
    for beat, beats, interval in hits:
        pitch = bar.fifth if interval == 7 else bar.root + interval
        yield beat, beats, pitch, 0.86 if beat % 1 == 0 else 0.74


def stabs(bar: Bar) -> Iterator[Hit]:
    """Strike chords with a pushed second half."""
    patterns = (
        ((0.0, 1.4), (1.5, 0.9), (2.5, 1.2)),
        ((0.0, 0.9), (1.0, 0.9), (2.0, 0.9), (3.0, 0.9)),
        ((0.0, 1.4), (1.5, 1.4), (3.0, 0.9)),
    )
    for beat, beats in patterns[bar.variant % 3]:
        for pitch in bar.voicing:
            yield beat, beats, pitch, (0.62 if beat else 0.7) + 0.1 * bar.lift


def broken(bar: Bar) -> Iterator[Hit]:
    """Break the chord in gentle eighths, up and down."""
    top = (*bar.voicing, bar.voicing[0] + 12)
    order = ((0, 1, 2, 3, 2, 1, 2, 1), (0, 2, 1, 2, 3, 2, 1, 2), (0, 1, 2, 1, 3, 1, 2, 1))[
        bar.variant % 3
    ]
    for k, step in enumerate(order):
        yield (
            k / 2,
            1.2,
            top[min(step, len(top) - 1)],
            (0.62 if k % 4 == 0 else 0.48) + 0.08 * bar.lift,
        )


def arpeggio(bar: Bar) -> Iterator[Hit]:
    """Run through the chord in sixteenths over two octaves."""
    tones = (*bar.voicing, *(pitch + 12 for pitch in bar.voicing[:2]))
    step = (1, 2, 3)[bar.variant % 3]
    for k in range(16):
        strength = 0.72 if k % 4 == 0 else 0.5
        yield k / 4, 0.3, tones[(k * step) % len(tones)], strength + 0.1 * bar.lift


def strum(bar: Bar) -> Iterator[Hit]:
    """Strum down and up, strings a few milliseconds apart."""
    strokes = (
        ((0.0, 1), (1.0, 1), (1.5, -1), (2.5, -1), (3.0, 1), (3.5, -1)),
        ((0.0, 1), (0.5, -1), (1.0, 1), (1.5, -1), (2.0, 1), (2.5, -1), (3.0, 1), (3.5, -1)),
        ((0.0, 1), (1.0, 1), (1.5, -1), (2.0, 1), (3.0, 1), (3.5, -1)),
    )[bar.variant % 3]
    full = (*bar.voicing, bar.voicing[0] + 12)
    for beat, way in strokes:
        strings = full if way > 0 else full[:0:-1]
        for k, pitch in enumerate(strings):
            yield beat + 0.022 * k, 0.85, pitch, (0.7 if beat % 1 == 0 else 0.5) - 0.03 * k


def picking(bar: Bar) -> Iterator[Hit]:
    """Pick with an alternating thumb below and two fingers above."""
    thumb = (
        bar.low + (bar.chord.root - bar.low) % 12,
        bar.low + (bar.chord.tones[2] - bar.low) % 12,
    )
    fingers = sorted(bar.voicing)[-3:]
    pattern = ((0, None), (None, 1), (1, 2), (None, 1), (0, None), (None, 2), (1, 0), (None, 1))
    for k, (low, high) in enumerate(pattern):
        if low is not None:
            yield k / 2, 1.4, thumb[low], 0.68
        if high is not None:
            yield k / 2, 1.1, fingers[(high + bar.variant) % len(fingers)], 0.56


def power(bar: Bar) -> Iterator[Hit]:
    """Chug power chords in verses and let them ring in choruses."""
    root = bar.root
    if bar.kind in ("Verse", "Intro", "Pre-Chorus"):
        beats = [
            (k / 2, 0.32 if k % 4 else 0.46)
            for k in range(8)
            if k not in ((3,) if bar.variant % 2 else ())
        ]
    else:
        beats = (
            [(0.0, 1.45), (1.5, 0.95), (2.5, 0.95), (3.5, 0.48)]
            if bar.variant % 2
            else [(0.0, 1.9), (2.0, 1.4), (3.5, 0.48)]
        )
    for beat, length in beats:
        for interval in (0, 7, 12):
            yield beat, length, root + interval, 0.85 if beat == 0 else 0.75


def lazy_chords(bar: Bar) -> Iterator[Hit]:
    """Roll chords loosely, once or twice a bar."""
    for beat, beats in (
        ((0.0, 2.2), (2.5, 1.3)) if bar.variant % 2 else ((0.0, 1.3), (1.5, 1.8), (3.5, 0.45))
    ):
        for k, pitch in enumerate(bar.voicing):
            yield beat + 0.025 * k, beats, pitch, (0.6 if beat == 0 else 0.5) - 0.03 * k


def comping(bar: Bar) -> Iterator[Hit]:
    """Place short jazz chords between the beats."""
    places = (
        ((0.0, 0.9), (1.5, 0.4)),
        ((0.5, 0.4), (2.0, 0.9)),
        ((1.5, 0.9), (3.5, 0.4)),
        ((0.0, 0.4), (2.5, 1.2)),
    )[int(bar.rng.integers(4))]
    for beat, beats in places:
        for pitch in bar.voicing:
            yield beat, beats, pitch, 0.5 + 0.18 * float(bar.rng.random())


def four_to_the_bar(bar: Bar) -> Iterator[Hit]:
    """Strum short chords on every beat, as swing guitarists do."""
    for beat in range(4):
        for k, pitch in enumerate(bar.voicing):
            yield beat + 0.01 * k, 0.5, pitch, 0.62 if beat % 2 else 0.48


def chops(bar: Bar) -> Iterator[Hit]:
    """Chop short funky chords on syncopated sixteenths."""
    for step in ((4, 7, 12), (4, 10, 12, 15), (3, 6, 12))[bar.variant % 3]:
        for k, pitch in enumerate(bar.voicing):
            yield step / 4 + 0.008 * k, 0.18, pitch, 0.7 if step % 4 == 0 else 0.55


def skank(bar: Bar) -> Iterator[Hit]:
    """Strike short chords on the second and fourth beat, as in reggae."""
    for beat in (1.0, 3.0):
        for k, pitch in enumerate(bar.voicing):
            yield beat + 0.006 * k, 0.24, pitch, 0.82
        if bar.variant % 3 == 1:
            for pitch in bar.voicing:
                yield beat + 0.5, 0.14, pitch, 0.45


def bubble(bar: Bar) -> Iterator[Hit]:
    """Bubble an organ around the skank."""
    for beat in range(4):
        for pitch in bar.voicing:
            yield beat + 0.5, 0.2, pitch, 0.62
        yield beat + 0.25, 0.18, bar.voicing[0] - 12, 0.5


def pump(bar: Bar) -> Iterator[Hit]:
    """Pump big chords in dotted figures that breathe with the kick."""
    steps = (
        ((0, 3), (3, 3), (6, 4), (10, 3), (13, 3)) if bar.variant % 2 else ((0, 6), (6, 6), (12, 4))
    )
    for step, length in steps:
        for pitch in bar.voicing:
            yield step / 4, length / 4 - 0.04, pitch, 0.72 + 0.15 * bar.lift


def ostinato(bar: Bar) -> Iterator[Hit]:
    """Drive short repeated notes through the chord."""
    order = ((0, 0, 1, 0, 2, 0, 1, 0), (0, 1, 2, 1, 0, 1, 2, 1))[bar.variant % 2]
    for k, step in enumerate(order):
        yield k / 2, 0.3, bar.voicing[step % len(bar.voicing)], 0.78 if k % 4 == 0 else 0.58
        if bar.lift > 0.8:
            yield k / 2 + 0.25, 0.22, bar.voicing[step % len(bar.voicing)], 0.45


def swells(bar: Bar) -> Iterator[Hit]:
    """Let the chord grow through the bar."""
    for pitch in bar.voicing:
        yield 0.0, 3.9, pitch, 0.5 + 0.35 * bar.lift


def drops(bar: Bar) -> Iterator[Hit]:
    """Let single high notes fall here and there."""
    high = [pitch for pitch in range(bar.low, bar.low + 25) if pitch % 12 in bar.chord.tones]
    for beat in sorted(bar.rng.choice(8, int(bar.rng.integers(1, 4)), replace=False) / 2):
        yield float(beat), 2.0, int(bar.rng.choice(high)), 0.35 + 0.25 * float(bar.rng.random())


def answers(bar: Bar) -> Iterator[Hit]:
    """Answer the singer at the end of every second bar with a short run towards a chord tone."""
    if bar.index % 2 == 0 or bar.rng.random() < 0.25:
        return
    ladder = [p for p in range(bar.low, bar.low + 20) if p % 12 in bar.scale and _open(p, bar)]
    goal = int(bar.rng.integers(2, max(3, len(ladder) - 2)))
    way = 1 if bar.rng.random() < 0.5 else -1
    beats = ((2.5, 3.0, 3.5), (2.75, 3.0, 3.25, 3.5), (2.5, 3.5))[int(bar.rng.integers(3))]
    for k, beat in enumerate(beats):
        step = goal - way * (len(beats) - 1 - k)
        yield beat, 0.45, ladder[min(max(step, 0), len(ladder) - 1)], 0.55 + 0.06 * k


def _open(pitch: int, bar: Bar) -> bool:
    """Tell whether a pitch avoids a semitone above a chord tone."""
    return all((pitch - tone) % 12 != 1 for tone in bar.chord.tones)


def texture(bar: Bar) -> Iterator[Hit]:
    """Keep a background noise going."""
    if bar.index % 2 == 0:
        yield 0.0, 8.0, bar.low, 0.6


FIGURES: dict[str, Callable[[Bar], Iterator[Hit]]] = {
    "pad": hold,
    "long": hold_root,
    "eighths": eighths_bass,
    "drive": drive_bass,
    "lazy": lazy_bass,
    "walking": walking_bass,
    "two": two_bass,
    "offbeats": offbeat_bass,
    "syncopated": syncopated_bass,
    "dub": dub_bass,
    "stabs": stabs,
    "broken": broken,
    "arpeggio": arpeggio,
    "strum": strum,
    "picking": picking,
    "power": power,
    "lazy chords": lazy_chords,
    "comping": comping,
    "four to the bar": four_to_the_bar,
    "chops": chops,
    "skank": skank,
    "bubble": bubble,
    "pump": pump,
    "ostinato": ostinato,
    "swells": swells,
    "drops": drops,
    "answers": answers,
    "texture": texture,
}
