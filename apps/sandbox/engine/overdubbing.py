"""Make new songs by keeping a song and laying something over it, before it or around it.

Where a song holds recorded sound, the tape goes on playing below what is added.
"""

from dataclasses import replace

from apps.sandbox.engine import remaking
from apps.sandbox.engine.brief import Brief, Profile
from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.joining import join, split
from apps.sandbox.engine.music.sections import in_order
from apps.sandbox.engine.music.styles import choose
from apps.sandbox.engine.score import TAPE_PARTS, Master, Score, Section, Singer, Tape

_LOUDER_DB = (2.0, 3.0)
_TIGHTER_DB = 3.0
_PLAYERS_MS = 6.0
_BAND = tuple(part for part in TAPE_PARTS if part != "Vocals")


def remaster(score: Score, *, strength: str, seed: int, take: int = 0) -> Score:
    """Return a song in a new master, denser and louder; its notes and words stay.

    `strength` is `subtle` for the master alone, `normal` for new performances of the same notes as
    well, `high` for a new arrangement in the same style.
    """
    if strength == "high":
        made = remaking.swap_sound(score, tags=score.style, seed=seed, take=take)
    elif strength == "normal":
        made = replace(
            score, sections=tuple(_played_anew(one, seed, take) for one in score.sections)
        )
    else:
        made = score
    master = score.master or Master(gain_db=0.0, glue_db=0.0)
    louder = Master(
        gain_db=master.gain_db + _LOUDER_DB[take % 2], glue_db=master.glue_db - _TIGHTER_DB
    )
    return replace(made, master=louder, tags=score.tags)


def add_instrumental(
    score: Score,
    *,
    tags: str,
    seed: int,
    take: int = 0,
    window_s: tuple[float, float] | None = None,
) -> Score:
    """Return a song with a new band below its singing, in the whole song or in a window.

    A recording is kept as it is and the band plays along with it.
    """
    head, middle, tail = _cut(score, window_s)
    played = remaking.swap_sound(middle, tags=tags or score.tags, seed=seed, take=take)
    return _around(score, head, _with_tapes(played, middle, TAPE_PARTS), tail)


def add_vocals(
    score: Score,
    *,
    lyrics: str,
    singer: Singer,
    seed: int,
    take: int = 0,
    window_s: tuple[float, float] | None = None,
) -> Score:
    """Return a song with words sung over it, in the whole song or in a window."""
    head, middle, tail = _cut(score, window_s)
    sung = remaking.add_vocals(middle, lyrics=lyrics, singer=singer, seed=seed, take=take)
    made = _around(score, head, sung, tail)
    return replace(made, singer=singer, lyrics=made.sung_lyrics)


def swap_band(score: Score, *, tags: str, seed: int, take: int = 0) -> Score:
    """Return the song with another band; of a recording the singing alone is kept."""
    played = remaking.swap_sound(score, tags=tags, seed=seed, take=take)
    return _with_tapes(played, score, ("Vocals",))


def swap_singer(score: Score, *, lyrics: str, singer: Singer, seed: int, take: int = 0) -> Score:
    """Return the song sung by somebody else; a recording loses its singing and gets `lyrics`."""
    if not score.is_recorded:
        return remaking.swap_vocals(score, singer=singer)
    band = replace(
        score,
        master=None,
        sections=tuple(_cut_tape(section, _BAND) for section in score.sections),
    )
    return remaking.add_vocals(band, lyrics=lyrics, singer=singer, seed=seed, take=take)


def precede(
    score: Score, *, brief: Brief, seed: int, take: int = 0, profile: Profile = "full"
) -> Score:
    """Return a song with a new beginning before it, in its key, tempo, style and voice."""
    new = remaking.extend(
        score, at_s=score.duration_s, brief=brief, seed=seed, take=take, profile=profile
    )
    joined = join(new, score)
    return replace(joined, title=brief.title or score.title, tags=score.tags)


def build_around(
    score: Score,
    *,
    window_s: tuple[float, float],
    brief: Brief,
    seed: int,
    take: int = 0,
    profile: Profile = "full",
) -> Score:
    """Return a new song around a stretch of another: it opens with it and comes back to it.

    Tempo, key and voice are the sample's, the style is that of the brief's tags.
    """
    _, cut, _ = _cut(score, window_s)
    # A window in the ringing after the last bar holds no section.
    sample = replace(cut, sections=cut.sections or score.sections[-1:])
    last = sample.sections[-1]
    asked = choose(brief.tags, brief.description or "").name if brief.tags else last.style
    styled = replace(sample, sections=(*sample.sections[:-1], replace(last, style=asked)))
    body = remaking.extend(
        styled, at_s=sample.duration_s, brief=brief, seed=seed, take=take, profile=profile
    )
    made = join(replace(sample, master=None), body, sample)
    return replace(
        made,
        title=brief.title or score.title,
        tags=brief.tags or score.tags,
        lyrics=made.sung_lyrics,
        seed=seed,
        take=take,
    )


def _cut(score: Score, window_s: tuple[float, float] | None) -> tuple[Score, Score, Score]:
    """Return what lies before, in and after a window."""
    start_s, end_s = window_s or (0.0, score.duration_s)
    head, rest = split(score, start_s)
    middle, tail = split(rest, end_s - start_s)
    return head, middle, tail


def _around(score: Score, *pieces: Score) -> Score:
    """Return pieces as one song, to be mastered anew."""
    sections = tuple(section for piece in pieces for section in piece.sections)
    return replace(score, sections=sections, master=None)


def _with_tapes(played: Score, score: Score, parts: tuple[str, ...]) -> Score:
    """Let the tapes of a song play below a new band; its lead line is on the tape already."""
    sections = tuple(
        _below(new, old.tape, parts) if old.tape else new
        for new, old in zip(played.sections, score.sections, strict=True)
    )
    return replace(played, sections=sections)


def _below(section: Section, tape: Tape, parts: tuple[str, ...]) -> Section:
    heard = {(note.beat, note.pitch) for note in tape.heard}
    notes = tuple(note for note in section.notes if (note.beat, note.pitch) not in heard)
    kept = tuple(part for part in tape.parts if part in parts)
    return replace(section, notes=notes, tape=replace(tape, parts=kept))


def _cut_tape(section: Section, parts: tuple[str, ...]) -> Section:
    if section.tape is None:
        return section
    kept = tuple(part for part in section.tape.parts if part in parts)
    return replace(section, tape=replace(section.tape, parts=kept, heard=()))


def _played_anew(section: Section, seed: int, take: int) -> Section:
    """Return a section as if its players had played it once more: other moments, other touch."""
    rng = chance(seed, take, section.uid, "again")
    spread = _PLAYERS_MS / 1000 / section.beat_s
    notes = tuple(
        replace(
            note,
            beat=round(max(0.0, note.beat + float(rng.normal(0, spread))), 5),
            velocity=round(min(1.0, max(0.05, note.velocity * float(rng.normal(1, 0.08)))), 4),
        )
        for note in section.notes
    )
    return replace(section, notes=in_order(notes), uid=f"{section.uid}-again-{seed}-{take}")
