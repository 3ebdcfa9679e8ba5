"""What tests of sharing stand on: a song with one take whose file is there, and no memory."""

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.clips.states import ClipState
from tests.factories import clips
from tests.factories.accounts import make_team
from tests.factories.projects import project

SOUND = bytes(range(256)) * 40
WORDS = "[Verse]\nThe tide has been writing\n[Chorus]\nThere is salt on the window"


@pytest.fixture(autouse=True)
def own_memory(settings, tmp_path):
    """Give each test an empty cache of its own, whatever the profile has."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
    yield
    cache.clear()


@pytest.fixture
def song():
    return project(make_team())


@pytest.fixture
def take(song):
    clip = clips.clip(song, ClipState.READY, lyrics=WORDS)
    clip.audio.storage_key = default_storage.save(f"clips/{clip.pk}", ContentFile(SOUND))
    clip.audio.size_bytes = len(SOUND)
    clip.audio.save()
    return clip
