"""The plan of a song: which sections, how many bars, which lines where."""

from dataclasses import dataclass, replace
from itertools import cycle

from apps.sandbox.engine.brief import Profile
from apps.sandbox.engine.words.sheet import Stanza
from apps.sandbox.engine.words.syllables import of_line

SHORTEST_S, LONGEST_S = 45.0, 120.0
FAST_LINES = 8
LIFT = {
    "Intro": 0.45,
    "Verse": 0.6,
    "Pre-Chorus": 0.75,
    "Chorus": 1.0,
    "Bridge": 0.65,
    "Break": 0.9,
    "Outro": 0.5,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One section to be composed: `line_bars` gives the bars of every line."""

    kind: str
    label: str
    lines: tuple[str, ...]
    line_bars: tuple[int, ...]
    bars: int


def plan(
    stanzas: tuple[Stanza, ...], *, bar_s: float, profile: Profile, wish_s: float | None
) -> tuple[Plan, ...]:
    """Return the sections of a song, framed and filled up to a fitting length.

    Every line of the sheet is sung in `full`; `fast` sings at most eight lines, a bar each.
    """
    if profile == "fast" and wish_s is None:
        return _fast(stanzas)
    plans = _framed([_section(stanza, 2) for stanza in stanzas], 4)
    lowest, highest = (
        (SHORTEST_S, LONGEST_S) if wish_s is None else (wish_s - 2 * bar_s, wish_s + 2 * bar_s)
    )
    if _seconds(plans, bar_s) > highest:
        plans = _framed([_section(stanza, 2) for stanza in stanzas], 2)
    if _seconds(plans, bar_s) > highest:
        plans = _framed([_section(stanza, 1) for stanza in stanzas], 2)
    while wish_s is not None and _seconds(plans, bar_s) > highest and len(plans) > 3:
        plans = [*plans[:-2], plans[-1]]
    return tuple(_filled(plans, lowest, highest, bar_s))


def continuation(
    stanzas: tuple[Stanza, ...], *, bar_s: float, profile: Profile, wish_s: float | None
) -> tuple[Plan, ...]:
    """Return the sections that continue a song: the sheet's, or a solo and a chorus without."""
    sung = tuple(stanza for stanza in stanzas if stanza.lines)
    if not sung:
        bars = 2 if profile == "fast" else max(4, round(((wish_s or 24 * bar_s) / bar_s - 4) / 2))
        return (_empty("Break", bars), _empty("Chorus", bars), _empty("Outro", max(1, bars // 3)))
    if profile == "fast":
        return _fast(sung)
    body = [_section(stanza, 2) for stanza in stanzas]
    framed = _framed(body, 4)
    opening = 0 if framed[0] is body[0] else 1
    wanted = wish_s or 0.0
    return tuple(_filled(framed[opening:], wanted - 2 * bar_s, wanted + 2 * bar_s, bar_s))


def instrumental(*, bar_s: float, profile: Profile, wish_s: float | None) -> tuple[Plan, ...]:
    """Return the sections of a song without words."""
    if profile == "fast" and wish_s is None:
        return _brief(18.0, bar_s)
    body = [_empty("Verse", 8), _empty("Chorus", 8)]
    wanted = wish_s if wish_s is not None else 75.0
    for kind in cycle(("Verse", "Bridge", "Chorus", "Break", "Verse", "Chorus")):
        if _seconds(_framed(body, 4), bar_s) >= wanted - 4 * bar_s:
            break
        body.append(_empty(kind, 8 if kind != "Bridge" else 4))
    while _seconds(_framed(body, 4), bar_s) > wanted + 4 * bar_s and len(body) > 1:
        body.pop(0)
    plans = tuple(_framed(body, 4))
    return plans if _seconds([*plans], bar_s) <= wanted + 4 * bar_s else _brief(wanted, bar_s)


def _brief(wanted: float, bar_s: float) -> tuple[Plan, ...]:
    """Return the sections of a wordless song too short for sections of eight bars."""
    bars = max(2, int(wanted / bar_s) - 1)
    return (_empty("Verse", bars // 2), _empty("Chorus", bars - bars // 2), _empty("Outro", 1))


def asked(wanted: tuple[tuple[str, float], ...], *, bar_s: float) -> tuple[Plan, ...]:
    """Return sections of given kinds and lengths; each ends with the bar nearest to its end."""
    plans, end_s, bars = [], 0.0, 0
    for kind, length_s in wanted:
        end_s += length_s
        until = max(bars + 1, round(end_s / bar_s))
        plans.append(_empty(kind, until - bars))
        bars = until
    return tuple(plans)


def _fast(stanzas: tuple[Stanza, ...]) -> tuple[Plan, ...]:
    counts = [0] * len(stanzas)
    for at in cycle(range(len(stanzas))):
        wanting = sum(len(stanza.lines) for stanza in stanzas) - sum(counts)
        if wanting == 0 or sum(counts) == FAST_LINES:
            break
        if counts[at] < len(stanzas[at].lines):
            counts[at] += 1
    sung = [
        _section(replace(stanza, lines=stanza.lines[:count]), 1)
        for stanza, count in zip(stanzas, counts, strict=True)
        if count
    ]
    short = max(0, 5 - sum(section.bars for section in sung))
    return (*([_empty("Intro", short)] if short else []), *sung, _empty("Outro", 1))


def _section(stanza: Stanza, bars_per_line: int) -> Plan:
    line_bars = tuple(
        max(bars_per_line, -(-len(of_line(line)) // (13 if bars_per_line > 1 else 12)))
        for line in stanza.lines
    )
    bars = sum(line_bars) or 4
    if bars_per_line > 1:
        bars = -(-bars // 4) * 4
    return Plan(stanza.kind, stanza.label, stanza.lines, line_bars, bars)


def _empty(kind: str, bars: int) -> Plan:
    return Plan(kind, kind, (), (), bars)


def _framed(body: list[Plan], bars: int) -> list[Plan]:
    before = [] if body and body[0].kind == "Intro" else [_empty("Intro", bars)]
    after = (
        [] if body and body[-1].kind == "Outro" and not body[-1].lines else [_empty("Outro", bars)]
    )
    return [*before, *body, *after]


def _filled(plans: list[Plan], lowest: float, highest: float, bar_s: float) -> list[Plan]:
    """Add a solo and repeat the chorus until the song is long enough, then no more."""
    chorus = next((plan for plan in plans if plan.kind == "Chorus"), plans[len(plans) // 2])
    for extra in cycle((_empty("Break", 8), chorus)):
        missing = lowest - _seconds(plans, bar_s)
        if missing <= 0:
            return plans
        fits = _seconds([*plans, extra], bar_s) <= highest
        added = extra if fits else _empty("Break", max(2, -int(-missing // bar_s)))
        plans = [*plans[:-1], added, plans[-1]]
    return plans


def _seconds(plans: list[Plan], bar_s: float) -> float:
    return sum(plan.bars for plan in plans) * bar_s
