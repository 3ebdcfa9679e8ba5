"""Make new songs from songs: continue, cover, replace a stretch, swap band or singer.

All functions take scores and return scores; nothing sounds before `render`.
"""

from dataclasses import replace
from math import ceil

from apps.sandbox.engine.brief import Brief, Profile
from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.joining import join, split
from apps.sandbox.engine.music import band, form
from apps.sandbox.engine.music.form import Plan
from apps.sandbox.engine.music.harmony import chord_on, scale_of
from apps.sandbox.engine.music.sections import (
    LEAD_PARTS,
    Session,
    in_order,
    phrases_of,
    setting_of,
    write_sections,
)
from apps.sandbox.engine.music.style import Style
from apps.sandbox.engine.music.styles import STYLES, choose
from apps.sandbox.engine.music.wishes import Frame
from apps.sandbox.engine.score import Chord, Note, Phrase, Score, Section, Singer
from apps.sandbox.engine.words import sheet

_MELODIC = ("Verse", "Chorus", "Bridge")


def extend(
    score: Score,
    *,
    at_s: float,
    brief: Brief,
    seed: int,
    take: int = 0,
    profile: Profile = "full",
) -> Score:
    """Return the continuation of a song from a moment: same key, tempo, style and singer.

    A recording has no style of ours, so there the brief's tags choose one. Choruses keep the
    song's own melody. The song's beginning is not included: `join` the first half of `split`
    with it.
    """
    kept, _ = split(score, at_s)
    last = (kept.sections or score.sections)[-1]
    fixed = _frame_of(last, score.singer, instrumental=brief.instrumental)
    if last.tape and brief.tags:
        fixed = replace(fixed, style=choose(brief.tags, negative_tags=brief.negative_tags))
    style = fixed.style.name
    session = Session(
        fixed,
        (seed, take, style),
        brief.weirdness or 0.0,
        choir=profile == "full",
        chorus_salt=(score.seed, score.take, style),
        first=len(kept.sections),
    )
    lyrics = "" if brief.instrumental else brief.lyrics or ""
    plans = form.continuation(
        sheet.read(lyrics), bar_s=240 / fixed.tempo_bpm, profile=profile, wish_s=brief.duration_s
    )
    return replace(
        score,
        title=brief.title or score.title,
        tags=brief.tags or score.tags,
        lyrics=lyrics,
        sections=write_sections(plans, session),
    )


def cover(score: Score, *, tags: str, seed: int, take: int = 0, audio_weight: float = 0.5) -> Score:
    """Return the song in another style: melody, words, form and key stay, the band changes.

    The tempo moves to the new style the further the smaller `audio_weight` (0 to 1) is.
    """
    style = choose(tags)
    sections = tuple(
        _covered(score, at, style, (seed, take, style.name), audio_weight)
        for at in range(len(score.sections))
    )
    return replace(
        score, tags=tags or score.tags, seed=seed, take=take, sections=sections, master=None
    )


def swap_sound(score: Score, *, tags: str, seed: int, take: int = 0) -> Score:
    """Return the song with another band in the same tempo; the singing stays note for note."""
    return cover(score, tags=tags, seed=seed, take=take, audio_weight=1.0)


def swap_vocals(score: Score, *, singer: Singer) -> Score:
    """Return the song sung by somebody else, an octave away where the range asks for it."""
    shift = {("f", "m"): -12, ("m", "f"): 12}.get((score.singer.gender, singer.gender), 0)
    sections = tuple(
        replace(section, phrases=tuple(_shifted(phrase, shift) for phrase in section.phrases))
        for section in score.sections
    )
    return replace(score, singer=singer, sections=sections)


def other_singer(score: Score, *, seed: int, gender: str | None = None) -> Singer:
    """Return a new voice for a song, of the other gender unless told."""
    rng = chance(seed, "other singer")
    return Singer(
        gender=gender or ("m" if score.singer.gender == "f" else "f"),
        tract=round(float(rng.normal(1.0, 0.03)), 4),
        breath=round(float(rng.uniform(0.1, 0.45)), 4),
        vibrato_cents=round(float(rng.uniform(18, 42)), 2),
        vibrato_hz=round(float(rng.uniform(5.0, 6.2)), 3),
    )


def replace_section(
    score: Score, *, from_s: float, to_s: float, lyrics: str | None, seed: int, take: int = 0
) -> Score:
    """Return the song with one stretch written anew; everything outside stays as it was.

    The stretch keeps its length, key, tempo and chords. Without `lyrics` its own lines are sung to
    a new melody.
    """
    head, rest = split(score, from_s)
    middle, tail = split(rest, to_s - from_s)
    written = tuple(
        _rewritten(section, score, lines, (seed, take, section.style), len(head.sections) + at)
        for at, (section, lines) in enumerate(
            zip(middle.sections, _shared_lines(middle, lyrics), strict=True)
        )
    )
    return join(head, replace(middle, sections=written), tail)


def add_vocals(score: Score, *, lyrics: str, singer: Singer, seed: int, take: int = 0) -> Score:
    """Return a song with words sung over it in place of its lead line or of what was sung."""
    lines = [line for stanza in sheet.read(lyrics) for line in stanza.lines]
    sections = []
    for section in score.sections:
        kinds = (*_MELODIC, "Pre-Chorus", "Break")
        room = int(section.beats // 8) if section.kind in kinds else 0
        mine, lines = tuple(lines[:room]), lines[room:]
        fixed = _frame_of(section, singer, instrumental=False)
        session = Session(fixed, (seed, take, section.style))
        plan = Plan(section.kind, section.label, mine, (2,) * len(mine), int(section.beats // 4))
        setting = setting_of(session, section.kind)
        notes = tuple(note for note in section.notes if not (mine and _is_lead(note, section)))
        sung = phrases_of(plan, section.chords, setting) if mine else section.phrases
        sections.append(replace(section, notes=notes, phrases=sung))
    return replace(score, lyrics=lyrics, singer=singer, sections=tuple(sections))


def _frame_of(section: Section, singer: Singer, *, instrumental: bool) -> Frame:
    return Frame(
        style=STYLES[section.style],
        tempo_bpm=section.tempo_bpm,
        tonic=section.tonic,
        mode=section.mode,
        gender="f" if singer.gender == "f" else "m",
        instrumental=instrumental,
    )


def _covered(
    score: Score, at: int, style: Style, salt: tuple[object, ...], audio_weight: float
) -> Section:
    section = score.sections[at]
    low, high = style.tempo
    tempo, wanted = section.tempo_bpm, min(max(section.tempo_bpm, low), high)
    if audio_weight < 1 and wanted != tempo:
        tempo = round(audio_weight * tempo + (1 - audio_weight) * wanted, 1)
    chords = tuple(_recoloured(chord, section, style) for chord in section.chords)
    later = score.sections[at + 1 : at + 2]
    scene = band.Scene(
        plan=Plan(section.kind, section.label, (), (), len(chords)),
        chords=chords,
        following=later[0].chords[0] if later else chords[0],
        into=later[0].kind if later else None,
        occurrence=sum(one.kind == section.kind for one in score.sections[:at]),
        tonic=section.tonic,
        mode=section.mode,
        tempo_bpm=tempo,
        salt=(*salt, at),
    )
    notes = tuple(note for note in band.play(style, scene) if note.beat < section.beats)
    return replace(
        section,
        style=style.name,
        tempo_bpm=tempo,
        chords=chords,
        notes=in_order(notes + _melody_for(style, section)),
        uid="-".join(str(one) for one in scene.salt),
        origin_beat=0.0,
        tape=None,
    )


def _recoloured(chord: Chord, section: Section, style: Style) -> Chord:
    """Return a chord of the key in the colours of another style, others unchanged."""
    scale = scale_of(section.tonic, section.mode)
    if chord.root not in scale:
        return chord
    degree = scale.index(chord.root) + 1
    return chord_on(degree, section.tonic, section.mode, style.colour, chord.beat, chord.beats)


def _melody_for(style: Style, section: Section) -> tuple[Note, ...]:
    """Return the lead line of a wordless section, given to the new style's lead instrument."""
    part, _ = LEAD_PARTS[style.lead]
    if section.tape and not section.phrases:
        return tuple(replace(note, part=part, instrument=style.lead) for note in section.tape.heard)
    if section.phrases or section.kind not in _MELODIC:
        return ()
    return tuple(
        replace(note, part=part, instrument=style.lead)
        for note in section.notes
        if _is_lead(note, section)
    )


def _is_lead(note: Note, section: Section) -> bool:
    lead = STYLES[section.style].lead
    return note.instrument == lead and note.part == LEAD_PARTS[lead][0]


def _shifted(phrase: Phrase, semitones: int) -> Phrase:
    return replace(
        phrase,
        syllables=tuple(replace(one, pitch=one.pitch + semitones) for one in phrase.syllables),
        harmonies=tuple(tuple(p + semitones for p in voice) for voice in phrase.harmonies),
    )


def _shared_lines(middle: Score, lyrics: str | None) -> list[tuple[str, ...]]:
    """Share lines out among the sections of a stretch, by their length."""
    if lyrics is None:
        return [tuple(phrase.text for phrase in one.phrases) for one in middle.sections]
    lines = [line for stanza in sheet.read(lyrics) for line in stanza.lines]
    total = sum(section.beats for section in middle.sections)
    shares, done = [], 0.0
    for section in middle.sections:
        first = round(done / total * len(lines))
        done += section.beats
        shares.append(tuple(lines[first : round(done / total * len(lines))]))
    return shares


def _rewritten(
    section: Section, score: Score, lines: tuple[str, ...], salt: tuple[object, ...], at: int
) -> Section:
    """Return a stretch of a section with new singing and playing over its chords."""
    fixed = _frame_of(section, score.singer, instrumental=not lines)
    bars = max(1, ceil(section.beats / 4))
    each = max(1, bars // max(1, len(lines)))
    plan = Plan(section.kind, section.label, lines, (each,) * len(lines), bars)
    chords = _filled(section.chords, bars)
    session = Session(fixed, salt, first=at, into=section.kind)
    (written,) = write_sections((plan,), session, (chords,))
    return replace(
        written,
        beats=section.beats,
        chords=section.chords,
        notes=tuple(note for note in written.notes if note.beat < section.beats),
        phrases=tuple(one for one in written.phrases if one.syllables[0].beat < section.beats),
    )


def _filled(chords: tuple[Chord, ...], bars: int) -> tuple[Chord, ...]:
    """Return one chord for every bar."""
    return tuple(
        replace(chords[min(bar, len(chords) - 1)], beat=4.0 * bar, beats=4.0) for bar in range(bars)
    )
