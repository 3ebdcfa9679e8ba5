"""One server for all works, and the songs that other works are made from."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.sandbox import library
from tests.sandbox.engine import tapes
from tests.sandbox.meaning.desk import ONE, Desk, Song
from tests.support.sandbox import Sandbox

BARS = 5
WORDS = (
    "[Verse]\nRopes are creaking by the quay\nSalt is drying on my sleeve\n"
    "[Chorus]\nHarbour lights burn low for me\nOne more tide before I leave"
)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all that listens to works on one process, since they share their sources."""
    for item in items:
        if "desk" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("works"))


@pytest.fixture(scope="package")
def desk(server: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("files")
    band = tapes.write(folder / "band.wav", tapes.band(BARS)).read_bytes()
    voice = tapes.write(folder / "voice.wav", deep_voice()).read_bytes()
    answers = {"/My_band.wav": library.file(band), "/Deep_voice.wav": library.file(voice)}
    server.control("faults/clear")
    server.control("credits", credits=100_000)
    with library.serving(answers) as files:
        yield Desk(server, files)


@pytest.fixture(scope="package")
def source(desk: Desk) -> Song:
    """A short song in C major that a woman sings."""
    words = {"tags": "folk, guitar, in C major", "prompt": WORDS, "vocal_gender": "f"}
    return desk.sonic("create_music", title=f"{ONE} Harbour", duration=14, **words).song


@pytest.fixture(scope="package")
def upload(desk: Desk) -> Song:
    """A recording whose every note is known."""
    answer = desk.server.post("/sonic/upload", url=f"{desk.files}/My_band.wav")
    assert answer.status_code == 200, answer.text
    return Song(desk.server, {"clip_id": answer.json()["clip_id"]})


def deep_voice() -> np.ndarray:
    """A single line in a man's register."""
    line = np.concatenate([tapes.tone(pitch - 24, 0.5) for pitch in tapes.MELODY * 3])
    return 0.4 * np.stack([line, line])
