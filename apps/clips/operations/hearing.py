"""What was found out by listening to a clip, kept with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.clips.models import Clip, Hearing
from apps.projects import operations as projects


def hear_words(*, clip: Clip, words: Sequence[Mapping[str, Any]], now: datetime) -> Hearing:
    """Keep when each word is sung, in place of what was known before.

    Each word has `word`, `start_s` and `end_s`; more is kept with it.
    """
    return _kept(clip, {"words": [dict(word) for word in words]}, now)


@transaction.atomic
def hear_tempo(*, clip: Clip, tempo_bpm: float, now: datetime) -> Hearing:
    """Keep how fast the clip is; a song that nobody said a tempo of has this one from now on."""
    projects.fill_in(project=clip.project, tempo_bpm=tempo_bpm)
    return _kept(clip, {"tempo_bpm": tempo_bpm}, now)


def _kept(clip: Clip, found: dict[str, Any], now: datetime) -> Hearing:
    hearing, _ = Hearing.objects.update_or_create(
        clip=clip, defaults=found, create_defaults={**found, "created_at": now}
    )
    return hearing
