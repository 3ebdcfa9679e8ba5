"""Fit a melody to syllables: where they fall (dynamic programming) and on which pitch (Viterbi)."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from apps.sandbox.engine.score import Chord

STEPS_PER_BAR = 16
_WEIGHTS = np.array(
    [4, -0.8, 0.2, -0.8, 1.4, -0.8, 0.4, -0.6, 2.8, -0.8, 0.2, -0.8, 1.4, -0.8, 0.4, -0.8]
)
Floats = npt.NDArray[np.float64]


def rhythm(
    stresses: Sequence[bool],
    *,
    bars: int,
    first_step: int,
    syncopation: float,
    rng: np.random.Generator,
) -> list[float]:
    """Return the beat of every syllable inside a line of `bars` bars.

    Stressed syllables seek strong beats, unstressed ones the weak places between; syllables
    spread over about four fifths of the line and leave the rest to breathe. With more syllables
    than sixteenths the grid gets finer.
    """
    count = len(stresses)
    grid = STEPS_PER_BAR * bars
    fineness = 1
    while count > 0.7 * grid * fineness:
        fineness *= 2
    metre = _metre(bars, fineness, syncopation, rng)
    last = int(grid * fineness * (0.72 if count < 0.45 * grid else 0.84))
    places = _best_places(stresses, metre, first_step * fineness, max(last, count + 1), fineness)
    return [place / (4 * fineness) for place in places]


def _metre(bars: int, fineness: int, syncopation: float, rng: np.random.Generator) -> Floats:
    """Return how heavy each place of the grid is, bent by syncopation and a little chance."""
    weights = np.tile(_WEIGHTS, bars)
    weights[2::4] += 1.6 * syncopation * rng.uniform(0.2, 1.0, len(weights[2::4]))
    weights += rng.normal(0, 0.35 + 0.3 * syncopation, len(weights))
    fine = np.full(len(weights) * fineness, -2.0)
    fine[::fineness] = weights
    return fine


def _best_places(
    stresses: Sequence[bool], metre: Floats, first: int, last: int, fineness: int
) -> list[int]:
    count, grid = len(stresses), len(metre)
    widest = 6 * fineness
    ideal = min(4.0 * fineness, (last - first) / max(count - 1, 1))
    value = np.full((count, grid), -1e9)
    came_from = np.zeros((count, grid), dtype=np.int64)
    opening = range(first, min(first + 4 * fineness, grid))
    weak = np.where(metre > 0, -0.3 * metre, 1.3 * metre)
    for place in opening:
        opened = 0.6 * metre[place] if stresses[0] else weak[place]
        value[0, place] = opened - 0.4 * (place - first) / fineness
    for k in range(1, count):
        weights = metre if stresses[k] else weak
        for place in range(k, min(last + 1, grid)):
            earliest = max(0, place - widest)
            gaps = place - np.arange(earliest, place)
            reached = value[k - 1, earliest:place] - 0.22 * ((gaps - ideal) / fineness) ** 2
            best = int(np.argmax(reached))
            value[k, place] = reached[best] + weights[place]
            came_from[k, place] = earliest + best
    place = int(np.argmax(value[count - 1]))
    places = [place]
    for k in range(count - 1, 0, -1):
        place = int(came_from[k, place])
        places.append(place)
    return places[::-1]


def pitches(
    beats: Sequence[float],
    stresses: Sequence[bool],
    *,
    chord_at: Callable[[float], Chord],
    scale: Sequence[int],
    centre: int,
    reach: int,
    contour: Callable[[float], float],
    rng: np.random.Generator,
    goal: int | None,
) -> list[int]:
    """Return a pitch for every onset: singable steps, chord tones where it counts, a shape.

    `contour` gives the wished distance from `centre` in semitones for a beat; `goal` is the pitch
    class the last note should end on, None for any chord tone.
    """
    compass = np.array([p for p in range(centre - reach, centre + reach + 1) if p % 12 in scale])
    costs = np.array(
        [
            _fit(compass, chord_at(beat), beat, centre + contour(beat), stressed=stressed)
            for beat, stressed in zip(beats, stresses, strict=True)
        ]
    )
    costs += rng.normal(0, 0.3, costs.shape)
    if goal is not None:
        costs[-1] += np.where(compass % 12 == goal, -1.0, 4.0)
    return [int(compass[k]) for k in _viterbi(costs, _leaps(compass))]


def _fit(
    compass: npt.NDArray[np.int64], chord: Chord, beat: float, wished: float, *, stressed: bool
) -> Floats:
    in_chord = np.isin(compass % 12, chord.tones[:4])
    strong = stressed or beat % 1 < 0.01
    clash = np.array([any((pitch - tone) % 12 == 1 for tone in chord.tones) for pitch in compass])
    penalty = np.where(in_chord, 0.0, (2.0 if strong else 0.5) + 1.2 * clash * strong)
    fit: Floats = penalty + 0.13 * np.abs(compass - wished)
    return fit


def _leaps(compass: npt.NDArray[np.int64]) -> Floats:
    distance = np.abs(compass[:, None] - compass[None, :])
    steps = np.select(
        [distance == 0, distance <= 2, distance <= 4, distance <= 7], [0.35, 0.0, 0.4, 0.75], 3.0
    )
    return np.asarray(steps, dtype=np.float64)


def _viterbi(costs: Floats, moves: Floats) -> list[int]:
    total = costs[0]
    trail: list[npt.NDArray[np.int64]] = []
    for cost in costs[1:]:
        reached = total[:, None] + moves
        trail.append(np.argmin(reached, axis=0))
        total = np.min(reached, axis=0) + cost
    best = [int(np.argmin(total))]
    for came_from in reversed(trail):
        best.append(int(came_from[best[-1]]))
    return best[::-1]
