"""Compose a score from a brief: words, frame, form, chords, singing, band."""

from dataclasses import replace

from apps.sandbox.engine.brief import Brief, Profile
from apps.sandbox.engine.chance import chance
from apps.sandbox.engine.music import form
from apps.sandbox.engine.music.form import Plan
from apps.sandbox.engine.music.sections import Session, write_sections
from apps.sandbox.engine.music.wishes import Frame, frame
from apps.sandbox.engine.score import Score, Singer
from apps.sandbox.engine.words import sheet
from apps.sandbox.engine.words.verses import write_lyrics

FAST_SLOWEST_BPM = 124.0


def compose(
    brief: Brief,
    *,
    seed: int,
    take: int = 0,
    profile: Profile = "full",
    singer: Singer | None = None,
) -> Score:
    """Compose a song; the same arguments give an equal score.

    `take` 0 and 1 are two readings of one brief: other tempo and key, other chords, another
    melody and groove. `fast` gives a short song for tests. `singer` gives the voice of another
    song, a persona, instead of drawing one.
    """
    if singer is not None:
        brief = replace(brief, voice="f" if singer.gender == "f" else "m")
    title, lyrics = _words(brief, seed, take)
    fixed = frame(
        brief, seed=seed, take=take, slowest=FAST_SLOWEST_BPM if profile == "fast" else 0.0
    )
    plans = (
        form.asked(brief.form, bar_s=240.0 / fixed.tempo_bpm)
        if brief.form
        else _plans(lyrics, fixed, profile, brief.duration_s)
    )
    salt = (seed, take, fixed.style.name)
    return Score(
        title=title,
        tags=brief.tags or fixed.style.name,
        lyrics=lyrics,
        seed=seed,
        take=take,
        singer=singer or _singer(fixed, salt),
        sections=write_sections(
            plans, Session(fixed, salt, brief.weirdness or 0.0, choir=profile == "full")
        ),
    )


def _words(brief: Brief, seed: int, take: int) -> tuple[str, str]:
    """Return title and lyrics: those given, or our own where the brief leaves them to us."""
    if brief.instrumental or "instrumental" in brief.tags.lower():
        return brief.title or _title_from(brief.description or brief.tags), ""
    if brief.lyrics and brief.lyrics.strip():
        return brief.title or _title_from(_hook_line(brief.lyrics)), brief.lyrics
    if brief.auto_lyrics or brief.description:
        title, lyrics = write_lyrics(brief.description or brief.tags, seed=seed + 1009 * take)
        return brief.title or title, lyrics
    return brief.title or _title_from(brief.tags), ""


def _hook_line(lyrics: str) -> str:
    stanzas = sheet.read(lyrics)
    choruses = [stanza for stanza in stanzas if stanza.kind == "Chorus" and stanza.lines]
    return next((stanza.lines[0] for stanza in [*choruses, *stanzas] if stanza.lines), "")


def _title_from(text: str) -> str:
    words = [word.strip('.,!?;:()[]"') for word in text.split()]
    return " ".join(word for word in words[:4] if word).title()[:80] or "Untitled"


def _plans(lyrics: str, fixed: Frame, profile: Profile, wish_s: float | None) -> tuple[Plan, ...]:
    bar_s = 240.0 / fixed.tempo_bpm
    stanzas = sheet.read(lyrics)
    if any(stanza.lines for stanza in stanzas) and not fixed.instrumental:
        return form.plan(stanzas, bar_s=bar_s, profile=profile, wish_s=wish_s)
    return form.instrumental(bar_s=bar_s, profile=profile, wish_s=wish_s)


def _singer(fixed: Frame, salt: tuple[object, ...]) -> Singer:
    rng = chance(*salt, "singer")
    return Singer(
        gender=fixed.gender,
        tract=round(float(rng.normal(1.0, 0.025)), 4),
        breath=round(float(rng.uniform(0.1, 0.35)), 4),
        vibrato_cents=round(float(rng.uniform(22, 38)), 2),
        vibrato_hz=round(float(rng.uniform(5.1, 6.0)), 3),
    )
