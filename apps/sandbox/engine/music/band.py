"""Let the band play a section: every layer of the style its figure, then hooks, swing and feel."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.music import drums
from apps.sandbox.engine.music.figures import FIGURES, Bar
from apps.sandbox.engine.music.form import LIFT, Plan
from apps.sandbox.engine.music.harmony import scale_of, voicing
from apps.sandbox.engine.music.melody import pitches, rhythm
from apps.sandbox.engine.music.style import Layer, Style
from apps.sandbox.engine.music.vocals import chord_at
from apps.sandbox.engine.score import Chord, Note

_RINGING = frozenset(
    (
        "pad",
        "long",
        "stabs",
        "broken",
        "strum",
        "picking",
        "lazy chords",
        "comping",
        "power",
        "swells",
        "skank",
        "walking",
        "two",
        "eighths",
        "drive",
        "lazy",
        "syncopated",
        "dub",
        "pump",
        "offbeats",
    )
)
_BASSES = frozenset(
    ("long", "walking", "two", "eighths", "drive", "lazy", "syncopated", "dub", "offbeats", "power")
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where in the song the band is: which section, what follows, how often it came before."""

    plan: Plan
    chords: tuple[Chord, ...]
    following: Chord
    into: str | None
    occurrence: int
    tonic: int
    mode: str
    tempo_bpm: float
    salt: tuple[object, ...]

    @property
    def lift(self) -> float:
        """Return how big the section is, from 0 to 1; it grows when it comes back."""
        return min(1.0, LIFT[self.plan.kind] + 0.07 * self.occurrence)

    @property
    def last(self) -> bool:
        """Tell whether the song ends with this section."""
        return self.into is None


def play(style: Style, scene: Scene) -> tuple[Note, ...]:
    """Return all notes of the band in a section, with swing and human timing."""
    notes: list[Note] = []
    for at, layer in enumerate(style.layers):
        if _plays(layer, at, scene):
            notes.extend(
                _hook(layer, scene) if layer.figure == "hook" else _layer(layer, at, scene)
            )
    playing_bars = scene.plan.bars - (1 if scene.last else 0)
    notes.extend(
        drums.play(
            style,
            kind=scene.plan.kind,
            bars=playing_bars,
            lift=scene.lift,
            into=scene.into,
            salt=scene.salt,
        )
    )
    if scene.last:
        notes.extend(drums.ending(style, 4.0 * playing_bars))
    notes.extend(_effects(style, scene))
    return tuple(_felt(note, at, style, scene) for at, note in enumerate(notes))


def _plays(layer: Layer, at: int, scene: Scene) -> bool:
    """Tell whether a layer plays here; a first verse keeps some players back for later."""
    if scene.plan.kind not in layer.kinds:
        return False
    held_back = at >= 3 and scene.plan.kind == "Verse" and scene.occurrence == 0
    return not held_back or chance(*scene.salt[:-1], "held back", at).random() < 0.5


def _layer(layer: Layer, at: int, scene: Scene) -> Iterator[Note]:
    figure = FIGURES[layer.figure]
    variant = int(chance(*scene.salt[:-1], "variant", at, scene.plan.kind).integers(6))
    hands: tuple[int, ...] | None = None
    for index, chord in enumerate(scene.chords):
        hands = voicing(chord, layer.low, layer.high, hands)
        bar = Bar(
            index=index,
            last=index == len(scene.chords) - 1,
            kind=scene.plan.kind,
            lift=scene.lift,
            chord=chord,
            following=(*scene.chords, scene.following)[index + 1],
            voicing=hands,
            low=layer.low,
            scale=scale_of(scene.tonic, scene.mode),
            variant=variant + (1 if index % 4 == 3 else 0),
            rng=chance(*scene.salt, "bar", at, index),
        )
        if bar.last and scene.last:
            yield from _final(layer, bar, 4.0 * index)
            return
        if scene.plan.kind == "Intro" and layer.part == "Bass" and index < len(scene.chords) // 2:
            continue
        for beat, beats, pitch, velocity in figure(bar):
            yield Note(
                layer.part, layer.instrument, 4.0 * index + beat, beats, pitch, min(velocity, 1.0)
            )


def _final(layer: Layer, bar: Bar, beat: float) -> Iterator[Note]:
    """Let the last chord ring."""
    if layer.figure not in _RINGING:
        return
    pitches_held = (bar.root,) if layer.figure in _BASSES else bar.voicing
    for at, pitch in enumerate(pitches_held):
        yield Note(layer.part, layer.instrument, beat + 0.03 * at, 4.0, pitch, 0.62)


def _hook(layer: Layer, scene: Scene) -> Iterator[Note]:
    """Play the song's own motif every two bars, fitted to the chords below it."""
    bars = len(scene.chords) - (1 if scene.last else 0)
    rng = chance(*scene.salt[:-1], "hook")
    stresses = [k % 2 == 0 for k in range(int(rng.integers(5, 8)))]
    beats = rhythm(stresses, bars=2, first_step=0, syncopation=0.6, rng=rng)
    for start in range(0, bars - 1, 2):
        line = pitches(
            beats,
            stresses,
            chord_at=lambda beat, start=start: chord_at(scene.chords, 4.0 * start + beat),  # type: ignore[misc]
            scale=scale_of(scene.tonic, scene.mode),
            centre=(layer.low + layer.high) // 2,
            reach=9,
            contour=lambda beat: 3.0 - beat * 0.7,
            rng=chance(*scene.salt[:-1], "hook pitch"),
            goal=None,
        )
        for beat, end, pitch in zip(beats, [*beats[1:], beats[-1] + 1.5], line, strict=True):
            yield Note(
                layer.part,
                layer.instrument,
                4.0 * start + beat,
                min(end - beat, 1.6) * 0.95,
                pitch,
                0.68,
            )


def _effects(style: Style, scene: Scene) -> Iterator[Note]:
    """Rise into a chorus and land on it."""
    if not style.riser:
        return
    if scene.into == "Chorus" and scene.plan.bars > 1:
        yield Note("FX", "riser", 4.0 * scene.plan.bars - 4.0, 4.0, 60, 0.6)
    if scene.plan.kind == "Chorus":
        yield Note("FX", "impact", 0.0, 3.0, 36, 0.7)


def _felt(note: Note, at: int, style: Style, scene: Scene) -> Note:
    """Swing a note and move it by the few milliseconds that make a player human."""
    rng = chance(*scene.salt, "feel", at)
    spread_ms = 2.5 if note.part in ("Drums", "Percussion") else 5.0
    if style.kit == "machine" and note.part in ("Drums", "Bass", "Synth"):
        spread_ms = 0.8
    late_ms = style.laid_back_ms if note.part == "Drums" and note.pitch == drums.SNARE else 0.0
    moved = (late_ms + float(rng.normal(0, spread_ms))) * scene.tempo_bpm / 60_000
    beat = max(0.0, swung(note.beat, style) + moved)
    velocity = min(1.0, max(0.05, note.velocity * float(rng.normal(1.0, 0.04))))
    return replace(
        note, beat=round(beat, 5), beats=round(note.beats, 5), velocity=round(velocity, 4)
    )


def swung(beat: float, style: Style) -> float:
    """Return where a straight beat falls when the style swings."""
    unit = style.swing_unit
    whole, inside = divmod(beat, unit)
    share = inside / unit
    bent = (
        share * style.swing * 2
        if share < 0.5
        else style.swing + (share - 0.5) * (1 - style.swing) * 2
    )
    return (whole + bent) * unit
