"""Which score a clip is rendered from: composed from a brief, or made from the scores of others.

One function for each operation of the contract that makes songs; `rendering.py` calls `score_of`.
Sources were checked at submit; they are named in the task's request.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.conf import settings

from apps.sandbox import briefs, engine, readings
from apps.sandbox.engine.brief import Profile
from apps.sandbox.models import Clip, Persona, Task
from apps.sandbox.switches import without_switches

_COVER_WEIGHT = 0.5


def score_of(task: Task, clip: Clip) -> engine.Score:
    """Make the score of one clip of a task."""
    return _MAKERS[task.family, task.operation](task, clip)


def profile() -> Profile:
    """Say how much quality this sandbox spends."""
    return "fast" if settings.SANDBOX_PROFILE == "fast" else "full"


def stored_score(clip_id: object) -> engine.Score:
    """Read the score of a finished clip."""
    return readings.stored_score(Clip.objects.get(pk=str(clip_id)))


def _compose(task: Task, clip: Clip) -> engine.Score:
    return engine.compose(
        briefs.brief_of(task), seed=task.seed, take=_take(clip), profile=profile()
    )


def _persona(task: Task, clip: Clip) -> engine.Score:
    """Compose a new song for the voice that the persona keeps."""
    persona = Persona.objects.get(pk=task.request["persona_id"])
    return engine.compose(
        briefs.brief_of(task),
        seed=task.seed,
        take=_take(clip),
        profile=profile(),
        singer=engine.Singer(**persona.singer),
    )


def _extend(source: str, at: str) -> Callable[[Task, Clip], engine.Score]:
    """Continue a song from a moment; the result is the new part alone."""

    def make(task: Task, clip: Clip) -> engine.Score:
        return engine.extend(
            stored_score(task.request[source]),
            at_s=float(task.request[at]),
            brief=briefs.with_words(briefs.brief_of(task), seed=task.seed + _take(clip)),
            seed=task.seed,
            take=_take(clip),
            profile=profile(),
        )

    return make


def _concat(task: Task, clip: Clip) -> engine.Score:
    """Join the kept beginning of a song and the part that continues it."""
    part = Clip.objects.get(pk=task.request["continue_clip_id"])
    return _joined(Task.objects.get(clips=part).request, stored_score(part.pk))


def _joined(asked: briefs.Request, part: engine.Score) -> engine.Score:
    song = stored_score(asked["continue_clip_id"])
    kept, _ = engine.split(song, float(asked.get("continue_at", song.duration_s)))
    return engine.join(kept, part)


def _upload_extend(task: Task, clip: Clip) -> engine.Score:
    """Continue a recording, from its end unless told; the result is the part or the whole."""
    song = stored_score(task.request["continue_clip_id"])
    part = engine.extend(
        song,
        at_s=float(task.request.get("continue_at", song.duration_s)),
        brief=briefs.with_words(briefs.brief_of(task), seed=task.seed + _take(clip)),
        seed=task.seed,
        take=_take(clip),
        profile=profile(),
    )
    return _joined(task.request, part) if clip.role == "full" else part


def _cover(source: str, style: str, weight: str) -> Callable[[Task, Clip], engine.Score]:
    """Keep melody and words of a song, change its band."""

    def make(task: Task, clip: Clip) -> engine.Score:
        brief, song = briefs.brief_of(task), stored_score(task.request[source])
        made = engine.cover(
            song,
            tags=str(task.request.get(style) or brief.description or song.tags),
            seed=task.seed,
            take=_take(clip),
            audio_weight=float(task.request.get(weight, _COVER_WEIGHT)),
        )
        made = replace(made, title=brief.title or song.title)
        if brief.lyrics and song.is_recorded:
            # What is sung on a recording is not known as words; these are.
            return engine.add_vocals(
                made, lyrics=brief.lyrics, singer=song.singer, seed=task.seed, take=_take(clip)
            )
        return made

    return make


def _remaster(task: Task, clip: Clip) -> engine.Score:
    return engine.remaster(
        stored_score(task.request["continue_clip_id"]),
        strength=str(task.request.get("variation_category", "normal")),
        seed=task.seed,
        take=_take(clip),
    )


def _add_instrumental(task: Task, clip: Clip) -> engine.Score:
    """Lay a band below what is there."""
    song = stored_score(task.request["continue_clip_id"])
    brief = briefs.brief_of(task)
    made = engine.add_instrumental(
        song,
        tags=brief.tags or song.tags,
        seed=task.seed,
        take=_take(clip),
        window_s=_window(task, song, "overpainting_start_s", "overpainting_end_s"),
    )
    return replace(made, title=brief.title or song.title, tags=brief.tags or song.tags)


def _add_vocals(task: Task, clip: Clip) -> engine.Score:
    """Sing words over what is there: with the song's own voice unless another one is wanted."""
    song = stored_score(task.request["continue_clip_id"])
    brief = briefs.brief_of(task)
    gender = brief.voice or ("fm"[task.seed % 2] if song.is_recorded else None)
    made = engine.add_vocals(
        song,
        lyrics=without_switches(str(task.request["prompt"])),
        singer=engine.other_singer(song, seed=task.seed, gender=gender) if gender else song.singer,
        seed=task.seed,
        take=_take(clip),
        window_s=_window(task, song, "overpainting_start_s", "overpainting_end_s"),
    )
    return replace(made, title=brief.title or song.title)


def _sample(task: Task, clip: Clip) -> engine.Score:
    """Build a song around a stretch of another."""
    song = stored_score(task.request["sample_clip_id"])
    return engine.build_around(
        song,
        window_s=_window(task, song, "chop_sample_start_s", "chop_sample_end_s"),
        brief=briefs.with_words(briefs.brief_of(task), seed=task.seed + _take(clip)),
        seed=task.seed,
        take=_take(clip),
        profile=profile(),
    )


def _window(task: Task, song: engine.Score, start: str, end: str) -> tuple[float, float]:
    wanted = task.request
    until_s = min(float(wanted.get(end, song.duration_s)), song.duration_s)
    return float(wanted.get(start, 0.0)), until_s


def _continuation(task: Task, clip: Clip) -> engine.Score:
    """Return a studio song with a new end, or with a new beginning."""
    song = stored_score(task.request["config"]["source"]["song_id"])
    brief = briefs.with_words(briefs.brief_of(task), seed=task.seed + _take(clip))
    brief = replace(brief, title=song.title)
    take = _take(clip)
    if task.operation == "precede":
        return engine.precede(song, brief=brief, seed=task.seed, take=take, profile=profile())
    at_s = song.duration_s
    new = engine.extend(song, at_s=at_s, brief=brief, seed=task.seed, take=take, profile=profile())
    return engine.join(song, new)


def _mashup(task: Task, clip: Clip) -> engine.Score:
    """Let each of two songs be played by the other's band, one way round for each take."""
    one, other = (stored_score(clip_id) for clip_id in task.request["mashup_clip_ids"])
    sung, played = (other, one) if _take(clip) else (one, other)
    made = engine.cover(
        sung,
        tags=played.tags,
        seed=task.seed,
        take=_take(clip),
        audio_weight=float(task.request.get("audio_weight", _COVER_WEIGHT)),
    )
    title = briefs.brief_of(task).title or f"{sung.title} / {played.title}"
    return replace(made, title=title[:80])


def _replace(source: str, start: str, end: str, words: str) -> Callable[[Task, Clip], engine.Score]:
    """Write one stretch of a song anew; the result is the whole song, or the stretch alone."""

    def make(task: Task, clip: Clip) -> engine.Score:
        song = stored_score(task.request[source])
        from_s = float(task.request[start])
        to_s = float(task.request.get(end, song.duration_s))
        made = engine.replace_section(
            song,
            from_s=from_s,
            to_s=to_s,
            lyrics=without_switches(str(task.request.get(words, ""))) or None,
            seed=task.seed,
            take=_take(clip),
        )
        if clip.role != "replaced":
            return made
        _, rest = engine.split(made, from_s)
        return engine.split(rest, to_s - from_s)[0]

    return make


def _swap_sound(task: Task, clip: Clip) -> engine.Score:
    """Change the band and keep the singing."""
    song = stored_score(task.request["continue_clip_id"])
    sound = str(task.request.get("sound") or song.tags)
    return engine.swap_band(song, tags=sound, seed=task.seed, take=_take(clip))


def _swap_vocals(task: Task, clip: Clip) -> engine.Score:
    """Change the singer and keep the band; a gender in the wanted voice is obeyed."""
    song = stored_score(task.request["continue_clip_id"])
    words = set(str(task.request.get("sound", "")).lower().replace(",", " ").split())
    wanted = "f" if words & {"female", "woman", "girl"} else None
    wanted = "m" if words & {"male", "man", "boy"} else wanted
    singer = engine.other_singer(song, seed=task.seed + _take(clip), gender=wanted)
    lyrics = without_switches(str(task.request.get("lyrics", "")))
    return engine.swap_singer(song, lyrics=lyrics, singer=singer, seed=task.seed, take=_take(clip))


def _producer_extend(task: Task, clip: Clip) -> engine.Score:
    """Continue a song from a moment, or from its end, by so many seconds."""
    song = stored_score(task.request["clip_id"])
    brief = briefs.brief_of(task)
    return engine.extend(
        song,
        at_s=float(task.request.get("starts_at", song.duration_s)),
        brief=replace(brief, duration_s=task.request.get("extend_s", brief.duration_s)),
        seed=task.seed,
        take=_take(clip),
        profile=profile(),
    )


def _take(clip: Clip) -> int:
    """Tell which of the two readings a clip is; parts and their wholes share one."""
    return (
        clip.position // 2 if clip.role in {"replaced", "extended", "full"} else clip.position
    ) % 2


_MAKERS: Mapping[tuple[str, str], Callable[[Task, Clip], engine.Score]] = {
    ("sonic", "create_music"): _compose,
    ("sonic", "persona_music"): _persona,
    ("sonic", "extend_music"): _extend("continue_clip_id", "continue_at"),
    ("sonic", "concat_music"): _concat,
    ("sonic", "cover_music"): _cover("continue_clip_id", "tags", "audio_weight"),
    ("sonic", "extend_upload_music"): _extend("continue_clip_id", "continue_at"),
    ("sonic", "cover_upload_music"): _cover("continue_clip_id", "tags", "audio_weight"),
    ("sonic", "upload_extend"): _upload_extend,
    ("sonic", "upload_cover"): _cover("continue_clip_id", "tags", "audio_weight"),
    ("sonic", "remaster"): _remaster,
    ("sonic", "add_instrumental"): _add_instrumental,
    ("sonic", "add_vocals"): _add_vocals,
    ("sonic", "sample"): _sample,
    ("sonic", "mashup"): _mashup,
    ("sonic", "replace_section"): _replace(
        "clip_id", "infill_start_s", "infill_end_s", "infill_lyrics"
    ),
    ("riffusion", "create_music"): _compose,
    ("riffusion", "extend_music"): _extend("continue_clip_id", "continue_at"),
    ("riffusion", "cover_music"): _cover("continue_clip_id", "sound", "audio_weight"),
    ("riffusion", "replace_music"): _replace(
        "continue_clip_id", "replace_start_time", "replace_end_time", "lyrics"
    ),
    ("riffusion", "swap_music_sound"): _swap_sound,
    ("riffusion", "swap_music_vocals"): _swap_vocals,
    ("studio", "regular"): _compose,
    ("studio", "continuation"): _continuation,
    ("studio", "precede"): _continuation,
    ("nuro", "vocal"): _compose,
    ("nuro", "bgm"): _compose,
    ("producer", "create_music"): _compose,
    ("producer", "extend_music"): _producer_extend,
    ("producer", "replace_music"): _replace("clip_id", "starts_at", "ends_at", "lyrics"),
    ("producer", "cover_music"): _cover("clip_id", "sound", "strength"),
}
