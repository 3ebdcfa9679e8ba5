"""From a request to what the engine is asked for, and from its score to what clips say."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from apps.sandbox import engine
from apps.sandbox.models import Task
from apps.sandbox.switches import without_switches

INSTRUMENTAL_LYRICS = "[Instrumental]"
_STUDIO_LENGTHS_S = {"studio130-v1.5": 130.0, "studio32-v1.5": 32.0}
_NURO_SECTIONS = {
    "intro": "Intro",
    "verse": "Verse",
    "chorus": "Chorus",
    "inst": "Break",
    "bridge": "Bridge",
    "outro": "Outro",
}
_SUNG_AS_SENT = frozenset({"create_music", "persona_music", "extend_music"})

Request = Mapping[str, Any]


def brief_of(task: Task) -> engine.Brief:
    """Translate a task's request for the engine."""
    return _BRIEFS[task.family](task.request)


def with_words(brief: engine.Brief, *, seed: int) -> engine.Brief:
    """Write the words of a brief that only describes them."""
    if brief.instrumental or brief.lyrics or not brief.description:
        return brief
    return replace(brief, lyrics=engine.write_lyrics(brief.description, seed)[1])


def shown_lyrics(task: Task, score: engine.Score) -> str:
    """Say what a result shows as lyrics: what was sent, what is sung, or a marker."""
    is_sonic = task.family == "sonic"
    if not score.lyrics:
        return INSTRUMENTAL_LYRICS if is_sonic else ""
    sent = task.request.get("prompt") or task.request.get("lyrics")
    own = is_sonic and task.request.get("custom_mode") and not task.request.get("auto_lyrics")
    # What is sung is the truth; a new song from given lyrics shows them as they were given.
    return str(sent) if own and sent and task.operation in _SUNG_AS_SENT else score.lyrics


def _sonic(request: Request) -> engine.Brief:
    """Translate the sonic family's requests (CONTRACT 3.1)."""
    written = _text(request, "prompt") or _text(request, "lyrics")
    instrumental = bool(request.get("make_instrumental"))
    auto_lyrics = bool(request.get("auto_lyrics"))
    custom = bool(request.get("custom_mode"))
    if custom:
        description = written if auto_lyrics else None
    else:
        description = _text(request, "gpt_description_prompt")
    own_lyrics = custom and not auto_lyrics and not instrumental
    return engine.Brief(
        lyrics=written if own_lyrics else None,
        description=description,
        title=_text(request, "title"),
        tags=_text(request, "tags") or "",
        negative_tags=_text(request, "negative_tags") or "",
        instrumental=instrumental,
        voice=request.get("vocal_gender"),
        style_weight=request.get("style_weight"),
        weirdness=request.get("weirdness_constraint"),
        duration_s=request.get("duration"),
        auto_lyrics=auto_lyrics,
    )


def _riffusion(request: Request) -> engine.Brief:
    """Translate the riffusion family's requests (CONTRACT 4.1)."""
    custom, instrumental = bool(request["custom_mode"]), bool(request.get("make_instrumental"))
    return engine.Brief(
        lyrics=_text(request, "lyrics") if custom and not instrumental else None,
        description=None if custom else _text(request, "prompt"),
        title=_text(request, "title"),
        tags=_text(request, "sound") or "",
        instrumental=instrumental or (custom and not _text(request, "lyrics")),
    )


def _studio(request: Request) -> engine.Brief:
    """Translate the regular mode of the studio family (CONTRACT 4.2)."""
    kind = request["lyrics_type"]
    return engine.Brief(
        lyrics=_text(request, "lyrics") if kind == "user" else None,
        description=_text(request, "prompt"),
        negative_tags=_text(request, "negative_prompt") or "",
        instrumental=kind == "instrumental",
        style_weight=request["prompt_strength"],
        duration_s=_STUDIO_LENGTHS_S[request["model_type"]],
    )


def _nuro(request: Request) -> engine.Brief:
    """Translate songs and background music of the nuro family (CONTRACT 4.3)."""
    words = [request.get(member) or () for member in ("genre", "mood", "instrument", "theme")]
    tags = [tag for value in words for tag in ([value] if isinstance(value, str) else value)]
    voices: dict[str, Literal["f", "m"]] = {"Female": "f", "Male": "m"}
    return engine.Brief(
        lyrics=_text(request, "lyrics"),
        description=_text(request, "description"),
        tags=", ".join([*tags, *([request["timbre"]] if "timbre" in request else [])]),
        instrumental=request["type"] == "bgm",
        voice=voices.get(request.get("gender", "")),
        duration_s=request.get("duration"),
        form=tuple(
            (_NURO_SECTIONS[one["name"]], float(one["duration"]))
            for one in request.get("segments", ())
        ),
    )


def _producer(request: Request) -> engine.Brief:
    """Translate the producer family's requests (CONTRACT 4.4)."""
    lyrics, bpm = _text(request, "lyrics"), request.get("bpm")
    tempo, sound = [f"{bpm} bpm"] if bpm else [], _text(request, "sound")
    return engine.Brief(
        lyrics=lyrics,
        title=_text(request, "title"),
        tags=", ".join([*([sound] if sound else []), *tempo]),
        instrumental=not lyrics,
        duration_s=request.get("length"),
    )


_BRIEFS: Mapping[str, Callable[[Request], engine.Brief]] = {
    "sonic": _sonic,
    "riffusion": _riffusion,
    "studio": _studio,
    "nuro": _nuro,
    "producer": _producer,
}


def _text(request: Request, member: str) -> str | None:
    value = request.get(member)
    return without_switches(value) or None if isinstance(value, str) else None
