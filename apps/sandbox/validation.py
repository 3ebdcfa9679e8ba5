"""The rules of the sonic family that a type cannot say (CONTRACT 3.2 and 3.3). Pure; no Django.

Every function raises Refusal 400 before anything is charged.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from apps.sandbox.eras import Era, Limits
from apps.sandbox.refusals import Refusal

_TEXTS = {
    "prompt": "prompt",
    "lyrics": "prompt",
    "tags": "tags",
    "title": "title",
    "gpt_description_prompt": "description",
    "negative_tags": "negative_tags",
}
# What each operation needs besides words; `mv` for all but concat.
_NEEDS = {
    "create_music": ("custom_mode", "mv"),
    "persona_music": ("persona_id", "custom_mode", "mv"),
    "extend_music": ("continue_clip_id", "continue_at", "custom_mode", "mv"),
    "extend_upload_music": ("continue_clip_id", "continue_at", "custom_mode", "mv"),
    "cover_music": ("continue_clip_id", "custom_mode", "mv"),
    "cover_upload_music": ("continue_clip_id", "custom_mode", "mv"),
    "concat_music": ("continue_clip_id",),
    "remaster": ("continue_clip_id", "mv"),
    "add_instrumental": ("continue_clip_id", "mv"),
    "add_vocals": ("continue_clip_id", "mv", "prompt"),
    "mashup": ("custom_mode", "mv"),
    "replace_section": ("mv",),
    "sample": ("custom_mode", "mv", "make_instrumental"),
    "upload_cover": ("custom_mode", "mv"),
    "upload_extend": ("custom_mode", "mv"),
}
_NEW_WORDS = frozenset({"create_music", "persona_music"})
_ONLY_MODELS = {
    "remaster": ("sonic-v4", "sonic-v4-5-plus", "sonic-v5"),
    "add_instrumental": ("sonic-v4-5-plus", "sonic-v5", "sonic-v5-5"),
    "add_vocals": ("sonic-v4-5-plus", "sonic-v5", "sonic-v5-5"),
}
_NOT_FOR_REPLACING = "sonic-v3-5"
_WITH_DURATION = frozenset(
    {
        "create_music",
        "persona_music",
        "extend_music",
        "extend_upload_music",
        "cover_music",
        "cover_upload_music",
        "upload_cover",
        "upload_extend",
    }
)
_DURATION_S = (10, 360)
_RANGES = (
    ("overpainting_start_s", "overpainting_end_s"),
    ("infill_start_s", "infill_end_s"),
    ("chop_sample_start_s", "chop_sample_end_s"),
    ("vocal_start_s", "vocal_end_s"),
    ("replace_start_time", "replace_end_time"),
    ("starts_at", "ends_at"),
)
_MAX_URL = 1024


def check_song(order: Mapping[str, Any], operation: str, era: Era) -> None:
    """Check everything that can be said of a request without looking anything up."""
    for member in _NEEDS[operation]:
        if not _present(order.get(member)):
            raise Refusal(400, error=f"{member} is required")
    limits = _limits_of(order, operation, era)
    _check_words(order, operation)
    _check_lengths(order, limits)
    _check_duration(order, operation, era)
    check_ranges(order)
    if era.has_webhooks:
        check_url(order.get("webhook_url"), "webhook_url")


def check_ranges(order: Mapping[str, Any]) -> None:
    """Refuse ranges that end before they begin."""
    for start, end in _RANGES:
        if order.get(end) is not None and order[end] <= (order.get(start) or 0):
            raise Refusal(400, error=f"{end} must be greater than {start}")


def check_url(url: str | None, member: str) -> None:
    """Refuse an address that cannot be called.

    The service wants public HTTPS for callbacks; the sandbox takes http too, since a studio on the
    same machine has no certificate.
    """
    if url is None or url == "":
        return
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if len(url) > _MAX_URL or not usable:
        raise Refusal(
            400, error=f"{member} must be an http(s) address of at most {_MAX_URL} characters"
        )


def _limits_of(order: Mapping[str, Any], operation: str, era: Era) -> Limits:
    mv: str | None = order.get("mv")
    if mv is None and operation == "concat_music":
        return list(era.models.values())[-1]
    accepted = [model for model in era.models if _serves(model, operation)]
    if mv is None or mv not in accepted:
        raise Refusal(400, error=f"mv is not valid; use one of {', '.join(accepted)}")
    return era.models[mv]


def _serves(model: str, operation: str) -> bool:
    if operation == "replace_section":
        return model != _NOT_FOR_REPLACING
    # The models of v6 serve whatever the older ones did.
    return model in _ONLY_MODELS.get(operation, (model,)) or model.startswith("sonic-v6")


def _check_words(order: Mapping[str, Any], operation: str) -> None:
    custom = order.get("custom_mode")
    if order.get("auto_lyrics") and not custom:
        raise Refusal(400, error="auto_lyrics needs custom_mode true")
    if operation not in _NEW_WORDS:
        return
    if not custom and not _filled(order.get("gpt_description_prompt")):
        raise Refusal(400, error="gpt_description_prompt is required when custom_mode is false")
    sung = not order.get("make_instrumental")
    if custom and sung and not _filled(order.get("prompt") or order.get("lyrics")):
        raise Refusal(400, error="prompt is required when custom_mode is true")


def _check_lengths(order: Mapping[str, Any], limits: Limits) -> None:
    for member, limit_name in _TEXTS.items():
        maximum: int = getattr(limits, limit_name)
        if len(order.get(member) or "") > maximum:
            text = f"{member} must have at most {maximum} characters"
            raise Refusal(400, code=400, message=text)


def _check_duration(order: Mapping[str, Any], operation: str, era: Era) -> None:
    seconds, (low, high) = order.get("duration"), _DURATION_S
    if not era.has_duration or seconds is None:
        return
    if operation not in _WITH_DURATION:
        raise Refusal(400, error=f"duration is not a member of {operation}")
    if not low <= seconds <= high:
        raise Refusal(400, error=f"duration must be {low} to {high} seconds")


def _present(value: object) -> bool:
    return value is not None and value != ""


def _filled(text: str | None) -> bool:
    return bool((text or "").strip())
