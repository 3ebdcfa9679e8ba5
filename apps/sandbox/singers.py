"""Who sings in this sandbox, as SANDBOX_VOICE says, and the folder of what they sang before."""

from functools import cache

from django.conf import settings

from apps.sandbox import engine, folders


@cache
def voices() -> engine.Voices:
    """Return the voices for this process."""
    limit_mb = settings.SANDBOX_PHRASES_MB
    memory = engine.Memory(folders.phrases(), limit_bytes=limit_mb << 20) if limit_mb else None
    better = None
    if _is_neural_wanted() and not engine.lacking(settings.SANDBOX_SINGER_DIR):
        better = engine.NeuralVoice(settings.SANDBOX_SINGER_DIR, memory=memory)
    return engine.Voices(better, memory=memory)


def missing() -> str:
    """Say why the voice that SANDBOX_VOICE insists on cannot sing, empty if it can."""
    if settings.SANDBOX_VOICE != "neural":
        return ""
    return engine.lacking(settings.SANDBOX_SINGER_DIR)


def _is_neural_wanted() -> bool:
    if settings.SANDBOX_VOICE == "auto":
        return bool(settings.SANDBOX_PROFILE == "full")
    return bool(settings.SANDBOX_VOICE == "neural")
