"""When each word of a clip is sung. Their side: POST /sonic/aligned-lyrics. CONTRACT 3.6."""

from dataclasses import asdict, dataclass
from datetime import datetime

from apps import musicapi
from apps.clips import operations as clips
from apps.clips.models import Clip
from apps.generation.kinds import keeping
from apps.generation.kinds.spec import ClipSpec
from apps.generation.models import Job

NAME = "Lyric timing"
NOTE = "Find out when each word is sung."
ICON = "text-cursor-input"
MAKES = "1 timing"
ENGINE = musicapi.Engine.SONIC
OPERATION = musicapi.Operation.LYRIC_TIMING


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ClipSpec):
    """Which clip."""


def send(
    api: musicapi.MusicAPI, spec: Spec, _webhook: musicapi.Webhook | None
) -> tuple[musicapi.TimedWord, ...]:
    """Ask for the timing; the paid call, made once and answered with it."""
    return api.sonic_aligned_lyrics(spec.remote_clip_id)


def why_not(clip: Clip, _now: datetime) -> str:
    """Return why there is nothing to time, "" if there is."""
    return "" if clip.lyrics.strip() else "It has no words."


def accept(job: Job, words: tuple[musicapi.TimedWord, ...], *, now: datetime) -> None:
    """Keep the words with their moments, with the job and with the clip."""
    told = [asdict(word) for word in words]
    keeping.keep(job, {"words": told})
    if clip := keeping.clip_of(job):
        clips.hear_words(clip=clip, words=told, now=now)


fail = keeping.fail
