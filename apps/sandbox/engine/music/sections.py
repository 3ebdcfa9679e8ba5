"""Write the sections of a song from its plan: chords, singing and band together."""

from collections import Counter
from dataclasses import dataclass, replace

from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.music import band, vocals
from apps.sandbox.engine.music.form import Plan
from apps.sandbox.engine.music.harmony import chord_on
from apps.sandbox.engine.music.style import Style
from apps.sandbox.engine.music.wishes import Frame
from apps.sandbox.engine.score import Chord, Note, Phrase, Section

LEAD_PARTS = {
    "piano": ("Keyboard", 74),
    "e-piano": ("Keyboard", 72),
    "organ": ("Keyboard", 71),
    "lead guitar": ("Guitar", 69),
    "sax": ("Woodwinds", 65),
    "flute": ("Woodwinds", 76),
    "oboe": ("Woodwinds", 74),
    "fiddle": ("Strings", 74),
    "square lead": ("Synth", 72),
}


@dataclass(frozen=True, slots=True)
class Session:
    """What all sections of one writing share.

    `salt` is (seed, take, style); choruses may take theirs from another song, so that they come
    back as themselves. `first` numbers the first section, `into` is the kind of section that
    follows the last one, None at the end of a song.
    """

    fixed: Frame
    salt: tuple[object, ...]
    weirdness: float = 0.0
    choir: bool = True
    chorus_salt: tuple[object, ...] | None = None
    first: int = 0
    into: str | None = None

    def salt_of(self, kind: str) -> tuple[object, ...]:
        """Return the salt that decides melody and chords of a kind of section."""
        return self.chorus_salt if kind == "Chorus" and self.chorus_salt else self.salt


def write_sections(
    plans: tuple[Plan, ...],
    session: Session,
    chords: tuple[tuple[Chord, ...], ...] | None = None,
) -> tuple[Section, ...]:
    """Return the sections of a plan; `chords` gives each one's chords instead of drawing them."""
    fixed = session.fixed
    kinds = [*(plan.kind for plan in plans[1:]), session.into]
    rows = chords or tuple(
        _chords(plan, fixed, session.salt_of(plan.kind), last=into is None, into=into)
        for plan, into in zip(plans, kinds, strict=True)
    )
    seen: Counter[str] = Counter()
    sections = []
    for at, plan in enumerate(plans):
        scene = band.Scene(
            plan=plan,
            chords=rows[at],
            following=rows[min(at + 1, len(plans) - 1)][0],
            into=kinds[at],
            occurrence=seen[plan.kind],
            tonic=fixed.tonic,
            mode=fixed.mode,
            tempo_bpm=fixed.tempo_bpm,
            salt=(*session.salt, session.first + at),
        )
        seen[plan.kind] += 1
        sections.append(_section(scene, session, sung=any(one.lines for one in plans)))
    return tuple(sections)


def _section(scene: band.Scene, session: Session, *, sung: bool) -> Section:
    plan, fixed = scene.plan, session.fixed
    setting = setting_of(session, plan.kind)
    phrases = phrases_of(plan, scene.chords, setting)
    notes = band.play(fixed.style, scene)
    if not sung and plan.kind in ("Verse", "Chorus", "Bridge"):
        part, centre = LEAD_PARTS[fixed.style.lead]
        higher = 3 if plan.kind == "Chorus" else 0
        notes += tuple(vocals.lead(plan, scene.chords, setting, part, centre + higher))
    return Section(
        kind=plan.kind,
        label=plan.label,
        style=fixed.style.name,
        tempo_bpm=fixed.tempo_bpm,
        tonic=fixed.tonic,
        mode=fixed.mode,
        beats=4.0 * plan.bars,
        chords=scene.chords,
        notes=in_order(notes),
        phrases=phrases,
        uid="-".join(str(one) for one in scene.salt),
    )


def in_order(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Return notes part by part, each in the order of time."""
    return tuple(
        sorted(notes, key=lambda note: (note.part, note.instrument, note.beat, note.pitch))
    )


def setting_of(session: Session, kind: str) -> vocals.Setting:
    """Return what melodies of a kind of section must agree with."""
    return vocals.Setting(
        style=session.fixed.style,
        tonic=session.fixed.tonic,
        mode=session.fixed.mode,
        gender=session.fixed.gender,
        weirdness=session.weirdness,
        choir=session.choir,
        salt=session.salt_of(kind),
    )


def phrases_of(
    plan: Plan, chords: tuple[Chord, ...], setting: vocals.Setting
) -> tuple[Phrase, ...]:
    """Return the sung lines of a plan on the style's swung grid."""
    return tuple(_swing(phrase, setting.style) for phrase in vocals.phrases(plan, chords, setting))


def _swing(phrase: Phrase, style: Style) -> Phrase:
    """Lay the syllables on the swung grid."""
    return replace(
        phrase,
        syllables=tuple(
            replace(
                syllable,
                beat=round(band.swung(syllable.beat, style), 5),
                beats=round(
                    band.swung(syllable.beat + syllable.beats, style)
                    - band.swung(syllable.beat, style),
                    5,
                ),
            )
            for syllable in phrase.syllables
        ),
    )


def _chords(
    plan: Plan, fixed: Frame, salt: tuple[object, ...], *, last: bool, into: str | None
) -> tuple[Chord, ...]:
    """Return one chord a bar: the section's progression, a turnaround before a chorus, an end."""
    style = fixed.style
    options = style.major_chords if fixed.mode == "major" else style.minor_chords
    degrees = _progression(plan.kind, options, salt)
    row = [int(degrees[bar % len(degrees)]) for bar in range(plan.bars)]
    if into == "Chorus" and plan.bars >= 4:
        row[-1] = 5
    if last:
        row[-1] = 1
        row[-2:-1] = [5] if len(row) > 2 else row[-2:-1]
    return tuple(
        chord_on(degree, fixed.tonic, fixed.mode, style.colour, 4.0 * bar, 4.0)
        for bar, degree in enumerate(row)
    )


def _progression(kind: str, options: tuple[str, ...], salt: tuple[object, ...]) -> str:
    """Draw the progression of a kind of section; chorus and verse get different ones.

    Takes walk through the same shuffled row from different places, so they differ too.
    """
    seed, take, style = salt[0], salt[1], salt[2]
    order = chance(seed, style, "progressions").permutation(len(options))
    place = {
        "Chorus": 0,
        "Break": 0,
        "Verse": 1,
        "Intro": 1,
        "Outro": 1,
        "Pre-Chorus": 2,
        "Bridge": 2,
    }[kind]
    return options[int(order[(place + 2 * int(str(take))) % len(options)])]
