"""What tests of the archive share: a provider of files, and a folder as storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.archive import source
from tests.archive import servers, sounds
from tests.archive.steps import rules_for

SONG_S = 3.0


@pytest.fixture
def provider() -> Iterator[servers.Provider]:
    with servers.running() as running:
        yield running


@pytest.fixture(scope="session")
def song() -> bytes:
    """Three seconds of MP3."""
    return sounds.as_mp3(sounds.sine(SONG_S))


@pytest.fixture
def archive_folder(settings, tmp_path: Path) -> Path:
    """Use a local folder as storage, whatever the profile."""
    folder = tmp_path / "folder"
    backend = "django.core.files.storage.FileSystemStorage"
    options = {"location": str(folder), "base_url": None}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": backend, "OPTIONS": options},
    }
    return folder


@pytest.fixture
def incoming(settings, tmp_path: Path, provider) -> Path:
    """Give a test a folder of its own for files that come in, and let it reach the provider."""
    settings.VAR_DIR = tmp_path / "var"
    settings.ARCHIVE_ALLOWED_PRIVATE_HOSTS = [f"localhost:{provider.port}"]
    return tmp_path / "var" / "incoming"


@pytest.fixture
def fetch(tmp_path, provider):
    """Return a function that makes one attempt and returns the bytes that are there then."""

    def fetch(url: str, family: str = "audio", **fields) -> bytes:
        with source.incoming(tmp_path / "incoming", "one") as file:
            rules = rules_for(provider, **fields)
            try:
                source.download(url=url, to=file, family=family, rules=rules)
            finally:
                fetch.left = file.path.read_bytes()
            assert file.note.is_complete
        return fetch.left

    return fetch
